// Sections that JupyterLab has folded: it hides every cell below a folded heading, up to the next of its rank.
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
  /** @type {HTMLElement | null | undefined} */ (heading(target)?.querySelector(OPENER))?.click();
  requestAnimationFrame(() => unfold(target, then, left - 1));
}

/** The folded heading that hides `target`: the nearest cell before it that is not hidden itself. @param {Element} target */
function heading(target) {
  let before = target.closest(".jp-Cell")?.previousElementSibling;
  while (before?.classList.contains("lm-mod-hidden")) before = before.previousElementSibling;
  return before;
}
