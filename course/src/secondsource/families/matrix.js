// matrix: one column for each row. Value: {row id: column id}, rows may be missing.
// Wide: a real table. Narrow: one row below the other, each a group of its own.

import { isObject } from "../recording/values.js";
import { choice, h, referred } from "../widgets/page/dom.js";

/** @type {import("../widgets/page/family.js").Family} */
export const family = {
  fits: (item, value) =>
    isObject(value) &&
    Object.entries(value).every(
      ([row, column]) =>
        item.rows.some((r) => r.id === row) && (column === null || item.columns.some((c) => c.id === column)),
    ),

  progress: (item, value) => ({
    given: item.rows.filter((r) => value && Object.hasOwn(value, r.id) && value[r.id] !== null).length,
    of: item.rows.length,
  }),

  draw(item, box, change, uid) {
    const name = (row) => `${uid}-${row.id}`;
    const answer = () => {
      const picks = item.rows
        .map((row) => [row.id, box.querySelector(`input[name="${name(row)}"]:checked`)?.value])
        .filter(([, column]) => column !== undefined);
      change(picks.length ? Object.fromEntries(picks) : null);
    };
    const table = () => {
      const heads = item.columns.map((c) => h("th", { scope: "col", id: `${uid}-c-${c.id}`, html: c.html }));
      const line = (row) =>
        h(
          "tr",
          {},
          referred("th", { scope: "row", id: `${uid}-r-${row.id}` }, row),
          ...item.columns.map((c) =>
            h(
              "td",
              {},
              h(
                "label",
                { class: "ss-cell" },
                h("input", {
                  type: "radio",
                  name: name(row),
                  value: c.id,
                  onchange: answer,
                  "aria-labelledby": `${uid}-r-${row.id} ${uid}-c-${c.id}`,
                }),
              ),
            ),
          ),
        );
      return h(
        "table",
        { class: "ss-grid" },
        h("caption", {}, item.task),
        h(
          "thead",
          {},
          h("tr", {}, item.row_header ? h("th", { scope: "col" }, item.row_header) : h("td", {}), ...heads),
        ),
        h("tbody", {}, ...item.rows.map(line)),
      );
    };
    const stack = () =>
      h(
        "div",
        { class: "ss-stack" },
        h("p", { class: "ss-task" }, item.task),
        ...item.rows.map((row) =>
          h(
            "fieldset",
            {},
            referred("legend", {}, row),
            h(
              "div",
              { class: "ss-options" },
              ...item.columns.map((c) => choice("radio", name(row), c.id, c.html, answer).node),
            ),
          ),
        ),
      );
    const least = 200 + 84 * item.columns.length; // px a table needs to be read without squinting
    /** @type {boolean | null} */
    let narrow = null;
    const part = {
      layout(width) {
        if (!width || narrow === width < least) return false;
        narrow = width < least;
        /** @type {any} */
        const focus = box.contains(document.activeElement) ? document.activeElement : null;
        box.replaceChildren(narrow ? stack() : table());
        if (focus) box.querySelector(`input[name="${focus.name}"][value="${focus.value}"]`)?.focus();
        return true;
      },
      show(value) {
        if (narrow === null) part.layout(least);
        for (const row of item.rows) {
          for (const input of box.querySelectorAll(`input[name="${name(row)}"]`)) {
            input.checked = Boolean(value && Object.hasOwn(value, row.id) && value[row.id] === input.value);
          }
        }
      },
    };
    return part;
  },
};
