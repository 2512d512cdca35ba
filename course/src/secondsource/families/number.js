// number: an amount and its unit. Value: {amount: number | null, unit: id | null}.

import { isObject } from "../recording/values.js";
import { choice, h } from "../widgets/page/dom.js";

const LARGEST = 1e15;

/**
 * Read what was typed as a number. Spaces may group digits; the decimal mark is a point or a comma. Where a mark may
 * as well group digits, as in 1.500 or 1,500, neither reading is taken.
 * @param {string} text
 * @returns {{amount?: number | null, problem?: string}}
 */
export function readNumber(text) {
  const typed = text.replace(/[\s\u00a0\u2009\u202f]/g, "").replace(/^[\u2212\u2013]/, "-");
  if (typed === "") return { amount: null };
  if (/^[+-]?[1-9]\d{0,2},\d{3}$/.test(typed)) {
    const [small, large] = [String(Number(typed.replace(",", "."))), typed.replace(",", "")];
    return { problem: `Not recorded: ${typed} can be read as ${small} and as ${large}. Write one of these.` };
  }
  const plain = withPoint(typed);
  if (/^[+-]?[1-9]\d{0,2}\.\d\d0$/.test(plain)) {
    const [small, large] = [String(Number(plain)), plain.replace(".", "")];
    return { problem: `Not recorded: ${plain} can be read as ${small} and as ${large}. Write one of these.` };
  }
  if (/^[+-]?(\d+\.?\d*|\.\d+)$/.test(plain)) {
    const amount = Number(plain);
    return Math.abs(amount) > LARGEST ? { problem: "This number is too large to be meant." } : { amount: amount + 0 };
  }
  return { problem: "Not recorded: write digits only, such as 1234.5. The unit is picked separately." };
}

/** A number with a point for its decimals and no marks between groups of digits, where it is clear which is which. */
function withPoint(typed) {
  if (/^[+-]?\d{1,3}(,\d{3})+\.\d+$/.test(typed) || /^[+-]?\d{1,3}(,\d{3}){2,}$/.test(typed))
    return typed.replaceAll(",", "");
  if (/^[+-]?\d{1,3}(\.\d{3})+,\d+$/.test(typed) || /^[+-]?\d{1,3}(\.\d{3}){2,}$/.test(typed))
    return typed.replaceAll(".", "").replace(",", ".");
  return typed.replace(/^([+-]?\d*),(\d+)$/, "$1.$2");
}

/** @type {import("../widgets/page/family.js").Family} */
export const family = {
  fits: (item, value) =>
    isObject(value) &&
    Object.keys(value).every((k) => k === "amount" || k === "unit") &&
    ((value.amount ?? null) === null || (Number.isFinite(value.amount) && Math.abs(value.amount) <= LARGEST)) &&
    ((value.unit ?? null) === null || item.units.some((u) => u.id === value.unit)),

  progress: (_item, value) => ({
    given: ((value?.amount ?? null) === null ? 0 : 1) + ((value?.unit ?? null) === null ? 0 : 1),
    of: 2,
  }),

  draw(item, box, change, uid) {
    const single = item.units.length === 1 ? item.units[0] : null;
    const problem = h("p", { class: "ss-problem", id: `${uid}-problem`, "aria-live": "polite" });
    const complain = (text) => {
      problem.textContent = text;
      if (text) field.setAttribute("aria-invalid", "true");
      else field.removeAttribute("aria-invalid");
    };
    let pause;
    const answer = (merge) => {
      const { amount = null } = readNumber(field.value);
      const picked = single
        ? amount === null
          ? null
          : single.id
        : (box.querySelector("input[type=radio]:checked")?.value ?? null);
      change(amount === null && picked === null ? null : { amount, unit: picked }, merge);
    };
    const judge = () => complain(readNumber(field.value).problem ?? "");
    // Late, so that a new line does not move the page away under a click that leaves the field.
    const judgeIn = (ms) => {
      clearTimeout(pause);
      if (readNumber(field.value).problem) pause = setTimeout(judge, ms);
      else complain("");
    };
    const typed = () => {
      answer("amount");
      judgeIn(800);
    };
    const field = h("input", {
      type: "text",
      inputmode: "decimal",
      autocomplete: "off",
      id: `${uid}-amount`,
      class: "ss-field",
      "aria-describedby": `${uid}-task ${uid}-problem`,
      oninput: typed,
      onchange: () => judgeIn(300),
    });
    const units = single
      ? h("span", { class: "ss-unit", html: single.html })
      : h(
          "fieldset",
          {},
          h("legend", {}, "Unit"),
          h(
            "div",
            { class: "ss-options ss-inline" },
            ...item.units.map((u) => choice("radio", `${uid}-unit`, u.id, u.html, () => answer("")).node),
          ),
        );
    box.append(
      h("p", { class: "ss-task", id: `${uid}-task` }, item.task),
      h(
        "div",
        { class: "ss-quantity" },
        h(
          "div",
          {},
          h("label", { for: `${uid}-amount` }, item.label),
          h("div", { class: "ss-amount" }, field, single ? units : null),
          problem,
        ),
        single ? null : units,
      ),
    );
    return {
      show(value) {
        const amount = value?.amount ?? null;
        if (readNumber(field.value).amount !== amount || readNumber(field.value).problem) {
          field.value = amount === null ? "" : String(amount);
        }
        judge();
        for (const input of box.querySelectorAll("input[type=radio]")) input.checked = value?.unit === input.value;
      },
    };
  },
};
