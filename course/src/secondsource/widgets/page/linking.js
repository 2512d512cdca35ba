// References in the texts of a page become buttons, wherever such a text is drawn and whenever.
import { h } from "./dom.js";

const TEXTS = ".jp-RenderedMarkdown, .ss-exercise, .ss-view, .ss-looked";
/** Where a word of the glossary is explained: not in the material itself. */
const OURS = ".jp-RenderedMarkdown, .ss-prompt";
const NEVER = [
  "a, button, summary, select, option, textarea, code, pre, svg, sup, style, script, h1, .ss-no, .ss-head, .ss-status",
  ".ss-ref, .ss-bars, .ss-view th[scope=row], .ss-handin, .MathJax, math, [contenteditable=true]",
  "[role=button], [role=radio], [role=checkbox], [role=option], [role=switch], [role=listbox], [role=slider]",
].join(", ");
const BLOCK = "p, li, td, th, dd, dt, label, legend, figcaption, div";

/**
 * @typedef {object} Linker
 * @property {import("./references.js").Material} material
 * @property {Set<string>} used  terms that have their button already
 * @property {(name: string, kind: "reference" | "term", button: HTMLElement) => void} open
 */

/**
 * Turn every reference below `root` into a button that opens it.
 * @param {Element} root
 * @param {Linker} linker
 */
export function link(root, linker) {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  /** @type {Text[]} */
  const texts = [];
  while (walker.nextNode()) {
    const node = /** @type {Text} */ (walker.currentNode);
    const parent = node.parentElement;
    if (node.data.trim() && parent?.closest(TEXTS) && !parent.closest(NEVER)) texts.push(node);
  }
  /** @type {Element | null} */
  let block = null;
  let context = { document: "" };
  for (const node of texts) {
    const own = node.parentElement?.closest(BLOCK) ?? null;
    if (own !== block) context = { document: "" };
    block = own;
    linkText(node, context, linker);
  }
}

/** @param {Text} node @param {{document: string}} context @param {Linker} linker */
function linkText(node, context, { material, used, open }) {
  const text = node.data;
  const references = material.find(text, context).map((f) => ({ ...f, kind: /** @type {const} */ ("reference") }));
  const explained = node.parentElement?.closest(OURS) && !node.parentElement.closest("h2, h3, h4, h5, h6");
  const terms = (explained ? material.findTerms(text, used) : []).map((f) => ({
    ...f,
    kind: /** @type {const} */ ("term"),
  }));
  const found = [...references, ...terms].sort((a, b) => a.start - b.start);
  if (!found.length) return;
  /** @type {(string | HTMLElement)[]} */
  const pieces = [];
  let at = 0;
  for (const { start, end, name, kind } of found) {
    if (start < at) continue;
    const button = refButton(text.slice(start, end), name, kind, open);
    // A browser would break a line between a button and the mark beside it.
    const [opening] = (kind === "reference" && /[([“"]*$/.exec(text.slice(at, start))) || [""];
    const [closing] = (kind === "reference" && /^[)\].,;:?!”"]*/.exec(text.slice(end))) || [""];
    const whole = opening || closing ? h("span", { class: "ss-whole" }, opening, button, closing) : button;
    pieces.push(text.slice(at, start - opening.length), whole);
    at = end + closing.length;
  }
  pieces.push(text.slice(at));
  node.replaceWith(...pieces.filter((piece) => piece !== ""));
}

/** @param {string} text @param {string} name @param {"reference" | "term"} kind @param {Linker["open"]} open */
function refButton(text, name, kind, open) {
  const classes = kind === "term" ? "ss-ref ss-term" : "ss-ref";
  const button = h(
    "button",
    { type: "button", class: classes, "data-name": name, "aria-haspopup": "dialog", "aria-expanded": "false" },
    text,
  );
  button.addEventListener("click", (event) => {
    event.preventDefault(); // not the label around it
    event.stopPropagation();
    open(name, kind, button);
  });
  return button;
}
