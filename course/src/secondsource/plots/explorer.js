// The page's side of `calls_explorer`: labelled lists to choose from; the kernel sends back what to show.

function element(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

// JupyterLab takes letters, arrows and Enter as commands while a list has the focus. Here plain keys
// belong to the list; Ctrl+S and Shift+Enter stay JupyterLab's.
function keepKeys(event) {
  const theirs = event.ctrlKey || event.metaKey || event.key === "Escape" || (event.key === "Enter" && event.shiftKey);
  event.target.toggleAttribute("data-lm-suppress-shortcuts", !theirs);
}

function render({ model, el }) {
  const lists = model.get("controls").map(({ id, label, options }) => {
    const list = element("select", { name: id }, ...options.map(([value, text]) => element("option", { value }, text)));
    list.addEventListener("change", () => {
      model.set("chosen", { ...model.get("chosen"), [id]: list.value });
      model.save_changes();
    });
    return { id, list, node: element("label", {}, element("span", {}, label), list) };
  });
  const words = element("div", { role: "status", "aria-live": "polite" });
  const picture = element("div");
  const rows = element("div");
  const root = element(
    "div",
    { class: "ss-explorer" },
    element("fieldset", {}, element("legend", {}, "Choose which calls to count"), ...lists.map((l) => l.node)),
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

  const early = (event) => event.target?.closest?.(".ss-explorer select") && keepKeys(event);
  window.addEventListener("keydown", early, true); // before JupyterLab looks
  el.append(root);
  return () => {
    window.removeEventListener("keydown", early, true);
    for (const [event, handler] of watched) model.off(event, handler);
  };
}

export default { render };
