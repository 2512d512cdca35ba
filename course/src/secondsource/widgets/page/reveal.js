// Brings the result of a check into view, without taking the question out of it where both fit.

const BEGIN = 120; // px of a result that tell what it says
const GAP = 8;

/**
 * Return by how many px to scroll down: so little that the result is in view, or at least its beginning, that the
 * question stays where both fit, and the button that asked for it in any case.
 * @param {{question: number, button: number, top: number, bottom: number}} places  px from the window's top: where
 *   the question and the button begin, and where the result begins and ends
 * @param {{top: number, bottom: number}} view  what can be seen of the page
 */
export function movement({ question, button, top, bottom }, view) {
  const least = Math.min(bottom, top + BEGIN) + GAP - view.bottom;
  const whole = bottom + GAP - view.bottom;
  const wanted = Math.max(least, Math.min(whole, question - GAP - view.top));
  return Math.max(0, Math.min(wanted, button - GAP - view.top));
}

/** Scroll the page around a result by so much. @param {Element} result @param {Element} button */
export function reveal(result, button) {
  const question = result.closest(".ss-exercise");
  const scroller = result.closest(".jp-WindowedPanel-outer") ?? document.scrollingElement;
  if (!question || !scroller) return;
  const begin = (/** @type {Element} */ node) => node.getBoundingClientRect().top;
  const frame = scroller.getBoundingClientRect();
  const bar = document.querySelector(".ss-progress");
  const covered = bar && scroller.contains(bar) ? /** @type {HTMLElement} */ (bar).offsetHeight : 0;
  const view = { top: Math.max(0, frame.top) + covered, bottom: Math.min(window.innerHeight, frame.bottom) };
  const { top, bottom } = result.getBoundingClientRect();
  scroller.scrollTop += movement({ question: begin(question), button: begin(button), top, bottom }, view);
}
