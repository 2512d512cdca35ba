// select: all that apply. Value: list of option ids in the item's order.
import { h, option } from "../widgets/page/dom.js";

/** @type {import("../widgets/page/family.js").Family} */
export const family = {
  fits: (item, value) =>
    Array.isArray(value) &&
    value.length <= item.options.length &&
    value.every((v) => item.options.some((o) => o.id === v)),

  progress: (_item, value) => ({ given: value?.length ? 1 : 0, of: 1 }),

  draw(item, box, change, uid) {
    const picked = () => options.filter((o) => o.input.checked).map((o) => o.input.value);
    const answer = () => change(picked().length ? picked() : null);
    const options = item.options.map((o) => option("checkbox", uid, o, answer));
    box.append(
      h("fieldset", {}, h("legend", {}, item.task), h("div", { class: "ss-options" }, ...options.map((o) => o.node))),
    );
    return {
      show(value) {
        for (const o of options) o.input.checked = Boolean(value?.includes(o.input.value));
      },
    };
  },
};
