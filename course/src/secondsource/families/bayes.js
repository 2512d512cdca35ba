// bayes: a chance before, two likelihoods, the chance after, and once more with one assumption changed.
// Value: {prior, if_true, if_false, after, what_if}, each a percentage or null.

import { isObject } from "../recording/values.js";
import { h } from "../widgets/page/dom.js";
import { isPercent, percentField } from "../widgets/page/percent.js";
import { svg } from "../widgets/page/svg.js";

/** Bayes' rule in percent; null where the evidence has no chance at all. @returns {number | null} */
const posterior = (prior, t, f) => {
  const weight = prior * t;
  const total = weight + (100 - prior) * f;
  return total ? Math.min(100, (100 * weight) / total) : null;
};

/** @type {import("../widgets/page/family.js").Family} */
export const family = {
  fits: (item, value) =>
    isObject(value) &&
    Object.entries(value).every(([k, v]) => Object.hasOwn(item.fields, k) && (v === null || isPercent(v))),

  progress: (item, value) => ({
    given: Object.keys(item.fields).filter((k) => (value?.[k] ?? null) !== null).length,
    of: Object.keys(item.fields).length,
  }),

  draw(item, box, change, uid) {
    const value = Object.fromEntries(Object.keys(item.fields).map((k) => [k, null]));
    const fields = {};
    for (const [k, label] of Object.entries(item.fields)) {
      fields[k] = percentField(`${uid}-${k}`, label, null, (percent, merge) => {
        value[k] = percent;
        change(Object.values(value).some((v) => v !== null) ? { ...value } : null, `${k}-${merge}`);
        paint();
      });
    }
    const picture = svg("svg", { class: "ss-curve", viewBox: "0 0 360 316", role: "img" });
    const reading = h("p", { class: "ss-reading" });
    const curve = h(
      "details",
      { class: "ss-show", ontoggle: () => paint() },
      h("summary", {}, "Show the curve for your numbers"),
      picture,
      reading,
    );

    function paint() {
      const { prior, if_true: t, if_false: f } = value;
      if (!curve.open) return;
      picture.replaceChildren();
      const ready = prior !== null && t !== null && f !== null && posterior(prior, t, f) !== null;
      if (!ready) {
        reading.textContent = "Set the first three chances; then the curve is drawn.";
        picture.setAttribute("aria-label", reading.textContent);
        return;
      }
      const x = (p) => 42 + 3 * p;
      const y = (p) => 272 - 2.4 * p;
      const clamp = (p) => Math.min(99, Math.max(1, p));
      const steps = Array.from({ length: 51 }, (_, i) => 2 * i);
      const path = (fn) => steps.map((p) => `${x(p)},${y(fn(p))}`);
      const high = path((p) => posterior(p, clamp(t + 10), clamp(f - 10)) ?? p);
      const low = path((p) => posterior(p, clamp(t - 10), clamp(f + 10)) ?? p);
      picture.append(
        svg("polygon", { points: [...high, ...low.reverse()].join(" "), class: "ss-band" }),
        svg("polyline", { points: path((p) => p).join(" "), class: "ss-same" }),
        svg("polyline", { points: path((p) => posterior(p, t, f) ?? p).join(" "), class: "ss-line" }),
        svg("path", { d: `M${x(0)} ${y(100)} V${y(0)} H${x(100)}`, class: "ss-axis" }),
      );
      for (const p of [0, 50, 100]) {
        picture.append(
          svg("text", { x: x(p), y: y(0) + 18, "text-anchor": "middle" }, String(p)),
          svg("text", { x: x(0) - 8, y: y(p) + 4, "text-anchor": "end" }, String(p)),
        );
      }
      picture.append(
        svg("text", { x: x(50), y: 308, "text-anchor": "middle" }, "chance before, percent"),
        svg("text", { x: 0, y: 14 }, "chance after, percent"),
      );
      const after = posterior(prior, t, f) ?? 0;
      picture.append(
        svg("line", { x1: x(prior), y1: y(0), x2: x(prior), y2: y(after), class: "ss-drop" }),
        svg("circle", { cx: x(prior), cy: y(after), r: 5, class: "ss-dot" }),
      );
      const least = posterior(prior, clamp(t - 10), clamp(f + 10)) ?? 0;
      const most = posterior(prior, clamp(t + 10), clamp(f - 10)) ?? 0;
      reading.textContent =
        `From ${prior} percent before, your two likelihoods lead to ${after.toFixed(0)} percent after. ` +
        `If each likelihood were 10 points off, it would be between ${least.toFixed(0)} and ${most.toFixed(0)} percent.`;
      picture.setAttribute("aria-label", `Curve from chance before to chance after. ${reading.textContent}`);
    }

    const group = (legend, ...nodes) => h("fieldset", { class: "ss-group" }, h("legend", {}, ...legend), ...nodes);
    box.append(
      h("p", { class: "ss-task" }, item.task),
      h("p", {}, h("strong", {}, "The statement: "), h("span", { html: item.statement_html })),
      h("p", {}, h("strong", {}, "The evidence: "), h("span", { html: item.evidence_html })),
      group(["Your numbers"], ...["prior", "if_true", "if_false", "after"].map((k) => fields[k].node)),
      curve,
      group(["What if? ", h("span", { class: "ss-plain", html: item.what_if_html })], fields.what_if.node),
    );
    return {
      show(next) {
        for (const k of Object.keys(fields)) {
          value[k] = next?.[k] ?? null;
          fields[k].show(value[k]);
        }
        paint();
      },
    };
  },
};
