// Self-study: whoever holds the key compares the answer with it and sends back what to show.
import { timeAfter } from "../../recording/values.js";
import { button, h } from "./dom.js";

const PATIENCE = 10000; // ms without a word before that is said

/**
 * Return the button *Check*, the place of its result, and what clears that once the answer has changed.
 * The kernel replies with {kind: "checked", html, share} or {…, problem}; {kind: "progress", text} is shown
 * while it works and starts the patience anew.
 * @param {any} model
 * @param {any} item
 * @param {import("../../recording/answers.js").Answers} answers
 */
export function checking(model, item, answers) {
  const result = h("div", { class: "ss-result", role: "status", hidden: true });
  const show = (content) => {
    result.replaceChildren(content);
    result.hidden = false;
  };
  let waiting;
  /** Time of the answer that was checked. @type {number | null} */
  let checked = null;
  let attempt = null; // what the kernel was asked about
  const wait = (text) => {
    clearTimeout(waiting);
    show(h("p", {}, text));
    waiting = setTimeout(() => show(h("p", {}, answers.words.noReply)), PATIENCE);
  };
  const node = button("Check", () => {
    checked = answers.get(item.id)?.t ?? 0;
    attempt = answers.get(item.id)?.value ?? null;
    wait("Checking…");
    model.send({ kind: "check", value: attempt });
  });
  node.classList.add("ss-primary");
  const receive = (message) => {
    if (message?.kind === "progress" && checked !== null) return wait(String(message.text));
    if (message?.kind !== "checked") return;
    clearTimeout(waiting);
    if (attempt !== null && Number.isFinite(message.share)) {
      answers.tried(item.id, model.get("unit"), { value: attempt, t: timeAfter(null), share: message.share });
    }
    attempt = null;
    show(h("div", message.problem ? {} : { html: message.html }, message.problem ?? ""));
  };
  model.on("msg:custom", receive);
  const stale = () => {
    if (checked === null || checked === (answers.get(item.id)?.t ?? 0)) return;
    clearTimeout(waiting);
    checked = null;
    result.hidden = true;
    result.replaceChildren();
  };
  return { button: node, result, stale };
}
