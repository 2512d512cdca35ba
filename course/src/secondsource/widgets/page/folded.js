// Sections that are folded. JupyterLab hides every cell below a folded heading, up to the next of its rank; a web
// page has them in a `details` element.
const OPENER = ".jp-showHiddenCellsButton";
const FRAMES = 120; // in which JupyterLab shows the cells of a section that was opened

/**
 * Open the folded sections that `target` is in, and do something once it has a place on the page: what is hidden
 * can neither be scrolled to nor take the focus.
 * @param {Element} target
 * @param {() => void} then
 * @param {number} [left]  frames to wait at most
 */
export function unfold(target, then, left = FRAMES) {
  if (target.getClientRects().length || !left) return then();
  for (let fold = closed(target); fold; fold = closed(target)) fold.open = true;
  /** @type {HTMLElement | null | undefined} */ (heading(target)?.querySelector(OPENER))?.click();
  requestAnimationFrame(() => unfold(target, then, left - 1));
}

/** A closed part of the page around `target`. @param {Element} target @returns {HTMLDetailsElement | null} */
const closed = (target) => target.closest("details:not([open])");

/** The folded heading that hides `target`: the nearest cell before it that is not hidden itself. @param {Element} target */
function heading(target) {
  let before = target.closest(".jp-Cell")?.previousElementSibling;
  while (before?.classList.contains("lm-mod-hidden")) before = before.previousElementSibling;
  return before;
}
