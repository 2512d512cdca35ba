// Code cells of a lesson: a reader changes a number or a date, and the browser's Python runs it.
import { button, h } from "../../widgets/page/dom.js";

/**
 * Make the code cells of the page ones that run; each run begins with the cells before it.
 * @param {any} data of the unit
 * @param {import("./checker.js").Checker} checker
 */
export function drawCells(data, checker) {
  const cells = [...document.querySelectorAll(".ss-python")].map((node) => ({
    node,
    field: h("textarea", { class: "ss-code", spellcheck: "false", autocapitalize: "off", autocomplete: "off" }),
  }));
  cells.forEach(({ node, field }, at) => {
    if (!checker.there) {
      const why = checker.parts
        ? "This is what the cell gives. To change it, open the course from its web address."
        : "This is what the cell gives. This site was built without Python, so it can't be changed here.";
      node.append(h("p", { class: "ss-about" }, why));
      return;
    }
    const source = data.code[at];
    const output = /** @type {HTMLElement} */ (node.querySelector(".ss-output"));
    field.value = source;
    field.rows = source.split("\n").length + 1;
    field.setAttribute("aria-label", `Code cell ${at + 1}: Python that you can change`);
    const run = () => {
      output.replaceChildren(h("p", {}, "Running …"));
      const sources = cells.slice(0, at + 1).map((cell) => cell.field.value);
      checker.ask({ kind: "run", unit: data.unit, sources }, (reply) => show(output, reply));
    };
    field.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
      if (event.key !== "Enter" || !event.shiftKey) return;
      event.preventDefault();
      run();
    });
    const back = button("Put back", () => {
      field.value = source;
    });
    node
      .querySelector("pre.ss-code")
      ?.replaceWith(field, h("p", { class: "ss-buttons" }, button("Run (Shift+Enter)", run), back));
  });
}

/** @param {HTMLElement} output @param {any} reply */
function show(output, reply) {
  if (reply.kind === "progress") return output.replaceChildren(h("p", {}, reply.text));
  if (reply.error) return output.replaceChildren(h("pre", { class: "ss-wrong" }, reply.error));
  // The HTML comes from secondsource.views, which escapes every cell.
  const view = reply.html ? h("div", { html: reply.html }) : null;
  const text = reply.text || !view ? h("pre", {}, reply.text || "Done; there is nothing to show.") : null;
  output.replaceChildren(...[text, view].filter(Boolean));
}
