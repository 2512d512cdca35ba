// Taps in quick succession. Two within a third of a second are a double tap to Chromium: it marks a word of the
// button and asks for the context menu, which JupyterLab opens below the finger, so that the second tap is lost.

/** Milliseconds after which a finger that rests asks for the menu itself. */
const LONG = 300;

/** What is tapped to do something; in a text field a double tap marks a word, and the menu is of use. */
const CONTROLS = [
  "button",
  "label",
  "summary",
  "select",
  "[type=radio]",
  "[type=checkbox]",
  "[role=option]",
  ".ss-node",
]
  .map(
    (control) =>
      `:is(.ss-exercise, .ss-handin, .ss-progress, .ss-reader-line, .ss-panel, .ss-looked, .ss-view) ${control}`,
  )
  .join(", ");

/**
 * Keep the context menu shut where controls of ours are tapped quickly. A finger that rests, the right button of a
 * mouse and the menu key open it as ever.
 * @param {EventTarget} page what the events reach first
 */
export function keepTaps(page) {
  let began = 0;
  let tapped = false;
  const watch = (/** @type {string} */ type, /** @type {(event: any) => void} */ does) =>
    page.addEventListener(type, does, true);
  watch("pointerdown", (event) => {
    began = event.timeStamp;
    tapped = false;
  });
  watch("pointerup", (event) => {
    tapped = event.pointerType === "touch" && event.timeStamp - began < LONG;
  });
  watch("keydown", () => {
    tapped = false;
  });
  watch("contextmenu", (event) => {
    if (!tapped || !event.target.closest?.(CONTROLS)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  });
}
