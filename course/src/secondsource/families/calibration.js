// calibration: one statement after the other gets a chance; whether it is true is shown at once, and the curve
// of all of them grows. Value: {statement id: percent}.

import { isObject } from "../recording/values.js";
import { button, enable, enabled, h } from "../widgets/page/dom.js";
import { isPercent, percentField } from "../widgets/page/percent.js";
import { svg } from "../widgets/page/svg.js";

const isGiven = (percent) => percent !== null && percent !== undefined;
const outcome = (statement) => (statement.true ? "true" : "not true");

/**
 * Return for each band of chances how many were given, how many of these are true, and the mean chance.
 * @param {any} item @param {Record<string, number>} given
 */
export function counted(item, given) {
  const last = item.bands.at(-1)[1];
  return item.bands.map(([low, high]) => {
    const inside = item.statements.filter(
      ({ id }) => isGiven(given[id]) && given[id] >= low && (given[id] < high || (high === last && given[id] === last)),
    );
    const mean = inside.reduce((sum, { id }) => sum + given[id], 0) / (inside.length || 1);
    return { low, high, n: inside.length, came: inside.filter((s) => s.true).length, mean };
  });
}

/** @type {import("../widgets/page/family.js").Family} */
export const family = {
  fits: (item, value) =>
    isObject(value) &&
    Object.entries(value).every(
      ([id, percent]) => item.statements.some((s) => s.id === id) && (percent === null || isPercent(percent)),
    ),

  progress: (item, value) => ({
    given: Object.values(value ?? {}).filter(isGiven).length,
    of: item.statements.length,
  }),

  summary(item, value) {
    const picture = svg("svg", { class: "ss-curve", viewBox: "0 0 360 316", role: "img" });
    const words = h("ul", {});
    curveInto(picture, words, item, value);
    return h("div", {}, picture, words);
  },

  draw(item, box, change, uid) {
    /** @type {Record<string, number>} */
    let given = {};
    /** The chance that is set but not given yet. @type {number | null} */
    let pending = null;
    const open = () => item.statements.find((s) => !isGiven(given[s.id]));
    const field = percentField(uid, "Your chance", null, (percent) => {
      pending = percent;
      enable(give, percent !== null);
    });
    const give = button("Give this chance", () => {
      const statement = open();
      if (!statement || !enabled(give) || pending === null) return;
      given = { ...given, [statement.id]: pending };
      said.textContent = `You gave ${pending} %. It is ${outcome(statement)}.`;
      pending = null;
      change({ ...given });
      paint();
      (open() ? field.node.querySelector(".ss-field") : result)?.focus({ preventScroll: true });
    });
    const asked = h("p", { class: "ss-proposition" });
    const said = h("p", { class: "ss-said", role: "status", "aria-live": "polite" });
    const asking = h("div", {}, asked, field.node, h("p", { class: "ss-buttons" }, give));
    const picture = svg("svg", { class: "ss-curve", viewBox: "0 0 360 316", role: "img" });
    const words = h("ul", {});
    const list = h("ul", {});
    const result = h(
      "div",
      { tabindex: "-1", hidden: true },
      h("p", { class: "ss-list-title" }, "How often what you gave a chance is true"),
      picture,
      words,
      h("details", { class: "ss-show" }, h("summary", {}, "Your chances, one by one"), list),
    );

    function paint() {
      const statement = open();
      const done = Object.values(given).filter(isGiven).length;
      asking.hidden = !statement;
      if (statement) {
        asked.innerHTML = statement.html;
        asked.prepend(`${done + 1} of ${item.statements.length}: `);
      }
      pending = null;
      field.show(null);
      enable(give, false);
      result.hidden = !done;
      curveInto(picture, words, item, given);
      list.replaceChildren(
        ...item.statements
          .filter((s) => isGiven(given[s.id]))
          .map((s) => h("li", {}, h("span", { html: s.html }), ` ${given[s.id]} %: it is ${outcome(s)}.`)),
      );
    }

    box.append(h("p", { class: "ss-task" }, item.task), asking, said, result);
    return {
      show(value) {
        given = Object.fromEntries(Object.entries(value ?? {}).filter(([, percent]) => isGiven(percent)));
        said.textContent = "";
        paint();
      },
    };
  },
};

/** Draw the curve, and say it in words. @param {Element} picture @param {Element} words @param {any} item @param {any} given */
function curveInto(picture, words, item, given) {
  const bands = counted(item, given).filter((band) => band.n);
  drawCurve(picture, bands);
  words.replaceChildren(
    ...bands.map(({ low, high, n, came }) => h("li", {}, `${low} to ${high} %: ${came} of ${n} true`)),
  );
}

/** Dots for the bands, larger for more chances, and the line on which chances keep what they promise. */
function drawCurve(picture, bands) {
  const x = (p) => 42 + 3 * p;
  const y = (p) => 272 - 2.4 * p;
  const at = (band) => [x(band.mean), y((100 * band.came) / band.n)];
  const label = (more, text) => svg("text", more, text);
  picture.replaceChildren(
    svg("line", { x1: x(0), y1: y(0), x2: x(100), y2: y(100), class: "ss-same" }),
    svg("path", { d: `M${x(0)} ${y(100)} V${y(0)} H${x(100)}`, class: "ss-axis" }),
    svg("polyline", { points: bands.map((band) => at(band).join(",")).join(" "), class: "ss-line" }),
    ...bands.map((band) => {
      const [cx, cy] = at(band);
      return svg("circle", { cx, cy, r: 3 + Math.min(7, band.n), class: "ss-dot" });
    }),
    ...[0, 50, 100].flatMap((p) => [
      label({ x: x(p), y: y(0) + 18, "text-anchor": "middle" }, String(p)),
      label({ x: x(0) - 8, y: y(p) + 4, "text-anchor": "end" }, String(p)),
    ]),
    label({ x: x(50), y: 308, "text-anchor": "middle" }, "the chance you gave, percent"),
    label({ x: 0, y: 14 }, "true, percent"),
  );
  const told = bands.map(({ low, high, n, came }) => `${low} to ${high} %: ${came} of ${n}`).join("; ");
  picture.setAttribute("aria-label", `Chances given, and how many of these are true. ${told}.`);
}
