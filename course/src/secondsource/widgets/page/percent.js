// A chance in percent: a slider and a number field that always agree. Used by probability and bayes.
import { h } from "./dom.js";

/** Whether `x` is a chance in percent. @param {any} x @returns {boolean} */
export const isPercent = (x) => typeof x === "number" && Number.isFinite(x) && x >= 0 && x <= 100;

/** Read what was typed as a chance in percent, with a point or a comma: null where nothing was, NaN where it is none. @param {string} text */
export function readPercent(text) {
  const plain = text.trim().replace(/\s*%$/, "").replace(",", ".");
  if (plain === "") return null;
  const number = /^(\d+\.?\d*|\.\d+)$/.test(plain) ? Number(plain) : Number.NaN;
  return number <= 100 ? number : Number.NaN;
}

/** What is said of a chance that can't be read. */
const PROBLEM = "Not recorded: write a number from 0 to 100.";

export function percentField(uid, label, describe, onvalue) {
  /** @type {number | null} */
  let value = null;
  const problem = h("p", { class: "ss-problem", id: `${uid}-problem`, "aria-live": "polite" });
  const word = h("span", { class: "ss-word" });
  const paint = (source) => {
    if (source !== field) field.value = value === null ? "" : String(value);
    if (source !== slider) slider.value = String(value ?? 50);
    slider.classList.toggle("ss-unset", value === null);
    slider.setAttribute(
      "aria-valuetext",
      value === null ? "not set" : `${value} percent${describe ? `, ${describe(value)}` : ""}`,
    );
    word.textContent = value === null ? "not set" : describe ? describe(value) : "";
  };
  const complain = (bad) => {
    problem.textContent = bad ? PROBLEM : "";
    if (bad) field.setAttribute("aria-invalid", "true");
    else field.removeAttribute("aria-invalid");
  };
  // Late, so that a new line does not move the page away under a click that leaves the field.
  let pause;
  const judgeIn = (ms) => {
    clearTimeout(pause);
    if (Number.isNaN(readPercent(field.value)))
      pause = setTimeout(() => complain(Number.isNaN(readPercent(field.value))), ms);
    else complain(false);
  };
  const set = (next, source) => {
    value = next;
    paint(source);
    onvalue(value, source === slider ? "slide" : "type");
  };
  const slider = h("input", {
    type: "range",
    min: 0,
    max: 100,
    step: 1,
    value: 50,
    id: `${uid}-slider`,
    "aria-label": `${label}, slider`,
    oninput: () => {
      complain(false);
      set(Number(slider.value), slider);
    },
    // A slider that stands at 50 and is wanted there sends no event; a click, a tap or the space bar says so.
    onpointerup: () => value === null && set(Number(slider.value), slider),
    onclick: () => value === null && set(Number(slider.value), slider),
    onkeydown: (e) => {
      if (value === null && e.key === " ") {
        e.preventDefault();
        set(Number(slider.value), slider);
      }
    },
  });
  const field = h("input", {
    type: "text",
    inputmode: "decimal",
    autocomplete: "off",
    id: `${uid}-field`,
    class: "ss-field ss-percent",
    "aria-describedby": `${uid}-problem`,
    oninput: () => {
      const typed = readPercent(field.value);
      const next = Number.isNaN(typed) ? null : typed;
      judgeIn(800);
      if (next !== value) set(next, field);
    },
    onchange: () => judgeIn(300),
  });
  const node = h(
    "div",
    { class: "ss-chance" },
    h("label", { for: `${uid}-field`, class: "ss-chance-label" }, label),
    h(
      "div",
      { class: "ss-chance-row" },
      slider,
      h("span", { class: "ss-amount" }, field, h("span", { class: "ss-unit" }, "%")),
      word,
    ),
    problem,
  );
  return {
    node,
    show(next) {
      const typed = readPercent(field.value);
      value = next;
      paint(typed === next && !Number.isNaN(typed) ? field : null);
      complain(false);
    },
  };
}
