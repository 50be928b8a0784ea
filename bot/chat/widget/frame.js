/* The window around the chat: button, panel, transcript, box to write in. It knows how things look and where the focus
   is, and nothing of conversations. */
import { element } from "./element.js";

const MOST_CHARACTERS = 2000;
const NEARLY = 300; // characters left from which on they are counted
const SPOKEN = 1000; // milliseconds until the live region drops what it was given
const SMALL = matchMedia("(max-width: 30rem), (max-height: 30rem)"); // here the chat takes the whole screen

export class Frame {
  constructor(chat, { style, base, known, persona, target }) {
    Object.assign(this, { chat, words: known.words, session: chat.session, isPage: Boolean(target), isOpen: false });
    this.heading = target ? "h2" : "h3"; // of a title in a message: below the window's own, or the page's
    this.student = persona === "student";
    this.host = element("guidepost-chat", { lang: known.language });
    this.root = this.host.attachShadow({ mode: "open" });
    this.dress(style, base);
    this.build(known.school.name);
    if (target) target.replaceChildren(this.host);
    else document.body.append(this.host);
  }

  /* A constructed sheet needs no permission from the page's Content-Security-Policy; older browsers get a link. */
  dress(style, base) {
    if ("adoptedStyleSheets" in this.root) {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(style);
      this.root.adoptedStyleSheets = [sheet];
    } else {
      this.root.append(element("link", { rel: "stylesheet", href: `${base}widget.css` }));
    }
  }

