// choice: one of several. Value: option id.
import { choice, h } from "../widgets/page/dom.js";

/** @type {import("../widgets/page/family.js").Family} */
export const family = {
  fits: (item, value) => item.options.some((o) => o.id === value),

  progress: (_item, value) => ({ given: value === null ? 0 : 1, of: 1 }),

  draw(item, box, change, uid) {
    const options = item.options.map((o) => choice("radio", uid, o.id, o.html, () => change(o.id)));
    box.append(
      h("fieldset", {}, h("legend", {}, item.task), h("div", { class: "ss-options" }, ...options.map((o) => o.node))),
    );
    return {
      show(value) {
        for (const o of options) o.input.checked = o.input.value === value;
      },
    };
  },
};
