// pairs: two texts side by side. Value: {right id: left id | "none"}, right parts may be missing.
// Click a part on one side, then its partner on the other; or choose from the list below a right part.

import { isObject } from "../recording/values.js";
import { h, plain } from "../widgets/page/dom.js";

const NONE = "none";

/** @type {import("../widgets/page/family.js").Family} */
export const family = {
  fits: (item, value) =>
    isObject(value) &&
    Object.entries(value).every(
      ([right, left]) =>
        item.right.parts.some((r) => r.id === right) &&
        (left === null || left === NONE || item.left.parts.some((l) => l.id === left)),
    ),

  progress: (item, value) => ({
    given: item.right.parts.filter((r) => value && Object.hasOwn(value, r.id) && value[r.id] !== null).length,
    of: item.right.parts.length,
  }),

  draw(item, box, change, uid) {
    /** The partner of each right part. @type {Record<string, string>} */
    let links = {};
    /** What was clicked first. @type {{side: string, id: string} | null} */
    let start = null;
    const said = h("p", { class: "ss-said", role: "status", "aria-live": "polite" });
    const partners = [...item.left.parts.map((p, n) => ({ ...p, badge: String(n + 1) })), { id: NONE, badge: "–" }];
    const badge = (id) => partners.find((p) => p.id === id)?.badge ?? "";
    const named = (id) => (id === NONE ? "no partner" : `no. ${badge(id)}`);
    const blocked = () => Boolean(box.querySelector("select")?.disabled);
    const textOf = (part) =>
      h("span", {}, ...(part.ref ? [h("strong", {}, part.ref), " "] : []), h("span", { html: part.html }));

    const link = (right, left) => {
      const { [right]: _before, ...rest } = links;
      links = left ? { ...rest, [right]: left } : rest;
      const name = item.right.parts.findIndex((r) => r.id === right) + 1;
      said.textContent = `Part ${name}: ${left ? named(left) : "not linked"}.`;
      start = null;
      paint();
      change(Object.keys(links).length ? { ...links } : null);
    };
    const click = (side, id) => {
      if (blocked()) return;
      const first = start;
      if (first && first.side !== side) {
        if (side === "right") link(id, first.id);
        else link(first.id, id);
        return;
      }
      start = first?.id === id ? null : { side, id };
      said.textContent = start ? "Now click its partner in the other list." : "";
      paint();
    };

    const left = partners.map((part) => ({
      id: part.id,
      node: h(
        "button",
        { type: "button", class: "ss-part", onclick: () => click("left", part.id) },
        h("span", { class: "ss-badge" }, part.badge),
        part.id === NONE ? h("em", {}, "no partner") : textOf(part),
      ),
    }));
    const right = item.right.parts.map((part, n) => {
      const name = `${uid}-r${n}`;
      const mark = h("span", { class: "ss-badge", "aria-hidden": "true" });
      const list = h(
        "select",
        {
          class: "ss-field",
          "aria-labelledby": `${name}-label ${name}`,
          onchange: () => link(part.id, list.value),
        },
        h("option", { value: "" }, "not linked"),
        ...partners.map((p) =>
          h("option", { value: p.id }, p.id === NONE ? "no partner" : `${p.badge}: ${plain(p.html, 110)}`),
        ),
      );
      const card = h(
        "div",
        {
          class: "ss-part",
          "data-part": part.id,
          onclick: (event) => list.contains(event.target) || click("right", part.id),
        },
        mark,
        h(
          "div",
          {},
          h("div", { id: name }, textOf(part)),
          h("span", { id: `${name}-label`, class: "ss-quiet" }, "Partner: "),
          list,
        ),
      );
      return { id: part.id, node: card, mark, list };
    });

    function paint() {
      for (const part of left) {
        const on = start?.side === "left" && start.id === part.id;
        part.node.setAttribute("aria-pressed", String(on));
        part.node.classList.toggle("ss-start", on);
      }
      for (const part of right) {
        const partner = Object.hasOwn(links, part.id) ? links[part.id] : "";
        part.node.classList.toggle("ss-start", start?.side === "right" && start.id === part.id);
        part.node.classList.toggle("ss-linked", Boolean(partner));
        part.mark.textContent = partner ? badge(partner) : "?";
        part.list.value = partner;
      }
    }

    const side = (title, parts) =>
      h("div", { class: "ss-side" }, h("p", { class: "ss-strong", html: title }), ...parts);
    box.append(
      h("p", { class: "ss-task" }, item.task),
      h(
        "div",
        { class: "ss-sides" },
        side(
          item.left.title_html,
          left.map((p) => p.node),
        ),
        side(
          item.right.title_html,
          right.map((p) => p.node),
        ),
      ),
      said,
    );
    paint();
    return {
      show(value) {
        const kept = Object.entries(value ?? {}).filter(([, partner]) => partner !== null);
        links = /** @type {Record<string, string>} */ (Object.fromEntries(kept));
        start = null;
        said.textContent = "";
        paint();
      },
    };
  },
};
