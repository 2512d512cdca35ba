// Check, in steps: whether it is right so far and where to look again, then a hint, then the explanation.
import { timeAfter } from "../../recording/values.js";
import { button, h } from "./dom.js";
import { reveal } from "./reveal.js";

const PATIENCE = 10000; // ms without a word before that is said

/** @typedef {"first" | "full"} Step */

/**
 * Return the button *Check*, for a text *Compare with a model answer*, the place of its result, and what clears that once the answer has changed.
 *
 * The page sends {kind: "check", value, t, step}; `step` is "first" for how far it is, "full" for the explanation.
 * The kernel, which holds the key, replies with {kind: "checked", t, html, share, explained} or {…, problem};
 * a reply of another `t` is about an answer that has changed since, and is not shown.
 * {kind: "progress", text} is shown while it works and starts the patience anew.
 * @param {any} model
 * @param {any} item
 * @param {import("../../recording/answers.js").Answers} answers
 * @param {{hint: HTMLDetailsElement | null, answered: () => boolean}} exercise its hint, and whether anything is answered
 */
export function checking(model, item, answers, { hint, answered }) {
  const result = h("div", { class: "ss-result", role: "status", tabindex: "-1", hidden: true });
  const show = (...content) => {
    // The button that asked for this goes away: without the focus a reader with a keyboard would begin at the top.
    const held = result.contains(document.activeElement);
    result.replaceChildren(...content);
    result.hidden = false;
    if (held) result.focus({ preventScroll: true });
    // Who waits for it sees it; who has gone on meanwhile is not called back.
    const waits = held || document.activeElement === node;
    if (waits) reveal(result, node);
  };
  let waiting;
  /** Time of the answer that was checked. @type {number | null} */
  let checked = null;
  /** What the kernel was asked about. @type {{value: any, step: Step} | null} */
  let asked = null;

  const wait = (text) => {
    clearTimeout(waiting);
    show(h("p", {}, text));
    waiting = setTimeout(() => show(h("p", {}, answers.words.noReply)), PATIENCE);
  };
  /** @param {Step} step */
  const ask = (step) => {
    checked = answers.get(item.id)?.t ?? 0;
    asked = { value: answers.get(item.id)?.value ?? null, step };
    wait(item.by_hand ? "Fetching the model answer…" : step === "first" ? "Checking…" : "Fetching the explanation…");
    model.send({ kind: "check", ...asked, t: checked });
  };
  const node = button(item.by_hand ? "Compare with a model answer" : "Check", () => {
    if (answered()) return ask("first");
    checked = answers.get(item.id)?.t ?? 0;
    show(h("p", {}, item.by_hand ? answers.words.writeFirst : answers.words.answerFirst));
  });
  node.classList.add("ss-primary");

  let hinted = false;
  /** The next step of help: the hint where there is one unread, then the explanation. */
  const help = () => {
    const explain = button("Show the explanation", () => ask("full"));
    if (!hint || hint.open || hinted) return h("p", { class: "ss-buttons" }, explain);
    // The hint takes the place of the button, so that a second quick click doesn't ask for the explanation too.
    const open = button("Show the hint", () => {
      hinted = true;
      const text = h("div", { class: "ss-hinted", tabindex: "-1", html: item.hint_html });
      buttons.before(text);
      open.replaceWith(explain);
      text.focus({ preventScroll: true });
    });
    const buttons = h("p", { class: "ss-buttons" }, open);
    return h("div", {}, buttons);
  };

  const receive = (message) => {
    if (message?.kind === "progress" && checked !== null) return wait(String(message.text));
    if (message?.kind !== "checked" || (message.t ?? checked) !== checked) return;
    clearTimeout(waiting);
    const { value, step } = asked ?? { value: null, step: "full" };
    if (value !== null && step === "first" && !item.by_hand && Number.isFinite(message.share)) {
      answers.tried(item.id, model.get("unit"), { value, t: timeAfter(null), share: message.share });
    }
    if (message.problem) return show(h("div", {}, message.problem));
    const said = h("div", { html: message.html });
    const first = step === "full" ? triedFirst(answers, item.id) : null;
    show(...[first, said, message.explained === false ? help() : null].filter(Boolean));
  };
  model.on("msg:custom", receive);

  const stale = () => {
    if (checked === null || checked === (answers.get(item.id)?.t ?? 0)) return;
    clearTimeout(waiting);
    checked = null;
    asked = null;
    result.hidden = true;
    result.replaceChildren();
  };
  return { button: node, result, stale };
}

/** How often it was checked before, so that the explanation does not hide what was tried first. */
function triedFirst(answers, id) {
  const { count = 0, first } = answers.tries(id) ?? {};
  if (!count || !Number.isFinite(first?.share)) return null;
  const share = Math.round(first.share * 100);
  const times = count === 1 ? "You tried once" : `You tried ${count} times`;
  return h("p", { class: "ss-tried" }, `${times}. Your first try, worth ${share} %, is kept.`);
}
