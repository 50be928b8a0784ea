/* One message of the contract as elements: answers with their sources and choices, answers to check, a sent request
   with its numbers, help in danger. */
import { element } from "./element.js";
import { markdown } from "./markdown.js";

const HIDDEN = /^\u2022+$/; // what the transcript keeps in place of a code

/* `choose(choice, label, button)` is called when a button is pressed, `openPaper(id)` when a letter is to be printed or
   saved; `heading` is the tag for titles.
   Returns {node, spoken}: `spoken` is for the live region. */
export function messageNode(message, words, heading, choose, openPaper) {
  const who = words[{ family: "you", staff: "staff" }[message.from] || "assistant"];
  const body = message.from === "family" ? [element("p", { class: "words" }, message.body)] : bodyOf(message);
  const content = element("div", { class: "content", dir: "auto" }, message.title ? element(heading, { class: "title" }, message.title) : null, ...body);
  if (message.reference) content.append(numbers(message, words));
  const node = element(
    "div",
    { class: `message ${message.from} ${message.kind}`, lang: message.lang },
    element("p", { class: "who" }, who),
    content,
  );
  const spoken = [`${who}:`, ...[...content.children].map((part) => part.innerText || part.textContent)];
  if (message.sources?.length) content.append(sources(message.sources, words));
  if (message.kind === "sent") content.append(printButton(node, words));
  if (message.paper) content.append(paperButton(message, words, openPaper));
  if (message.choices?.length) {
    node.append(choices(message, words, choose));
    spoken.push(words.choices, message.choices.map((each) => each.label).join("; "));
  }
  return { node, spoken: spoken.join(" \n").replace(/_{4,}/g, "") }; // lines to write on are not read out
}

function bodyOf(message) {
  const blocks = markdown(message.body || "", message.kind === "crisis", message.paper ? "\n" : " ");
  return message.kind === "check_answers" ? blocks.map(asDefinitions) : blocks;
}

/* "- **Grade:** 5" in a list of answers to check becomes a term and its definition. */
function asDefinitions(block) {
  const points = block.tagName === "UL" ? [...block.children] : [];
  if (!points.length || points.some((point) => point.firstChild?.tagName !== "STRONG")) return block;
  const pairs = points.map((point) => {
    const [term, ...rest] = point.childNodes;
    if (rest[0]?.nodeType === Node.TEXT_NODE) rest[0].data = rest[0].data.replace(/^\s*:?\s*/, "");
    return element("div", {}, element("dt", {}, term.textContent.replace(/:\s*$/, "")), element("dd", {}, ...rest));
  });
  return element("dl", { class: "answers" }, ...pairs);
}

function numbers(message, words) {
  const pair = (term, value) => element("div", {}, element("dt", {}, term), element("dd", {}, value));
  const hidden = HIDDEN.test(message.code || "");
  return element(
    "div",
    { class: "numbers" },
    element(
      "dl",
      {},
      pair(words.reference, message.reference),
      message.code ? pair(words.code, hidden ? words.code_hidden : message.code) : null,
    ),
    message.code && !hidden ? element("p", {}, words.code_note) : null,
    element("p", { class: "paper" }, words.school),
  );
}

function sources(list, words) {
  const line = ({ title, publisher, url }) => {
    const name = url
      ? element("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, title, element("span", { class: "unseen" }, ` (${words.new_tab})`))
      : title;
    return element("li", {}, name, publisher ? `, ${publisher}` : "");
  };
  return element(
    "details",
    {},
    element("summary", {}, words.sources.replace("#", list.length)),
    element("ul", {}, ...list.map(line)),
  );
}

function choices(message, words, choose) {
  const group = element("div", { class: "choices", role: "group", "aria-label": words.choices });
  if (message.asks) group.dataset.asks = message.asks;
  for (const { label, choice } of message.choices) {
    const press = () => button.getAttribute("aria-disabled") || choose(choice, label, button);
    const button = element("button", { type: "button", "data-choice": choice, click: press }, label);
    group.append(button);
  }
  return group;
}

/* The buttons of a group stay readable after use; the one that was chosen says so. */
export function use(group, chosen, words) {
  for (const button of group.children) button.setAttribute("aria-disabled", "true");
  if (!chosen) return;
  chosen.classList.add("chosen");
  chosen.append(element("span", {}, ` (${words.chosen})`));
}

export function unuse(group) {
  for (const button of group.children) {
    button.removeAttribute("aria-disabled");
    button.classList.remove("chosen");
    button.querySelector("span")?.remove();
  }
}

function paperButton(message, words, openPaper) {
  const note = element("span", { class: "unseen" }, ` (${words.new_tab})`);
  return element("button", { type: "button", class: "plain print", click: () => openPaper(message.id) }, words.print, note);
}

function printButton(node, words) {
  const press = () => {
    const page = new CSSStyleSheet(); // the school's page steps back while this one message is printed
    page.replaceSync("@media print { body *:not(guidepost-chat, :has(guidepost-chat)) { display: none !important } }");
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, page];
    node.classList.add("printed");
    addEventListener("afterprint", () => {
      node.classList.remove("printed");
      document.adoptedStyleSheets = document.adoptedStyleSheets.filter((sheet) => sheet !== page);
    }, { once: true });
    print();
  };
  return element("button", { type: "button", class: "plain print", click: press }, words.print);
}
