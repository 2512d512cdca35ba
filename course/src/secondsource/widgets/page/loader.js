// What every widget carries: a few lines that find the page's code, which all of them share. A widget that
// brought all code by itself was late on a slow machine, and no word of the kernel's reached it any more.

const LOADED = Symbol.for("secondsource.code");

/**
 * Draw a widget into `el` once the shared code is there; return what ends it.
 * @param {{model: any, el: HTMLElement}} place
 * @param {string} drawer  its name in the shared code
 */
export function render({ model, el }, drawer) {
  let ended = false;
  /** @type {(() => void) | undefined} */
  let end;
  const begin = async () => {
    const line = await model.widget_manager.get_model(model.get("line"));
    const { drawers } = await codeOf(line);
    if (!ended) end = drawers[drawer]({ model: onLine(model, line), el });
  };
  begin().catch((error) => {
    console.error("Second Source", error);
    el.textContent = `This could not be shown, because its code could not be loaded (${error}). Reload the page.`;
  });
  return () => {
    ended = true;
    end?.();
  };
}

/** The code of a version, which a page loads once, with its styles. @param {any} line */
function codeOf(line) {
  const page = /** @type {any} */ (globalThis);
  page[LOADED] ??= new Map();
  const loaded = page[LOADED];
  const version = line.get("version");
  if (!loaded.has(version)) {
    const loading = load(line.get("code"));
    loaded.set(version, loading);
    loading.catch(() => loaded.delete(version));
  }
  return loaded.get(version);
}

/** @param {string} code */
async function load(code) {
  const url = URL.createObjectURL(new Blob([code], { type: "text/javascript" }));
  try {
    const module = await import(url);
    const style = document.getElementById("secondsource-style") ?? document.createElement("style");
    style.id = "secondsource-style";
    style.textContent = module.style;
    document.head.append(style);
    return module;
  } finally {
    URL.revokeObjectURL(url);
  }
}

/**
 * Return the widget's model, with what the kernel sends it: it comes on a line shared by all widgets, which
 * gets through to a widget that was drawn late too.
 * @param {any} model @param {any} line
 */
function onLine(model, line) {
  const address = model.get("address");
  const heard = new Map();
  return {
    get: (name) => model.get(name),
    set: (...changed) => model.set(...changed),
    save_changes: () => model.save_changes(),
    send: (message) => model.send(message),
    widget_manager: model.widget_manager,
    on(event, fn) {
      if (event !== "msg:custom") return model.on(event, fn);
      heard.set(fn, (message) => message?.to === address && fn(message));
      line.on(event, heard.get(fn));
    },
    off(event, fn) {
      if (event !== "msg:custom") return model.off(event, fn);
      line.off(event, heard.get(fn));
      heard.delete(fn);
    },
  };
}
