// sheet: rows of a claim sheet. Value: list of rows, each an object of six texts.

import { isObject } from "../recording/values.js";
import { button, h } from "../widgets/page/dom.js";
import { isText, isWritten, writingField } from "../widgets/page/writing.js";

/** How many fields of a row are filled in. */
const filled = (item, row) => Object.keys(item.columns).filter((c) => isWritten(row[c] ?? "")).length;

/** @type {import("../widgets/page/family.js").Family} */
export const family = {
  fits: (item, value) =>
    Array.isArray(value) &&
    value.length <= item.most &&
    value.every(
      (row) =>
        isObject(row) &&
        Object.entries(row).every(
          ([column, text]) => Object.hasOwn(item.columns, column) && (text === null || isText(text, item.longest)),
        ),
    ),

  progress(item, value) {
    const rows = (value ?? []).map((row) => filled(item, row)).sort((a, b) => b - a);
    const given = rows.slice(0, item.least).reduce((sum, n) => sum + n, 0);
    return { given, of: item.least * Object.keys(item.columns).length };
  },

  draw(item, box, change, uid) {
    const names = Object.keys(item.columns);
    const empty = () => Object.fromEntries(names.map((c) => [c, ""]));
    /** What is written, row by row, and the fields. @type {{texts: Record<string, string>, node: any, fields: any}[]} */
    let rows = [];
    let made = 0;
    const said = h("p", { class: "ss-problem", role: "status", "aria-live": "polite" });
    const list = h("div", { class: "ss-rows" });
    const add = button("Add a row", () => {
      append(empty());
      paint();
      rows.at(-1)?.fields[names[0]].node.focus();
    });

    const answer = (merge) => {
      const written = rows.map((r) => r.texts).filter((texts) => filled(item, texts) > 0);
      change(written.length ? written.map((texts) => ({ ...texts })) : null, merge);
    };
    const append = (texts) => {
      const number = ++made;
      const row = { texts, fields: {}, node: null };
      for (const name of names) {
        row.fields[name] = writingField(
          { id: `${uid}-${number}-${name}`, rows: 3 },
          item.longest,
          (text) => {
            texts[name] = text;
            answer(`${number}-${name}`);
          },
          (problem) => {
            said.textContent = problem;
          },
        );
        row.fields[name].show(texts[name]);
      }
      row.node = h(
        "fieldset",
        { class: "ss-sheet-row" },
        h("legend", { class: "ss-strong" }),
        h(
          "div",
          { class: "ss-sheet" },
          ...names.map((name) =>
            h("div", {}, h("label", { for: `${uid}-${number}-${name}` }, item.columns[name]), row.fields[name].node),
          ),
        ),
        button("Remove this row", () => {
          rows = rows.filter((r) => r !== row);
          if (!rows.length) append(empty());
          paint();
          answer(`remove-${number}`);
          add.focus();
        }),
      );
      rows.push(row);
    };
    function paint() {
      for (const [n, row] of rows.entries()) row.node.querySelector("legend").textContent = `Row ${n + 1}`;
      for (const row of rows) row.node.querySelector(".ss-button").hidden = rows.length === 1;
      add.hidden = rows.length >= item.most;
      list.replaceChildren(...rows.map((row) => row.node));
    }

    box.append(h("p", { class: "ss-task" }, item.task), list, said, add);
    if (item.rubric.length) {
      const lines = item.rubric.map((c) =>
        h(
          "li",
          {},
          h("span", { html: c.html }),
          c.points === null ? null : ` (${c.points} ${c.points === 1 ? "point" : "points"})`,
        ),
      );
      box.append(
        h("details", { class: "ss-show" }, h("summary", {}, "What counts"), h("ul", { class: "ss-rubric" }, ...lines)),
      );
    }
    return {
      show(value) {
        rows = [];
        const kept = (value ?? []).map((row) =>
          Object.fromEntries(Object.entries(row).filter(([, text]) => text !== null)),
        );
        for (const row of kept) append({ ...empty(), ...row });
        while (rows.length < item.least) append(empty());
        said.textContent = "";
        paint();
      },
    };
  },
};
