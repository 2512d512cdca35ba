// What is true of an answer, as a learner reads it.
import { h } from "./dom.js";

/** @typedef {import("../../recording/answers.js").State} State */

const GLYPHS = { blank: "○", unsaved: "◐", saved: "✓", kernel: "✓", elsewhere: "◐", problem: "!", misfit: "!" };

/**
 * Return what is true of the answer to `item`.
 * @param {import("../../recording/answers.js").Answers} answers
 * @param {any} item
 * @param {import("./family.js").Family} family
 * @returns {State}
 */
export function statusOf(answers, item, family) {
  const { words } = answers;
  const value = answers.get(item.id)?.value ?? null;
  if (value !== null && !family.fits(item, value)) return { kind: "misfit", text: words.misfit };
  const { kind, text } = answers.state(item.id);
  const { given, of } = family.progress(item, value);
  if (kind === "problem" || kind === "elsewhere") return { kind, text };
  if (given === 0) {
    return kind === "unsaved" ? { kind, text: words.cleared } : { kind: "blank", text: words.notAnswered };
  }
  const part = given < of ? `${given} of ${of} ${item.counted} answered` : "";
  if (kind === "unsaved") return { kind, text: `${part || "Answered"}, not yet saved.` };
  if (kind === "saved") return { kind, text: part ? `${part}. ${words.saved}` : words.saved };
  return { kind, text: part ? `${part}. ${words.saveIt}` : text };
}

/** Return the line below an exercise, and what puts a status into it. */
export function statusLine() {
  const glyph = h("span", { class: "ss-glyph", "aria-hidden": "true" });
  const text = h("span", {});
  const node = h("p", { class: "ss-status", role: "status", "aria-live": "polite" }, glyph, text);
  /** @param {State} status */
  const show = (status) => {
    node.dataset.kind = status.kind;
    if (glyph.textContent !== GLYPHS[status.kind]) glyph.textContent = GLYPHS[status.kind];
    if (text.textContent !== status.text) text.textContent = status.text;
  };
  return { node, show };
}