  build(school) {
    const { words } = this;
    const button = (text, press, className = "plain") => element("button", { type: "button", class: className, click: press }, text);
    this.badge = element("span", { class: "badge" });
    this.launcher = element(
      "button",
      { type: "button", class: "launcher", "aria-haspopup": "dialog", "aria-expanded": "false", click: () => this.open(true) },
      `${words.launcher} `,
      this.badge,
    );
    this.again = button(words.again, () => this.ask(words.again_sure, this.again, () => this.chat.clear(true)));
    this.finish = button(words.finish, () => this.ask(words.finish_sure, this.finish, () => this.chat.clear(false)));
    this.sure = element("div", { class: "sure", role: "group", hidden: true });
    this.log = element("div", { class: "messages" });
    this.transcript = element(
      "div",
      // The region below reads new messages out, once and in order; "off" keeps the log from reading them again.
      { class: "log", role: "log", "aria-live": "off", "aria-label": words.log, tabindex: "0" },
      element("div", { class: "notice" }, ...this.chat.notice()),
      this.log,
      (this.dots = element("p", { class: "writing", hidden: true }, words.writing)),
    );
    this.trouble = element("div", { class: "problem", tabindex: "-1", hidden: true });
    this.live = element("div", { class: "unseen live", "aria-live": "polite" });
    const parts = [
      element("div", { class: "tools" }, this.again, this.finish, this.sure),
      this.transcript,
      this.trouble,
      this.composer(),
    ];
    if (this.isPage) {
      this.panel = element("div", { class: "panel page" }, ...parts);
      this.root.append(this.panel, this.live);
      return;
    }
    const close = button(this.student ? words.close_student : words.close, () => this.close(), "plain close");
    const title = element("h2", { id: "title" }, words.title, element("span", {}, school));
    this.panel = element("dialog", { class: "panel", "aria-labelledby": "title" }, element("div", { class: "head" }, title, close), ...parts, this.live);
    this.panel.addEventListener("cancel", (event) => (event.preventDefault(), this.escape()));
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && this.isOpen && !event.defaultPrevented && !SMALL.matches) this.escape();
    });
    SMALL.addEventListener("change", () => this.isOpen && this.raise());
    this.root.append(element("section", { class: "corner", "aria-label": words.title }, this.launcher), this.panel);
  }

  composer() {
    const { words } = this;
    this.input = element("textarea", {
      id: "input", rows: 2, enterkeyhint: "send", "aria-describedby": "hint counter", autocomplete: "off",
      input: () => this.typed(),
      keydown: (event) => {
        if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
        event.preventDefault();
        this.chat.write(this.input.value);
      },
    });
    this.counter = element("p", { id: "counter", class: "counter" });
    return element(
      "form",
      { novalidate: true, submit: (event) => (event.preventDefault(), this.chat.write(this.input.value)) },
      element("label", { for: "input" }, words.label),
      element("p", { id: "hint", class: "unseen" }, words.hint),
      element("div", { class: "row" }, this.input, element("button", { class: "send" }, words.send)),
      this.counter,
    );
  }

  open(byPerson) {
    this.isOpen = true;
    this.unread((this.chat.unread = 0));
    this.session.keep({ open: true });
    this.launcher.setAttribute("aria-expanded", "true");
    if (this.session.kept.draft) this.input.value = this.session.kept.draft;
    this.count();
    if (!this.isPage) this.raise(byPerson ? this.input : document.activeElement);
    this.chat.wake();
  }

  /* Over a small screen the page behind must not be reached; beside a large one it must. A dialog takes the focus when
     it is shown; it is handed on to where it belongs. */
  raise(focused = this.root.activeElement) {
    if (this.panel.open) this.panel.close();
    if (SMALL.matches) this.panel.showModal();
    else this.panel.show();
    if (focused === document.body) this.root.activeElement?.blur();
    else focused?.focus();
  }

  close() {
    if (this.student && this.log.children.length) {
      return this.ask(this.words.finish_sure, this.input, async () => ((await this.chat.clear(false)), this.closeNow()));
    }
    return this.closeNow();
  }

  closeNow() {
    const inside = this.root.activeElement;
    this.isOpen = false;
    this.panel.close();
    this.session.keep({ open: false });
    this.launcher.setAttribute("aria-expanded", "false");
    if (inside) this.launcher.focus();
    else document.activeElement?.focus?.();
  }

  escape() {
    if (this.sure.hidden) this.close();
    else this.answered();
  }

  /* Asks before something is cleared. The focus goes to the answer and, after "no", back to `from`. */
  ask(question, from, then) {
    const { words, sure } = this;
    this.asker = from;
    const text = element("p", { id: "sure" }, question);
    const yes = element("button", { type: "button", "aria-describedby": "sure", click: () => (this.answered(this.input), then()) }, words.yes_clear);
    const no = element("button", { type: "button", class: "plain", click: () => this.answered() }, words.no_keep);
    sure.setAttribute("aria-labelledby", "sure");
    sure.replaceChildren(text, element("div", {}, yes, no));
    sure.hidden = false;
    yes.focus();
  }

  answered(next = this.asker) {
    this.sure.hidden = true;
    this.sure.replaceChildren();
    next.focus();
  }

  append(node) {
    this.log.append(node);
    this.scrollTo(node);
  }

  /* Brings the beginning of `node` to the top, in whatever scrolls: the transcript, or on a low screen all around it. */
  scrollTo(node) {
    if (!node) return;
    const around = this.isPage ? document.scrollingElement : this.panel;
    const box = getComputedStyle(this.transcript).overflowY === "visible" ? around : this.transcript;
    const top = box === document.scrollingElement ? 0 : box.getBoundingClientRect().top;
    box.scrollTop += node.getBoundingClientRect().top - top - 12;
  }

  toTop() {
    this.transcript.scrollTop = 0;
    this.panel.scrollTop = 0;
  }

  clear() {
    this.log.replaceChildren();
    this.input.value = "";
    this.count();
    this.writing(false);
  }

  /* What went wrong, in words, with people to turn to; null takes it away. `calm`: nothing is wrong. */
  problem(sentences, more = [], calm = false) {
    this.trouble.hidden = !sentences;
    if (!sentences) return this.trouble.replaceChildren();
    const lines = sentences.map((sentence) => element("p", {}, sentence));
    this.trouble.classList.toggle("calm", calm);
    this.trouble.replaceChildren(...[...lines, ...more].filter(Boolean));
    return this.say(this.trouble.innerText);
  }

  writing(is) {
    if (is && this.dots.hidden) this.say(this.words.writing);
    this.dots.hidden = !is;
    if (is) this.scrollTo(this.dots);
  }

  /* Reads a text out, without moving anything. */
  say(text) {
    if (!text || !this.isOpen) return;
    const line = element("p", {}, text);
    this.live.append(line);
    setTimeout(() => line.remove(), SPOKEN);
  }

  typed() {
    this.session.keep({ draft: this.input.value });
    this.count();
  }

  count() {
    const left = MOST_CHARACTERS - [...this.input.value].length;
    const was = this.counter.className;
    this.counter.className = left < 0 ? "counter over" : "counter";
    this.counter.textContent = left > NEARLY ? "" : this.words[left < 0 ? "over" : "left"].replace("#", Math.abs(left));
    if (this.counter.className !== was && left < 0) this.say(this.counter.textContent);
  }

  unread(count) {
    const text = count === 1 ? this.words.new_one : this.words.new_many.replace("#", count);
    this.badge.textContent = count ? text : "";
  }
}
