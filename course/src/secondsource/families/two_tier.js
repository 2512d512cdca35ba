// two-tier: an answer, then its reason. Value: {answer: id | null, reason: id | null}.

import { isObject } from "../recording/values.js";
import { choice, h } from "../widgets/page/dom.js";

/** @type {import("../widgets/page/family.js").Family} */
export const family = {
  fits(item, value) {
    const known = (id, options) => id === null || id === undefined || options.some((o) => o.id === id);
    return (
      isObject(value) &&
      Object.keys(value).every((k) => k === "answer" || k === "reason") &&
      known(value.answer, item.options) &&
      known(value.reason, item.reasons)
    );
  },

  progress: (_item, value) => ({ given: (value?.answer ? 1 : 0) + (value?.reason ? 1 : 0), of: 2 }),

  draw(item, box, change, uid) {
    const pick = (name) => box.querySelector(`input[name="${uid}-${name}"]:checked`)?.value ?? null;
    const answer = () => change({ answer: pick("answer"), reason: pick("reason") });
    const tier = (name, options, legend) =>
      h(
        "fieldset",
        {},
        h("legend", {}, ...legend),
        h(
          "div",
          { class: "ss-options" },
          ...options.map((o) => choice("radio", `${uid}-${name}`, o.id, o.html, answer).node),
        ),
      );
    box.append(
      h("p", { class: "ss-task" }, item.task),
      tier("answer", item.options, ["Your answer"]),
      tier("reason", item.reasons, [h("span", { html: item.reason_prompt_html })]),
    );
    return {
      show(value) {
        for (const input of box.querySelectorAll("input")) {
          const name = input.name.endsWith("-answer") ? "answer" : "reason";
          input.checked = value?.[name] === input.value;
        }
      },
    };
  },
};
