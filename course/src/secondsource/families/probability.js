// probability: a chance from 0 to 100 percent. Value: number.
import { h } from "../widgets/page/dom.js";
import { isPercent, percentField } from "../widgets/page/percent.js";

/** @type {import("../widgets/page/family.js").Family} */
export const family = {
  fits: (_item, value) => isPercent(value),

  progress: (_item, value) => ({ given: value === null || value === undefined ? 0 : 1, of: 1 }),

  draw(item, box, change, uid) {
    const describe = (percent) => item.words.find(([bound]) => percent <= bound)[1];
    const field = percentField(uid, "Your chance", describe, (value, merge) => change(value, merge));
    box.append(
      h("p", { class: "ss-task" }, item.task),
      h("p", { class: "ss-proposition", html: item.proposition_html }),
      field.node,
    );
    return { show: (value) => field.show(value) };
  },
};
