// budget: a chance for a statement, a few looks into the sources, and the chance anew after each.
// Value: {start: percent, looks: [{look: source id, chance: percent, or null while it is not stated yet}]}.

import { isObject } from "../recording/values.js";
import { button, enable, enabled, h } from "../widgets/page/dom.js";
import { isPercent, percentField } from "../widgets/page/percent.js";
import { svg } from "../widgets/page/svg.js";

/** @typedef {{look: string, chance: number | null}} Look */

const isGiven = (percent) => percent !== null && percent !== undefined;
const only = (value, names) => isObject(value) && Object.keys(value).every((name) => names.includes(name));
const moved = (before, after) => (after > before ? "up" : after < before ? "down" : "not moved");

/** The chances stated, the one before any look first. @param {any} value @returns {number[]} */
const stated = (value) => [value?.start, ...(value?.looks ?? []).map((look) => look.chance)].filter(isGiven);

/** @type {import("../widgets/page/family.js").Family} */
export const family = {
  fits(item, value) {
    if (!only(value, ["start", "looks"])) return false;
    const looks = value.looks ?? [];
    if (isGiven(value.start) ? !isPercent(value.start) : looks.length > 0) return false;
    if (!Array.isArray(looks) || looks.length > item.budget) return false;
    const known = (look) => only(look, ["look", "chance"]) && item.sources.some((s) => s.id === look.look);
    return (
      looks.every((look, n) => {
        if (!known(look)) return false;
        return isGiven(look.chance) ? isPercent(look.chance) : n === looks.length - 1;
      }) && new Set(looks.map((look) => look.look)).size === looks.length
    );
  },

  progress: (item, value) => ({ given: stated(value).length, of: 1 + item.budget }),

  draw(item, box, change, uid) {
    /** @type {{start: number | null, looks: Look[]}} */
    let path = { start: null, looks: [] };
    /** The chance that is set but not stated yet. @type {number | null} */
    let pending = null;
    const waiting = () => path.start === null || path.looks.some((look) => look.chance === null);
    const left = () => item.budget - path.looks.length;
    const field = percentField(uid, "How likely is it now?", null, (percent) => {
      pending = percent;
      enable(give, percent !== null);
    });
    const give = button("State this chance", () => {
      if (!enabled(give) || pending === null || !waiting()) return;
      if (path.start === null) put({ start: pending, looks: [] });
      else put({ ...path, looks: path.looks.map((look) => ({ ...look, chance: look.chance ?? pending })) });
      (left() ? sources.find((s) => enabled(s.node))?.node : end)?.focus({ preventScroll: true });
    });
    const sources = item.sources.map(({ id, html }) => {
      const node = button("", () => enabled(node) && look(id));
      node.classList.add("ss-card", "ss-part");
      node.dataset.source = id;
      const taken = h("span", { class: "ss-quiet" });
      node.append(h("span", { html }), taken);
      return { id, node, taken };
    });
    const log = h("ol", { class: "ss-asks" });
    const asking = h("div", {}, field.node, h("p", { class: "ss-buttons" }, give));
    const title = h("p", { class: "ss-list-title", id: `${uid}-sources` });
    const choosing = h(
      "div",
      {},
      title,
      h("div", { class: "ss-side", role: "group", "aria-labelledby": `${uid}-sources` }, ...sources.map((s) => s.node)),
    );
    const picture = svg("svg", { class: "ss-curve", viewBox: "0 0 360 190", role: "img" });
    const end = h("div", { tabindex: "-1" }, picture);

    function look(id) {
      if (waiting() || !left()) return;
      put({ ...path, looks: [...path.looks, { look: id, chance: null }] });
      // What the look shows is read first, by ear too; the chance stands below it.
      const entry = /** @type {HTMLElement | null} */ (log.lastElementChild);
      entry?.focus({ preventScroll: true });
      entry?.scrollIntoView({ block: "nearest" });
    }

    function put(next) {
      path = next;
      change({ start: path.start, looks: path.looks.map((one) => ({ ...one })) });
      paint();
    }

    function paint() {
      const chances = stated(path);
      log.replaceChildren(...entries());
      log.hidden = path.start === null;
      asking.hidden = !waiting();
      // What was stated last stands in the field: whom a look does not move has only to say so.
      pending = chances.at(-1) ?? null;
      field.show(pending);
      enable(give, pending !== null);
      title.textContent = heading();
      for (const { id, node, taken } of sources) {
        const seen = path.looks.some((one) => one.look === id);
        node.classList.toggle("ss-linked", seen);
        taken.textContent = seen ? "looked into" : "";
        enable(node, !seen && !waiting() && left() > 0);
      }
      end.hidden = chances.length < 2;
      drawPath(picture, item.budget, chances);
    }

    function heading() {
      if (path.start === null) return `Where you may look, ${item.budget} times, once you have stated a chance`;
      if (waiting()) return "State the chance after this look before you take the next";
      const n = left();
      return n ? `Where do you look? ${n} ${n === 1 ? "look is" : "looks are"} left` : "No look is left";
    }

    function entries() {
      if (path.start === null) return [];
      let before = path.start;
      const first = h("li", {}, `Before any look you said ${path.start} %.`);
      const rest = path.looks.map(({ look: id, chance }) => {
        const { html, shows } = item.sources.find((s) => s.id === id);
        const told = chance === null ? "" : `You said ${chance} % then: ${moved(before, chance)}.`;
        before = chance ?? before;
        return h(
          "li",
          { "data-look": id, tabindex: "-1" },
          h("p", { class: "ss-strong", html }),
          h("p", {}, shows.ref ? h("strong", {}, `${shows.ref} `) : null, h("span", { html: shows.html })),
          told ? h("p", { class: "ss-handed" }, told) : null,
        );
      });
      return [first, ...rest];
    }

    box.append(
      h("p", { class: "ss-task" }, item.task),
      h("p", { class: "ss-proposition", html: item.proposition_html }),
      log,
      asking,
      choosing,
      end,
    );
    return {
      show(value) {
        path = {
          start: value?.start ?? null,
          looks: (value?.looks ?? []).map(({ look: id, chance }) => ({ look: id, chance: chance ?? null })),
        };
        paint();
      },
    };
  },
};

/** The chances stated as a line from look to look. */
function drawPath(picture, budget, chances) {
  const x = (n) => 42 + (300 / budget) * n;
  const y = (p) => 140 - 1.2 * p;
  const label = (more, text) => svg("text", more, text);
  picture.replaceChildren(
    svg("path", { d: `M${x(0)} ${y(100)} V${y(0)} H${x(budget)}`, class: "ss-axis" }),
    svg("polyline", { points: chances.map((p, n) => `${x(n)},${y(p)}`).join(" "), class: "ss-line" }),
    ...chances.map((p, n) => svg("circle", { cx: x(n), cy: y(p), r: 4, class: "ss-dot" })),
    ...[0, 50, 100].map((p) => label({ x: x(0) - 8, y: y(p) + 4, "text-anchor": "end" }, String(p))),
    ...Array.from({ length: budget + 1 }, (_, n) =>
      label({ x: x(n), y: y(0) + 18, "text-anchor": "middle" }, String(n)),
    ),
    label({ x: 192, y: 182, "text-anchor": "middle" }, "looks taken"),
    label({ x: 0, y: 12 }, "percent"),
  );
  picture.setAttribute(
    "aria-label",
    `The chances you stated, look by look: ${chances.map((p) => `${p} %`).join(", ")}.`,
  );
}
