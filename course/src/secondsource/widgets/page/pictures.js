// Explorers and pictures of a lesson, which the reading panel can show once more beside the exercises.
import { AGAIN, h, plain } from "./dom.js";

const ALL = ".ss-explorer, .ss-figure";
const INSIDE = ".ss-explorer *, .ss-exercise *, .ss-reader *";
const WORDS = ".jp-MarkdownCell, .ss-prose";
const LONGEST = 60; // letters of a name in the panel's list

/** @typedef {{id: string, title: string, node: HTMLElement}} Drawn */

/**
 * Return the explorers and pictures of a notebook in their order, with an id and a name for each. The id is that of
 * the cell, so that what others show stays the same while one is run again.
 * @param {Element} home
 * @returns {Drawn[]}
 */
export function drawnIn(home) {
  const nodes = /** @type {HTMLElement[]} */ ([...home.querySelectorAll(ALL)]).filter((node) => !node.matches(INSIDE));
  const explorers = nodes.filter(isExplorer).length;
  let explorer = 0;
  const places = [...home.querySelectorAll(".jp-Cell, .ss-mount")];
  const before = new Map();
  return nodes.map((node) => {
    const which = isExplorer(node) && explorers > 1 ? ` ${++explorer} of ${explorers}` : "";
    const at = places.indexOf(/** @type {Element} */ (node.closest(".jp-Cell, .ss-mount")));
    const nth = before.get(at) ?? 0;
    before.set(at, nth + 1);
    const title = isExplorer(node) ? `Explorer${which}` : `Picture: ${nameOf(node)}`;
    return { id: `drawn ${at} ${nth}`, title, node };
  });
}

/**
 * What an exercise asks about: what is drawn in the cell above its own, or the explorer above a few words to it.
 * @param {Element} exercise @param {Drawn[]} all
 */
export function drawnAbove(exercise, all) {
  const at = (/** @type {Element | null | undefined} */ cell) => all.find(({ node }) => cell?.contains(node));
  let above = exercise.closest(".jp-Cell, .ss-mount")?.previousElementSibling;
  if (above?.matches("details")) above = above.previousElementSibling; // the numbers of a picture
  if (!above?.matches(WORDS) || above.querySelector("h1, h2, h3")) return at(above);
  const further = at(above.previousElementSibling);
  return further && isExplorer(further.node) ? further : undefined;
}

/**
 * Draw it once more into `place`, an explorer with the same settings; return what ends it.
 * @param {Drawn} drawn @param {HTMLElement} place
 */
export function drawAgain({ node }, place) {
  const again = /** @type {any} */ (node)[AGAIN];
  if (again) return /** @type {() => void} */ (again(place));
  const copy = /** @type {HTMLElement} */ ((node.closest(".ss-view") ?? node).cloneNode(true));
  copy.querySelector(".ss-beside")?.remove();
  // The copy's references get buttons of their own.
  for (const part of copy.querySelectorAll("button")) part.replaceWith(part.textContent ?? "");
  copy.normalize();
  place.append(copy);
  return () => {};
}

/** @param {Element} node */
export const isExplorer = (node) => node.matches(".ss-explorer");

/** @param {Element} figure */
function nameOf(figure) {
  const said = h("span", {}, figure.querySelector("img")?.alt ?? figure.querySelector("figcaption")?.textContent ?? "");
  return plain(said.innerHTML.split(". ")[0], LONGEST);
}
