// text: a few sentences, read by a person. Value: the text.
import { h } from "../widgets/page/dom.js";
import { isText, isWritten, words, writingField } from "../widgets/page/writing.js";

/** @type {import("../widgets/page/family.js").Family} */
export const family = {
  fits: (item, value) => isText(value, item.longest),

  progress: (_item, value) => ({ given: value !== null && isWritten(value) ? 1 : 0, of: 1 }),

  draw(item, box, change, uid) {
    const [low, high] = item.words;
    const said = h("p", { class: "ss-problem", role: "status", "aria-live": "polite" });
    const count = h("p", { class: "ss-said", id: `${uid}-count` });
    const paint = (text) => {
      const n = words(text);
      count.textContent = `${n} ${n === 1 ? "word" : "words"}; ${low} to ${high} are asked for.`;
    };
    const field = writingField(
      { id: `${uid}-text`, rows: 7, "aria-describedby": `${uid}-count` },
      item.longest,
      (text) => {
        paint(text);
        change(isWritten(text) ? text : null, "writing");
      },
      (problem) => {
        said.textContent = problem;
      },
    );
    const lines = item.rubric.map((c) =>
      h(
        "li",
        {},
        h("span", { html: c.html }),
        c.points === null ? null : ` (${c.points} ${c.points === 1 ? "point" : "points"})`,
      ),
    );
    box.append(
      h("label", { class: "ss-task", for: `${uid}-text` }, item.task),
      field.node,
      said,
      count,
      h("details", { class: "ss-show" }, h("summary", {}, "What counts"), h("ul", { class: "ss-rubric" }, ...lines)),
    );
    paint("");
    return {
      show(value) {
        field.show(value ?? "");
        said.textContent = "";
        paint(value ?? "");
      },
    };
  },
};
