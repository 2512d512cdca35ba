// Sections that JupyterLab has folded: it hides every cell below a folded heading, up to the next of its rank.

const FRAMES = 120; // in which JupyterLab shows the cells of a section that was opened

/**
 * Open the folded sections that `target` is in, and do something once it has a place on the page: what is hidden
 * can neither be scrolled to nor take the focus.
 * @param {Element} target
 * @param {() => void} then
 */
export function unfold(target, then) {
  const cell = target.closest(".jp-Cell");
  let before = cell?.previousElementSibling;
  while (before && !shown(target)) {
    const open = before.querySelector(".jp-showHiddenCellsButton");
    /** @type {HTMLElement | null} */ (open)?.click();
    before = before.previousElementSibling;
  }
  whenShown(target, then, FRAMES);
}

/** @param {Element} target */
const shown = (target) => target.getClientRects().length > 0;

/** @param {Element} target @param {() => void} then @param {number} left frames to wait at most */
function whenShown(target, then, left) {
  if (shown(target) || !left) then();
  else requestAnimationFrame(() => whenShown(target, then, left - 1));
}
