// What a reader reads: the innermost part of the page at a place, and the parts around it, should that be drawn anew.

/**
 * One part of the page: how far it begins below the line at which reading begins, in px, and how large it was.
 * @typedef {{node: Element, below: number, width: number, height: number}} Part
 */

/** Stands beside or above the words, as high as all of them. */
const NO_WORDS = "svg, style, script, .jp-Collapser, .jp-InputPrompt, .jp-OutputPrompt";

/**
 * Return the part of `cell` that stands at `line`, the innermost first, then those around it up to the cell.
 * @param {Element} cell @param {number} line px from the window's top
 */
export function partsAt(cell, line) {
  /** @type {Part[]} */
  const parts = [];
  /** @type {Element | undefined} */
  let node = cell;
  while (node) {
    parts.unshift(partOf(node, line));
    node = [...node.children].find((child) => isBlock(child) && child.getBoundingClientRect().bottom > line + 1);
  }
  return parts;
}

/** Return `node` and what is around it, up to its cell. @param {Element} node @param {number} line */
export function partsOf(node, line) {
  /** @type {Part[]} */
  const parts = [];
  const cell = node.closest(".jp-Cell");
  for (let at = /** @type {Element | null} */ (node); at && cell?.contains(at); at = at.parentElement)
    parts.push(partOf(at, line));
  return parts;
}

/**
 * Return by how many px the page is to be scrolled so that the innermost part that is still there stands where it
 * stood. Of a part that became wider or narrower, the same share is above the line as before.
 * @param {Part[]} parts @param {number} line
 */
export function offset(parts, line) {
  const part = parts.find(({ node }) => node.isConnected && node.getBoundingClientRect().height > 0);
  if (!part) return 0;
  const { top, width, height } = part.node.getBoundingClientRect();
  const flowed = part.below < 0 && part.height > 0 && Math.abs(width - part.width) > 1;
  return top - line - (flowed ? (part.below / part.height) * height : part.below);
}

/** @param {Element} node @param {number} line @returns {Part} */
function partOf(node, line) {
  const { top, width, height } = node.getBoundingClientRect();
  return { node, below: top - line, width, height };
}

/** Whether it is a part of its own and not a word within a line. @param {Element} node */
function isBlock(node) {
  return !node.matches(NO_WORDS) && !getComputedStyle(node).display.startsWith("inline");
}
