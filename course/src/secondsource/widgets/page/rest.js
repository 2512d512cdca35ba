// Brings a place of the page into view and keeps it there until it has come to rest.

/** What a reader does themselves, who is not held any longer. */
export const READERS = ["wheel", "touchmove", "pointerdown", "keydown"];
const STEADY = 12; // frames without a change, after which a place has come to rest
const SOON = 3000; // ms
const FITS = 0.7; // of the window's height; the rest is menus, toolbar and the line above the cells

/**
 * Bring a place of the page into view and keep it there until it has come to rest: cells out of sight have no height
 * before they are drawn, so that one jump ends somewhere else. A reader who does anything meanwhile is not held.
 * What is taller than the page is shown from its beginning, since its question stands there.
 * @param {Element} target
 */
export function goTo(target) {
  rest(target, () => {
    const high = target.getBoundingClientRect().height > window.innerHeight * FITS;
    target.scrollIntoView({ block: high ? "start" : "center" });
  });
}

/**
 * Move the page, and again until `target` has come to rest or the reader does something.
 * @param {Element} target @param {() => void} move @param {() => void} [after]
 */
export function rest(target, move, after, { steady: enough, soon } = { steady: STEADY, soon: SOON }) {
  const begun = performance.now();
  let steady = 0;
  let last = Number.NaN;
  let ended = false;
  const end = () => {
    ended = true;
  };
  const hold = () => {
    if (ended || !target.isConnected) return after?.();
    const { top } = target.getBoundingClientRect();
    steady = Math.abs(top - last) < 1 ? steady + 1 : 0;
    last = top;
    move(); // also where the target stands still: the page may have been too short to bring it into place
    if (steady < enough && performance.now() - begun < soon) return void requestAnimationFrame(hold);
    for (const kind of READERS) window.removeEventListener(kind, end, true);
    after?.();
  };
  for (const kind of READERS) window.addEventListener(kind, end, { capture: true, passive: true });
  hold();
}
