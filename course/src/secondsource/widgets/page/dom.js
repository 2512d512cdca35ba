// Nodes of the page, and the keys pressed in them.

import { keepTaps } from "./taps.js";

/** Under this name an element that is drawn from a model keeps how to draw it once more, with the same settings. */
export const AGAIN = Symbol.for("secondsource.again");

/**
 * Return a new element. `html` is markup made by secondsource.markdown, never by a learner; `on…` is a
 * listener; true sets an attribute without a value; false, null and undefined set none.
 * @param {string} tag
 * @param {Record<string, any>} [attributes]
 * @param {...(Node | string | null | undefined)} children
 * @returns {any}
 */
export function h(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "html") node.innerHTML = value;
    else if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value === true) node.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) node.setAttribute(name, value);
  }
  for (const child of children) if (child !== null && child !== undefined) node.append(child);
  return node;
}

/**
 * Return one radio button or checkbox with its label as one large target.
 * @param {"radio" | "checkbox"} type
 * @param {string} name
 * @param {string} id
 * @param {string} html
 * @param {() => void} onchange
 */
export function choice(type, name, id, html, onchange) {
  const input = h("input", { type, name, value: id, onchange });
  return { input, node: h("label", { class: "ss-choice" }, input, h("span", { html })) };
}

/**
 * Return one option of an item, to pick it, with the reference in front where it stands for a row or a sentence.
 * @param {"radio" | "checkbox"} type
 * @param {string} name
 * @param {{id: string, html: string, ref?: string}} given
 * @param {() => void} onchange
 */
export function option(type, name, given, onchange) {
  const made = choice(type, name, given.id, given.html, onchange);
  made.node.lastElementChild?.prepend(...reference(given));
  return made;
}

/**
 * Return an element with the words of a row of a grid, or of an event to be put in order, likewise.
 * @param {string} tag
 * @param {Record<string, any>} attributes
 * @param {{html: string, ref?: string}} given
 */
export function referred(tag, attributes, given) {
  const node = h(tag, { ...attributes, html: given.html });
  node.prepend(...reference(given));
  return node;
}

/** @param {{ref?: string}} given */
const reference = ({ ref }) => (ref ? [h("strong", { class: "ss-ref" }, ref, " ")] : []);

/**
 * Return the words of markup made by secondsource.markdown on one line, cut after about `most` letters.
 * @param {string} html
 * @param {number} most
 */
export function plain(html, most) {
  const text = (h("span", { html }).textContent ?? "").replace(/\s+/g, " ").trim();
  return text.length > most ? `${text.slice(0, most - 1).trimEnd()}…` : text;
}

/**
 * Call `then` once `el` is in the page, which a widget's element is only after its code has drawn into it: mostly in
 * the next frame, on a busy machine some frames later. Return what calls it off.
 * @param {Element} el @param {() => void} then
 */
export function whenInPage(el, then) {
  let frame = requestAnimationFrame(look);
  function look() {
    if (el.isConnected) then();
    else frame = requestAnimationFrame(look);
  }
  return () => cancelAnimationFrame(frame);
}

/** Return a button. @param {string} text @param {() => void} onclick */
export function button(text, onclick) {
  return h("button", { type: "button", class: "ss-button", onclick }, text);
}

/**
 * Switch a button on or off. It stays in reach of the Tab key: one that is disabled drops the focus.
 * @param {Element} node
 * @param {boolean} on
 */
export function enable(node, on) {
  if (on) node.removeAttribute("aria-disabled");
  else node.setAttribute("aria-disabled", "true");
}

/** Whether a button is switched on. @param {Element} node */
export const enabled = (node) => node.getAttribute("aria-disabled") !== "true";

/**
 * Keep plain keys from JupyterLab, which takes letters, arrows and Enter as commands while a radio button or
 * list has the focus: "dd" would delete the cell. Ctrl+S, Shift+Enter, Escape and F keys stay JupyterLab's. Quick
 * taps are kept from it too. Once a page, however many exercises load this code.
 */
export function keepKeys() {
  const flag = Symbol.for("secondsource.keys");
  const page = /** @type {any} */ (globalThis);
  if (page[flag]) return;
  page[flag] = true;
  keepTaps(window);
  window.addEventListener("keydown", keyOwner(), true); // before JupyterLab listens
  // In a cell JupyterLab also takes back the line break of Enter and the field's own undo, on the field itself.
  window.addEventListener(
    "beforeinput",
    (event) => {
      const target = event.target instanceof Element ? event.target : null;
      if (!target?.closest(".ss-exercise") || !target.hasAttribute(OURS)) return;
      if (["insertLineBreak", "historyUndo", "historyRedo"].includes(event.inputType)) event.stopPropagation();
    },
    true,
  );
}

/** What has keys of its own. */
const KEYS = ".ss-exercise, .ss-explorer select, .ss-ref, .ss-reader";

/**
 * Return what marks a key as the exercise's: on the very element with the focus, as JupyterLab looks from there
 * upwards. A click on words, which take no focus, leaves it on the cell around them: there too, until another
 * place is clicked or Escape is pressed.
 * @returns {(event: KeyboardEvent) => void}
 */
function keyOwner() {
  /** @type {Element | null} */
  let clicked = null;
  /** @type {Element | null} */
  let marked = null;
  const inside = (/** @type {EventTarget | null} */ target) =>
    target instanceof Element ? target.closest(KEYS) : null;
  window.addEventListener("pointerdown", ({ target }) => (clicked = inside(target)), true);
  return (event) => {
    marked?.removeAttribute(OURS);
    marked = null;
    if (event.key === "Escape") clicked = null;
    const target = event.target instanceof Element ? event.target : null;
    if (!target || !(inside(target) || (clicked && target.contains(clicked)))) return;
    marked = target;
    target.toggleAttribute(OURS, isPlainKey(event) || (isWritten(target) && isUndo(event)));
  };
}

/** Marks the element with the focus while a key pressed in it is the exercise's. */
const OURS = "data-lm-suppress-shortcuts";

/** Whether something is written in the element. @param {Element} target */
const isWritten = (target) => target.matches("textarea, input:not([type=radio], [type=checkbox], [type=range])");

/** Whether a key takes back what was written. @param {KeyboardEvent} event */
const isUndo = ({ key, ctrlKey, metaKey }) => (ctrlKey || metaKey) && ["z", "y"].includes(key.toLowerCase());

/**
 * Whether a key belongs to the exercise and not to JupyterLab.
 * @param {Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey" | "shiftKey">} event
 */
export function isPlainKey({ key, ctrlKey, metaKey, altKey, shiftKey }) {
  if (ctrlKey || metaKey || altKey || key === "Escape" || /^F\d+$/.test(key)) return false;
  return !(key === "Enter" && shiftKey);
}
