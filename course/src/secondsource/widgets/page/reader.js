// What the first cell of a unit puts on the page: references that open, and the reading panel.
import { button, h, keepKeys, whenInPage } from "./dom.js";
import { link } from "./linking.js";
import { Panel } from "./panel.js";
import { drawnAbove, drawnIn, isExplorer } from "./pictures.js";
import { Popover } from "./popover.js";
import { Material } from "./references.js";

const READERS = Symbol.for("secondsource.readers");
const ANSWERED = ["saved", "unsaved", "kernel", "problem", "elsewhere"];

/** Draw the line below the first cell; return what ends it. @param {{model: any, el: HTMLElement}} place */
export function drawReader({ model, el }) {
  keepKeys();
  el.classList.add("ss-host");
  const line = h("p", { class: "ss-reader ss-reader-line" });
  el.append(line);
  return whenInPage(el, () => {
    const reader = readerOf(el, model.get("material"));
    const open = button("Open the reading panel", () => reader.panel.open(open));
    line.append(
      open,
      " It keeps a text, a table or a picture beside the exercises. Click a name with a dotted line, such as the number of a paragraph: what it stands for opens there.",
    );
  });
}

/** The reader of the notebook around `el`, which is made once and then follows the newest material. */
function readerOf(el, data) {
  const page = /** @type {any} */ (globalThis);
  page[READERS] ??= new WeakMap();
  const home = /** @type {HTMLElement} */ (el.closest(".jp-NotebookPanel") ?? document.body);
  const reader = page[READERS].get(home) ?? new Reader(home);
  page[READERS].set(home, reader);
  reader.use(data);
  return reader;
}

/** References and panel of one notebook. */
class Reader {
  /** @param {HTMLElement} home */
  constructor(home) {
    this.home = home;
    /** @type {Set<string>} */
    this.used = new Set();
    this.material = new Material({});
    const linkIn = (/** @type {Element} */ root) => this.link(root);
    this.panel = new Panel(home, this.material, linkIn);
    this.popover = new Popover(home, { link: linkIn, beside: (shown) => this.panel.open(this.asked, shown.name) });
    /** @type {HTMLElement | null} */
    this.asked = null;
    /** @type {Set<Element>} */
    this.fresh = new Set();
    this.changes = new MutationObserver((records) => this.noted(records));
    this.changes.observe(home, { childList: true, subtree: true, attributeFilter: ["data-state", "open"] });
  }

  /** @param {any} data */
  use(data) {
    this.material = new Material(data);
    this.panel.material = this.material;
    this.look(this.home);
  }

  /** @param {Element} root */
  link(root) {
    link(root, {
      material: this.material,
      used: this.used,
      open: (name, kind, from) => {
        const shown = kind === "term" ? this.material.define(name) : this.material.look(name);
        if (!this.popover.node.contains(from)) this.asked = from;
        if (shown) this.popover.open(shown, from);
      },
    });
  }

  /** What was put on the page is looked at once the page has come to rest. @param {MutationRecord[]} records */
  noted(records) {
    for (const { target, addedNodes } of records) {
      const place = /** @type {Element} */ (target);
      if (place.closest(".ss-reader, .ss-status, .CodeMirror, .cm-editor")) continue;
      if (addedNodes.length || place.matches("[data-state], details")) this.fresh.add(place);
    }
    if (!this.fresh.size || this.waiting) return;
    this.waiting = setTimeout(() => {
      this.waiting = undefined;
      const places = [...this.fresh].filter((place) => place.isConnected);
      this.fresh.clear();
      for (const place of places) this.look(place);
    });
  }

  /** Link what stands below `place`, and note which material the lesson has shown. @param {Element} place */
  look(place) {
    this.link(place);
    const before = this.panel.seen.size;
    for (const node of place.querySelectorAll("[data-ss-ref], .ss-table th[scope=row]")) {
      const name = node.getAttribute("data-ss-ref") ?? node.textContent ?? "";
      if (!node.closest("details[data-ss-after]:not([open])")) this.panel.seen.add(name.trim());
    }
    for (const material of place.querySelectorAll(".ss-material:not([data-opens])")) this.offer(material);
    const drawn = this.offerDrawn();
    this.unfold();
    if (drawn || this.panel.seen.size > before) this.panel.refresh();
  }

  /** Put a button at the line that names an exercise's material. @param {Element} material */
  offer(material) {
    const first = material.querySelector(".ss-ref");
    if (!(first instanceof HTMLElement)) return;
    material.setAttribute("data-opens", "");
    const open = button("Open beside", () => {
      const names = [...material.querySelectorAll(".ss-ref")].map((ref) => ref.getAttribute("data-name") ?? "");
      for (const name of names.reverse()) this.panel.open(open, name);
    });
    material.append(" ", open);
  }

  /** Put a button at each explorer and picture, and at the exercise below it; return whether there is a new one. */
  offerDrawn() {
    const all = drawnIn(this.home);
    let fresh = false;
    for (const { node } of all) {
      if (node.hasAttribute("data-opens")) continue;
      node.setAttribute("data-opens", "");
      fresh = true;
      const open = button("Open beside", () => this.panel.openDrawn(open, node));
      const beside = h("p", { class: "ss-reader ss-beside" }, open);
      const lists = node.querySelector("fieldset");
      if (lists) lists.after(beside);
      else node.append(beside);
    }
    for (const exercise of this.home.querySelectorAll(".ss-exercise[data-item]:not([data-above])")) {
      const above = drawnAbove(exercise, all)?.node;
      if (!above) continue;
      exercise.setAttribute("data-above", "");
      const open = button("Open beside", () => {
        const now = drawnAbove(exercise, drawnIn(this.home));
        if (now) this.panel.openDrawn(open, now.node);
      });
      const name = isExplorer(above) ? "the explorer above" : "the picture above";
      exercise.querySelector(".ss-prompt")?.after(h("p", { class: "ss-beside" }, `For this: ${name}. `, open));
    }
    return fresh;
  }

  /** Open each text that waits for an exercise which is answered by now; a reader may close it again. */
  unfold() {
    for (const fold of this.home.querySelectorAll("details[data-ss-after]:not([data-opened])")) {
      const id = fold.getAttribute("data-ss-after") ?? "";
      const exercise = this.home.querySelector(`.ss-exercise[data-item="${CSS.escape(id)}"]`);
      if (!exercise || !ANSWERED.includes(exercise.getAttribute("data-state") ?? "")) continue;
      fold.setAttribute("data-opened", "");
      fold.setAttribute("open", "");
    }
  }
}
