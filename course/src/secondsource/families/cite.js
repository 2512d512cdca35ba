// cite: an answer, and the places that decide it. Value: {answer: id | null, places: [ids]}.

import { isObject } from "../recording/values.js";
import { h, option } from "../widgets/page/dom.js";

/** @type {import("../widgets/page/family.js").Family} */
export const family = {
  fits(item, value) {
    const known = (id, options) => options.some((o) => o.id === id);
    if (!isObject(value) || !Object.keys(value).every((k) => k === "answer" || k === "places")) return false;
    const { answer = null, places = null } = value;
    return (
      (answer === null || known(answer, item.options)) &&
      (places === null ||
        (Array.isArray(places) &&
          places.length <= item.places.length &&
          places.every((p) => known(p, item.places)) &&
          new Set(places).size <= item.most))
    );
  },

  progress: (_item, value) => ({
    given: ((value?.answer ?? null) === null ? 0 : 1) + (value?.places?.length ? 1 : 0),
    of: 2,
  }),

  draw(item, box, change, uid) {
    const said = h("p", { class: "ss-said", role: "status", "aria-live": "polite" });
    const ticked = () => places.filter((p) => p.input.checked);
    const answer = () => {
      const picked = options.find((o) => o.input.checked)?.input.value ?? null;
      const cited = ticked().map((p) => p.input.value);
      change(picked === null && !cited.length ? null : { answer: picked, places: cited });
    };
    const count = () => {
      said.textContent = `${ticked().length} of at most ${item.most} picked.`;
    };
    const cite = (place) => {
      if (ticked().length > item.most) {
        place.input.checked = false;
        said.textContent = `At most ${item.most}: take one out before you pick another.`;
      } else {
        count();
        answer();
      }
    };
    const options = item.options.map((o) => option("radio", `${uid}-answer`, o, answer));
    const places = item.places.map((p) => {
      const input = h("input", { type: "checkbox", name: `${uid}-place`, value: p.id });
      const ref = p.ref ? h("strong", { class: "ss-ref" }, p.ref, " ") : null;
      const node = h("label", { class: "ss-choice ss-card" }, input, h("span", {}, ref, h("span", { html: p.html })));
      const place = { input, node };
      input.addEventListener("change", () => cite(place));
      return place;
    });
    const most = item.most === 1 ? "the one place that decides it" : `1 to ${item.most} places that decide it`;
    box.append(
      h("p", { class: "ss-task" }, item.task),
      h(
        "fieldset",
        {},
        h("legend", { class: "ss-strong" }, "Your answer"),
        h("div", { class: "ss-options" }, ...options.map((o) => o.node)),
      ),
      h(
        "fieldset",
        {},
        h("legend", { class: "ss-strong" }, `Pick ${most}`),
        h("div", { class: "ss-options" }, ...places.map((p) => p.node)),
      ),
      said,
    );
    return {
      show(value) {
        for (const o of options) o.input.checked = o.input.value === value?.answer;
        for (const p of places) p.input.checked = Boolean(value?.places?.includes(p.input.value));
        count();
      },
    };
  },
};
