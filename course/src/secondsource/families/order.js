// order: events put in order, or set aside. Value: {order: [ids], aside: [ids]}.

import { isObject } from "../recording/values.js";
import { enable, h, referred } from "../widgets/page/dom.js";

/** @type {import("../widgets/page/family.js").Family} */
export const family = {
  fits(item, value) {
    if (!isObject(value) || !Object.keys(value).every((k) => k === "order" || k === "aside")) return false;
    const { order = [], aside = [] } = value;
    const lists = [order, aside];
    if (!lists.every(Array.isArray)) return false;
    const ids = lists.flat();
    return new Set(ids).size === ids.length && ids.every((id) => item.events.some((e) => e.id === id));
  },

  progress: (item, value) => ({
    given: (value?.order?.length ?? 0) + (value?.aside?.length ?? 0),
    of: item.events.length,
  }),

  draw(item, box, change, uid) {
    let order = [];
    let aside = [];
    const event = (id) => item.events.find((e) => e.id === id);
    const apart = item.aside[0].toUpperCase() + item.aside.slice(1);
    const [before, after] = item.first === "the earliest" ? ["Earlier", "Later"] : ["Up", "Down"];
    const said = h("p", { class: "ss-said", role: "status", "aria-live": "polite" });
    const area = h("div", { class: "ss-order" });

    const answer = (id, action, words) => {
      said.textContent = words;
      change(order.length || aside.length ? { order, aside } : null);
      paint();
      // The same button of the same event keeps the focus; where it is gone, the event's first one.
      const row = [...area.querySelectorAll("li")].find((li) => li.dataset.event === id);
      (row?.querySelector(`[data-action="${action}"]`) ?? row?.querySelector("button"))?.focus();
    };
    const without = (list, id) => list.filter((x) => x !== id);
    const called = (id) => event(id).text.replace(/\.$/, "");
    const where = (id) => `${called(id)}: place ${order.indexOf(id) + 1} of ${order.length}.`;
    const actions = {
      up(id) {
        const n = order.indexOf(id);
        if (n < 1) return;
        order = [...order.slice(0, n - 1), id, order[n - 1], ...order.slice(n + 1)];
        answer(id, "up", where(id));
      },
      down(id) {
        const n = order.indexOf(id);
        if (n < 0 || n === order.length - 1) return;
        order = [...order.slice(0, n), order[n + 1], id, ...order.slice(n + 2)];
        answer(id, "down", where(id));
      },
      place(id) {
        aside = without(aside, id);
        order = [...order, id];
        answer(id, "up", where(id));
      },
      aside(id) {
        order = without(order, id);
        aside = item.events.map((e) => e.id).filter((x) => x === id || aside.includes(x));
        answer(id, "place", `${called(id)}: ${item.aside}.`);
      },
    };
    const tool = (id, action, text, label, off = false) => {
      const node = h(
        "button",
        {
          type: "button",
          class: "ss-button",
          "data-action": action,
          "aria-label": `${label}: ${event(id).text}`,
          onclick: () => actions[action](id),
        },
        text,
      );
      enable(node, !off);
      return node;
    };
    const row = (id, tools) =>
      h(
        "li",
        {
          "data-event": id,
          onkeydown: (e) => {
            const action = { ArrowUp: "up", ArrowDown: "down" }[e.key];
            if (!action || !order.includes(id) || e.ctrlKey || e.metaKey || e.shiftKey) return;
            e.preventDefault();
            e.stopPropagation();
            actions[action](id);
          },
        },
        // A box of its own, since the list item itself must stay one to keep its number.
        h(
          "div",
          { class: "ss-placed" },
          referred("span", { class: "ss-event" }, event(id)),
          h("span", { class: "ss-tools" }, ...tools),
        ),
      );
    const part = (kind, title, tag, ids, tools, empty) => {
      const heading = h("p", { class: "ss-list-title", id: `${uid}-${kind}` }, title);
      const list = h(
        tag,
        { class: `ss-${kind}`, "aria-labelledby": `${uid}-${kind}` },
        ...ids.map((id, n) => row(id, tools(id, n))),
      );
      return ids.length ? [heading, list] : empty ? [heading, h("p", { class: "ss-none" }, empty)] : [];
    };

    function paint() {
      const rest = item.events.map((e) => e.id).filter((id) => !order.includes(id) && !aside.includes(id));
      const placing = (id) => [
        tool(id, "place", "Add to the order", "Add to the order"),
        aside.includes(id) ? null : tool(id, "aside", apart, apart),
      ];
      area.replaceChildren(
        ...part(
          "ordered",
          `Your order, ${item.first} first`,
          "ol",
          order,
          (id, n) => [
            tool(id, "up", "↑", before, n === 0),
            tool(id, "down", "↓", after, n === order.length - 1),
            tool(id, "aside", apart, apart),
          ],
          "Nothing placed yet.",
        ),
        ...part("aside", apart, "ul", aside, placing, ""),
        ...part("rest", "Still to place", "ul", rest, placing, ""),
      );
    }

    box.append(
      h(
        "p",
        { class: "ss-task" },
        item.task,
        " ",
        h("span", { class: "ss-keys" }, "Keys: ↑ and ↓ move an event that is in the order."),
      ),
      said,
      area,
    );
    paint();
    return {
      show(value) {
        order = [...(value?.order ?? [])];
        aside = [...(value?.aside ?? [])];
        said.textContent = "";
        paint();
      },
    };
  },
};
