// The page's side of `calls_explorer`: labelled lists to choose from; the kernel sends back what to show.
import { AGAIN, h, keepKeys } from "../widgets/page/dom.js";

/** Draw the lists into `el`; return what ends them. @param {{model: any, el: HTMLElement}} place */
export function drawExplorer({ model, el }) {
  keepKeys();
  const lists = model.get("controls").map(({ id, label, options }) => {
    const list = h("select", { name: id }, ...options.map(([value, text]) => h("option", { value }, text)));
    list.addEventListener("change", () => {
      model.set("chosen", { ...model.get("chosen"), [id]: list.value });
      model.save_changes();
    });
    return { id, list, node: h("label", {}, h("span", {}, label), list) };
  });
  const words = h("div", { role: "status", "aria-live": "polite" });
  const picture = h("div");
  const rows = h("div");
  const root = h(
    "div",
    { class: "ss-explorer" },
    h("fieldset", {}, h("legend", {}, "Choose which calls to count"), ...lists.map((l) => l.node)),
    words,
    picture,
    rows,
  );

  // The HTML comes from secondsource.views, which escapes every cell.
  const parts = { words, picture, rows };
  const show = (name) => {
    parts[name].innerHTML = model.get(name);
  };
  const follow = () => {
    for (const { id, list } of lists) list.value = model.get("chosen")[id];
  };
  const watched = Object.keys(parts).map((name) => [`change:${name}`, () => show(name)]);
  watched.push(["change:chosen", follow]);
  for (const [event, handler] of watched) model.on(event, handler);
  for (const name of Object.keys(parts)) show(name);
  follow();

  root[AGAIN] = (/** @type {HTMLElement} */ place) => drawExplorer({ model, el: place });
  el.append(root);
  return () => {
    for (const [event, handler] of watched) model.off(event, handler);
  };
}
