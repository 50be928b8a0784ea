/* The conversation as this tab knows it, and the calls of the chat contract.
   Token, draft and "is it open" are kept in sessionStorage: they outlive a reload and the way to the next page, and go
   with the tab. A phone throws pages away in the background; who was looking up a date must not lose a long text. */

const SECONDS = 45; // longer than the server allows itself for one turn

/* `status` 0: no answer at all. `wait`: seconds, when the server named them. */
export class Failed extends Error {
  constructor(status, wait = 0) {
    super(`status ${status}`);
    this.status = status;
    this.wait = wait;
  }
}

export class Session {
  constructor(base, language, persona) {
    Object.assign(this, { base, language, persona, key: `guidepost ${base}`, kept: {} });
    try {
      this.kept = JSON.parse(sessionStorage.getItem(this.key)) || {};
    } catch {
      // Storage is forbidden or spoiled: the chat works all the same, without surviving a reload.
    }
    this.tabs = "BroadcastChannel" in window ? new BroadcastChannel(this.key) : null;
  }

  keep(changes) {
    Object.assign(this.kept, changes);
    if (this.persona === "student") delete this.kept.draft; // what a child did not send is nobody's to find
    try {
      sessionStorage.setItem(this.key, JSON.stringify(this.kept));
    } catch {
      // as above
    }
  }

  /* Calls `then` when another tab clears the conversation that this one shows. */
  whenCleared(then) {
    this.tabs?.addEventListener("message", (told) => told.data === this.kept.token && then());
  }

  drop() {
    this.kept = { open: this.kept.open };
    this.keep({});
  }

  async begin() {
    const begun = await this.call("POST", "conversations", { language: this.language, persona: this.persona });
    this.keep({ token: begun.conversation });
    return begun.messages;
  }

  async soFar() {
    return (await this.call("GET", "messages")).messages;
  }

  async say(said) {
    return (await this.call("POST", "messages", said)).messages;
  }

  /* The address of a letter's page, good for some minutes. */
  async paper(id) {
    return this.base + (await this.call("POST", `messages/${id}/paper`)).paper;
  }

  async clear() {
    const token = this.kept.token;
    if (token) await this.call("DELETE", "conversations/current");
    this.drop();
    this.tabs?.postMessage(token);
  }

  async call(method, path, body) {
    const headers = {};
    if (body) headers["Content-Type"] = "application/json";
    if (this.kept.token) headers.Authorization = `Bearer ${this.kept.token}`;
    const late = new AbortController();
    const timer = setTimeout(() => late.abort(), SECONDS * 1000);
    try {
      const response = await fetch(this.base + path, {
        method, headers, body: body && JSON.stringify(body), credentials: "omit", cache: "no-store", signal: late.signal,
      });
      if (!response.ok) throw new Failed(response.status, Number(response.headers.get("Retry-After")) || 0);
      return response.status === 204 ? null : await response.json();
    } catch (error) {
      throw error instanceof Failed ? error : new Failed(0);
    } finally {
      clearTimeout(timer);
    }
  }
}
