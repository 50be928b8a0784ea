/* The small Markdown of answers: paragraphs, "- " and "1. " lists, **bold**. Addresses and telephone numbers become
   links; \* is a plain *. Anything else is shown as it is written. */
import { element } from "./element.js";

const BOLD = /\*\*(.+?)\*\*/;
const URL_ = /https:\/\/[^\s<>"']*[^\s<>"'.,;:!?)]/;
const MAIL = /[\w.+\ue000-\ue07f-]+@[\w-]+(?:\.[\w-]+)+/;
const PHONE = /(?:\b1[- .])?(?:\(\d{3}\) ?|\b\d{3}[- .])\d{3}[- .]\d{4}\b/;
const BLANK = /_{4,}/; // a line to write on, in a letter
const SHORT = /\b(?:911|988)\b/; // only where danger is spoken of
const ESCAPED = /\\([\\*_`[\]<>#|])/g;
const POINT = /^\s*(?:([-*])|(\d+)[.)])\s+(.*)$/;

/* Escaped characters wait as ones of the private use area, where no pattern takes them for a mark. */
const hide = (text) => text.replace(ESCAPED, (_, mark) => String.fromCharCode(0xe000 + mark.charCodeAt(0)));
const plain = (text) => text.replace(/[\ue000-\ue07f]/g, (mark) => String.fromCharCode(mark.charCodeAt(0) - 0xe000));

/* `join`: what stands between the lines of a paragraph; a line break, in a letter. */
export function markdown(text, urgent = false, join = " ") {
  const blocks = [];
  let list = null; // the list, or null inside and between paragraphs
  let open = null; // the paragraph or point that a further line belongs to
  for (const line of hide(text).split("\n")) {
    const point = POINT.exec(line);
    if (!line.trim()) {
      open = null;
    } else if (point) {
      const tag = point[1] ? "ul" : "ol";
      if (list?.tag !== tag) blocks.push((list = { tag, points: [], start: point[2] }));
      list.points.push((open = { text: point[3] }));
    } else if (open) {
      open.text += join + line.trim();
    } else {
      list = null;
      blocks.push((open = { tag: "p", text: line.trim() }));
    }
  }
  return blocks.map((block) =>
    block.points
      ? element(block.tag, { start: block.start > 1 && block.start }, ...block.points.map((each) => element("li", {}, ...inline(each.text, urgent))))
      : element("p", {}, ...inline(block.text, urgent)),
  );
}

function inline(text, urgent = false) {
  const marks = [BOLD, URL_, MAIL, PHONE, BLANK, ...(urgent ? [SHORT] : [])];
  const pattern = new RegExp(marks.map((mark) => `(?:${mark.source})`).join("|"), "g");
  const parts = [];
  let last = 0;
  for (const found of text.matchAll(pattern)) {
    if (found.index > last) parts.push(plain(text.slice(last, found.index)));
    parts.push(marked(found[0], found[1], urgent));
    last = found.index + found[0].length;
  }
  if (last < text.length) parts.push(plain(text.slice(last)));
  return parts;
}

function marked(whole, bold, urgent) {
  if (bold) return element("strong", {}, ...inline(bold, urgent));
  const shown = plain(whole);
  if (BLANK.test(whole)) return element("span", { "aria-hidden": "true" }, shown);
  if (shown.startsWith("https://")) return element("a", { href: shown, rel: "noopener noreferrer" }, shown);
  if (shown.includes("@")) return element("a", { href: `mailto:${shown}` }, shown);
  return telephone(shown);
}

export function telephone(number) {
  return element("a", { href: `tel:${number.replace(/[^\d+]/g, "")}` }, number);
}
