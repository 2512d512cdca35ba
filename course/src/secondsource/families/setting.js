// setting: lists that filter a small table, and its count; the answer is a setting for each line that asks for one.
// Value: {ask id: {filter id: option id, or null where the list filters nothing}}.

import { isObject } from "../recording/values.js";
import { button, enable, h, plain } from "../widgets/page/dom.js";

const ALL = "all";

/** Return how many cases of a setting have the sign, and how many it has. @param {any} item @param {any} setting */
export function countsOf(item, setting) {
  const kept = item.cells.filter(([of]) =>
    item.filters.every(({ id }, n) => (setting[id] ?? null) === null || setting[id] === of[n]),
  );
  return { k: kept.reduce((sum, [, k]) => sum + k, 0), n: kept.reduce((sum, [, , n]) => sum + n, 0) };
}

/** @type {import("../widgets/page/family.js").Family} */
export const family = {
  fits(item, value) {
    const chosen = (setting) =>
      isObject(setting) &&
      Object.entries(setting).every(([name, option]) => {
        const list = item.filters.find((f) => f.id === name);
        return list && (option === null || list.options.some((o) => o.id === option));
      });
    return (
      isObject(value) &&
      Object.entries(value).every(
        ([ask, setting]) => item.asks.some((a) => a.id === ask) && (setting === null || chosen(setting)),
      )
    );
  },

  progress: (item, value) => ({
    given: Object.values(value ?? {}).filter((setting) => setting !== null).length,
    of: item.asks.length,
  }),

  draw(item, box, change, uid) {
    /** @type {Record<string, Record<string, string | null>>} */
    let handed = {};
    const setting = Object.fromEntries(item.filters.map((f) => [f.id, null]));
    const lists = item.filters.map(({ id, text, options }) => {
      const list = h(
        "select",
        {
          id: `${uid}-${id}`,
          onchange: () => {
            setting[id] = list.value || null;
            paint();
          },
        },
        h("option", { value: "" }, ALL),
        ...options.map((o) => h("option", { value: o.id }, o.text)),
      );
      return { id, list, node: h("div", {}, h("label", { for: `${uid}-${id}` }, text), list) };
    });
    const count = h("p", { class: "ss-strong", role: "status", "aria-live": "polite" });
    const bar = h("div", { class: "ss-share-bar", "aria-hidden": "true" }, h("div", {}));
    const inWords = (chosen) => {
      const { k, n } = countsOf(item, chosen);
      const share = n ? ` (${Math.round((100 * k) / n)} %)` : "";
      return `${k} of ${n} ${item.sign}${share}`;
    };
    const named = (chosen) =>
      item.filters
        .map(({ id, text, options }) => `${text}: ${options.find((o) => o.id === chosen[id])?.text ?? ALL}`)
        .join("; ");
    const lines = item.asks.map(({ id, html }) => {
      const said = h("p", { class: "ss-handed" });
      const use = button("Hand in what is set", () => put(id, { ...setting }));
      use.setAttribute("aria-label", `Hand in what is set, for: ${plain(html, 80)}`);
      const back = button("Take back", () => put(id, null));
      back.setAttribute("aria-label", `Take back the setting for: ${plain(html, 80)}`);
      const node = h(
        "li",
        { "data-ask": id },
        h("p", { class: "ss-strong", html }),
        said,
        h("p", { class: "ss-buttons" }, use, back),
      );
      return { id, node, said, back };
    });

    function put(id, chosen) {
      if (box.querySelector("select")?.disabled) return;
      const { [id]: _before, ...rest } = handed;
      handed = chosen ? { ...rest, [id]: chosen } : rest;
      paint();
      change(Object.keys(handed).length ? { ...handed } : null);
    }

    function paint() {
      const { k, n } = countsOf(item, setting);
      count.textContent = n ? `${inWords(setting)}.` : "No case fits. Choose fewer filters.";
      /** @type {any} */ (bar.firstChild).style.width = `${n ? (100 * k) / n : 0}%`;
      for (const { id, said, back } of lines) {
        said.textContent = handed[id]
          ? `Handed in: ${named(handed[id])}. ${inWords(handed[id])}.`
          : "Nothing handed in yet.";
        enable(back, Boolean(handed[id]));
      }
    }

    box.append(
      h("p", { class: "ss-task" }, item.task),
      h("div", { class: "ss-pick" }, ...lists.map((l) => l.node)),
      count,
      bar,
      h("ul", { class: "ss-asks" }, ...lines.map((l) => l.node)),
    );
    return {
      show(value) {
        const kept = Object.entries(value ?? {}).filter(([, chosen]) => chosen !== null);
        handed = /** @type {typeof handed} */ (Object.fromEntries(kept));
        if (!kept.length) for (const { id } of lists) setting[id] = null;
        for (const { id, list } of lists) list.value = setting[id] ?? "";
        paint();
      },
    };
  },
};
