/* The chat itself: what happens when a person opens it, writes, chooses, clears. Focus moves only on the person's own
   gesture, never because a message came in. */
import { element } from "./element.js";
import { Frame } from "./frame.js";
import { markdown, telephone } from "./markdown.js";
import { messageNode, unuse, use } from "./message.js";
import { Failed, Session } from "./session.js";

const MOST_CHARACTERS = 2000;
const PATIENCE = 400; // milliseconds before "is writing" is shown: most answers are there sooner

export function show({ base, style, known, persona, target }) {
  known.words.school = `${known.school.name}, ${known.school.phone}`; // stands on what is printed
  const chat = new Chat(new Session(base, known.language, persona), known, persona);
  chat.frame = new Frame(chat, { style, base, known, persona, target: target && document.getElementById(target) });
  if (chat.session.kept.open || chat.frame.isPage) chat.frame.open(false);
}

class Chat {
  constructor(session, known) {
    Object.assign(this, { session, words: known.words, school: known.school, awake: false, busy: false, unread: 0, turn: 0 });
    session.whenCleared(() => this.emptied());
    addEventListener("online", () => this.frame.isOpen && !this.awake && this.wake());
  }

  /* Shows the conversation so far, or begins one. Done at the first opening, and again after a failure. */
  async wake() {
    if (this.awake || this.busy) return;
    const { session, frame, words } = this;
    const turn = this.take();
    try {
      const messages = session.kept.token ? await session.soFar() : await session.begin();
      if (turn !== this.turn) return;
      this.awake = true;
      frame.problem(null);
      frame.log.replaceChildren();
      const restored = messages.some((message) => message.from === "family");
      const spoken = this.add(messages);
      frame.say(restored ? words.so_far : spoken);
      if (restored) this.markUsed(messages);
      else frame.toTop(); // the notice is to be read before anything is typed
    } catch (error) {
      if (turn === this.turn) this.failed(error);
    } finally {
      this.give(turn);
    }
  }

  /* Sends words or a choice. What could not be sent goes back to where it was. */
  async say(said, shown, giveBack) {
    const { session, frame, words } = this;
    if (this.busy) return frame.problem([words.busy], [], true);
    frame.problem(null);
    const asked = [...frame.log.querySelectorAll(".choices[data-asks]")].filter((group) => !group.querySelector("[aria-disabled]"));
    const mine = messageNode({ from: "family", kind: "said", body: shown, lang: session.language }, words, frame.heading).node;
    frame.append(mine);
    const turn = this.take();
    asked.forEach((group) => use(group, null, words));
    try {
      const messages = await session.say(said);
      if (turn !== this.turn) return;
      frame.problem(null);
      session.keep({ draft: frame.input.value }); // it may hold the next question already
      const spoken = this.add(messages, mine);
      frame.say(spoken);
      if (!frame.isOpen) frame.unread((this.unread += messages.length));
      if (messages.every((message) => message.kind === "error")) giveBack();
    } catch (error) {
      if (turn !== this.turn) return;
      mine.remove();
      asked.forEach(unuse);
      giveBack();
      this.failed(error);
    } finally {
      this.give(turn);
    }
  }

  async write(text) {
    const { frame, words } = this;
    const said = text.trim();
    if (this.busy) return frame.problem([words.busy], [], true);
    if (!said || !said.replace(/^[\s/]+/, "")) return frame.problem([words.empty]);
    if ([...text].length > MOST_CHARACTERS) return frame.say(frame.counter.textContent);
    if (!this.awake) await this.wake();
    if (!this.awake) return undefined;
    frame.input.value = "";
    frame.count();
    return this.say({ text: said }, said, () => {
      frame.input.value = frame.input.value ? `${said}\n${frame.input.value}` : said;
      frame.typed();
    });
  }

  choose(choice, label, button) {
    if (this.busy) return this.frame.problem([this.words.busy], [], true);
    const group = button.parentNode;
    use(group, button, this.words);
    return this.say({ choice }, label, () => unuse(group));
  }

  /* A letter on a page of its own. The tab is opened first: after waiting for the address, a browser would forbid it. */
  async openPaper(id) {
    const tab = window.open("", "_blank");
    try {
      const address = await this.session.paper(id);
      if (tab) tab.opener = null;
      (tab || window).location.assign(address);
      this.frame.problem(null);
    } catch (error) {
      tab?.close();
      this.failed(error);
    }
  }

  /* Puts messages into the transcript; returns what to read out. `after`: the family's own message before them. */
  add(messages, after) {
    const made = messages.map((message) => messageNode(message, this.words, this.frame.heading, this.choose.bind(this), this.openPaper.bind(this)));
    made.forEach(({ node }) => this.frame.append(node));
    this.frame.scrollTo(after || made[made.length - 1]?.node);
    return made.map(({ spoken }) => spoken).join("\n");
  }

  /* After a reload: choices that were answered are shown as such. */
  markUsed(messages) {
    const nodes = [...this.frame.log.querySelectorAll(".message")];
    messages.forEach((message, place) => {
      const groups = place ? nodes.slice(0, place).flatMap((node) => [...node.querySelectorAll(".choices")]) : [];
      if (message.from !== "family") return;
      groups.filter((group) => !group.querySelector("[aria-disabled]")).forEach((group) => {
        const chosen = [...group.children].find((button) => button.textContent === message.body);
        if (chosen || group.dataset.asks) use(group, chosen, this.words);
      });
    });
  }

  async clear(again) {
    const { session, frame, words } = this;
    try {
      await session.clear();
    } catch (error) {
      return frame.problem([words.not_cleared], this.office());
    }
    this.emptied();
    if (again) await this.wake();
    return undefined;
  }

  /* The conversation is gone: nothing of it stays on the screen, and answers that are under way are not shown. */
  emptied() {
    const { session, frame, words } = this;
    session.drop();
    clearTimeout(this.timer);
    Object.assign(this, { awake: false, busy: false, turn: this.turn + 1 });
    frame.clear();
    frame.problem([words.cleared], [this.beginAgain()], true);
  }

  beginAgain() {
    const { frame, words } = this;
    return element("button", { type: "button", click: () => (this.wake(), frame.input.focus()) }, words.begin);
  }

  failed(error) {
    const { session, frame, words } = this;
    const { status, wait } = error instanceof Failed ? error : { status: 500, wait: 0 };
    if (!(error instanceof Failed)) console.error(error);
    if (status === 401) {
      const draft = frame.input.value;
      session.drop();
      session.keep({ draft });
      this.awake = false;
      return frame.problem([words.ended], [this.beginAgain()], true);
    }
    if (status === 429) return frame.problem([words.wait.replace("#", wait || 10)]);
    const retry = this.awake ? null : element("button", { type: "button", click: () => this.wake() }, words.retry);
    const office = [...this.office(), ...markdown(words.notice_danger, true)];
    return frame.problem([status === 0 || status === 503 ? words.away : words.failed], [...office, retry]);
  }

  /* How to reach people instead. */
  office() {
    const { school, words } = this;
    const pair = (term, value) => element("div", {}, element("dt", {}, term), element("dd", {}, value));
    return [
      element("p", {}, words.office),
      element(
        "dl",
        {},
        pair(words.phone, telephone(school.phone)),
        pair(words.hours, school.hours),
        pair(words.email, element("a", { href: `mailto:${school.email}` }, school.email)),
      ),
    ];
  }

  notice() {
    const { words } = this;
    return [words.notice, `${words.kept_for} ${words.notice_kept}`, words.notice_danger].flatMap((text, place) => markdown(text, place === 2));
  }

  /* One turn at a time. A turn whose number is no longer the present one came back too late to be shown. */
  take() {
    this.busy = true;
    this.timer = setTimeout(() => this.frame.writing(true), PATIENCE);
    return (this.turn += 1);
  }

  give(turn) {
    if (turn !== this.turn) return;
    this.busy = false;
    clearTimeout(this.timer);
    this.frame.writing(false);
  }
}
