// Keeps the reader's place: Run All Cells makes the last cell active, and the page would follow it to the end; a page
// that is loaded again would begin at its top; and where the column gets wider or narrower, all text flows anew.
import { offset, partsAt, partsOf } from "./anchor.js";
import { Notice } from "./notice.js";
import { READERS, rest } from "./rest.js";

const KEEPERS = Symbol.for("secondsource.places");
const QUIET = 900; // ms without a cell that waits or runs, after which a run is over
const LONGEST = 120000; // ms after which a run is left to itself
const OWN_SCROLL = 1000; // ms after a key or a turn of the wheel in which scrolling is the reader's
const LATEST = 120000; // ms in which the cells of a notebook that is loaded again are drawn
const SLOWLY = { steady: 120, soon: LATEST }; // where exercises come one by one: after a run, or loaded again
const LEFT_AT = "secondsource-place"; // in the storage of the browser's tab, with the unit's name
const SETTLED = 4000; // ms without another cell, after which a notebook has all of them

/**
 * Keep the place in the notebook around `el`, now that its first cell has been run.
 * @param {Element} el  what the first cell shows
 * @param {string} unit
 */
export function keepPlace(el, unit) {
  const home = el.closest(".jp-NotebookPanel");
  const scroller = home?.querySelector(".jp-WindowedPanel-outer") ?? home?.querySelector(".jp-Notebook");
  if (!(home instanceof HTMLElement) || !(scroller instanceof HTMLElement)) return;
  const page = /** @type {any} */ (globalThis);
  page[KEEPERS] ??= new WeakMap();
  if (!page[KEEPERS].has(home)) page[KEEPERS].set(home, new Keeper(home, scroller, unit));
  page[KEEPERS].get(home).ran(el.closest(".jp-Cell"));
}

/** Do something with what the browser keeps for its tab; nothing where it keeps nothing. @param {(tab: Storage) => any} what */
function stored(what) {
  try {
    return what(window.sessionStorage);
  } catch {
    return null;
  }
}

/** @typedef {import("./anchor.js").Part} Part */

/** Where the reader of one notebook is. */
class Keeper {
  /** @param {HTMLElement} home @param {HTMLElement} scroller @param {string} unit */
  constructor(home, scroller, unit) {
    this.unit = unit;
    this.home = home;
    this.scroller = scroller;
    /** What the reader saw when they last scrolled, up to its cell; empty: the very top. @type {Part[]} */
    this.place = this.clicked();
    /** What is being read now, however the reader came there. @type {Part[]} */
    this.reading = [];
    /** What the reader last clicked in a cell, until they scroll on. @type {Element | null} */
    this.pressed = null;
    this.width = scroller.clientWidth;
    this.flowing = false;
    this.touched = 0;
    this.holding = false;
    /** The notebook was loaded again, and is on its way back to the reader's place. */
    this.returning = false;
    /** Says that the page is on its way, while something else is in view. */
    this.notice = new Notice(home);
    /** The first cell of the run, where the reader is put who was at the very top. */
    this.first = /** @type {Element | null} */ (null);
    for (const kind of READERS)
      home.addEventListener(kind, (event) => this.read(event), { capture: true, passive: true });
    scroller.addEventListener("scroll", () => this.scrolled(), { passive: true });
    window.addEventListener("pointerdown", (event) => this.left(event), { capture: true, passive: true });
    // What opens or closes something is pressed first: nothing has moved yet.
    for (const kind of ["pointerdown", "keydown"])
      window.addEventListener(kind, () => this.note(), { capture: true, passive: true });
    window.addEventListener("keydown", (event) => this.keyed(event), { capture: true, passive: true });
    window.addEventListener("pagehide", () => this.remember());
    new ResizeObserver(() => this.flowed()).observe(scroller);
  }

  /** From which height on the page is read: below the line that says how far one is. */
  line() {
    const bar = this.scroller.querySelector(":scope > .ss-progress");
    return this.scroller.getBoundingClientRect().top + (bar instanceof HTMLElement ? bar.offsetHeight : 0);
  }

  /** Where a reader clicked before the first run, when nothing of ours was on the page: the caret is still there. */
  clicked() {
    const caret = document.getSelection()?.anchorNode ?? null;
    const node = caret instanceof Element ? caret : caret?.parentElement;
    if (!node || !this.scroller.contains(node)) return [];
    const line = this.line();
    const up = node.getBoundingClientRect().top - line - this.scroller.clientHeight / 3;
    return partsOf(node, line).map((part) => ({ ...part, below: part.below - up }));
  }

  /** Note what is being read. */
  note() {
    const { scroller, pressed } = this;
    if (this.holding || this.flowing || !scroller.clientHeight || scroller.clientWidth !== this.width) return;
    const line = this.line();
    const { top = 0, bottom = 0 } = pressed?.isConnected ? pressed.getBoundingClientRect() : {};
    const inView = bottom > line && top < scroller.getBoundingClientRect().bottom;
    this.reading = pressed && inView ? partsOf(pressed, line) : this.seen();
  }

  /** The column may have become wider or narrower: all text flows anew, around what is being read. */
  flowed() {
    const { scroller } = this;
    if (!scroller.clientWidth || scroller.clientWidth === this.width) return;
    this.width = scroller.clientWidth;
    const cell = this.reading.at(-1)?.node;
    if (this.holding || this.flowing || !cell?.isConnected) return;
    this.flowing = true;
    rest(
      cell,
      () => this.restore(this.reading),
      () => {
        this.flowing = false;
        this.note();
      },
    );
  }

  /** The reader goes to the menu or the toolbar: what scrolls from now on is not their wheel. @param {Event} event */
  left(event) {
    const inside = event.target instanceof Element && this.scroller.contains(event.target);
    if (!inside) this.touched = Number.NEGATIVE_INFINITY;
  }

  /** The reader does something in the notebook itself; its toolbar is another matter. @param {Event} event */
  read(event) {
    const target = event.target instanceof Element ? event.target : null;
    if (target?.closest(".jp-Toolbar")) return;
    if (event.type === "pointerdown") this.pressed = target?.closest(".jp-Cell") ? target : this.pressed;
    else if (event.type !== "keydown") this.pressed = null;
    this.touched = performance.now();
    this.holding = this.returning = false;
    this.notice.tell(0);
  }

  /** A key acts where the focus is: it goes back to the reader's place before the key is heard. @param {Event} event */
  keyed({ target }) {
    const here = target === document.body || (target instanceof Node && this.home.contains(target));
    if (!here || !(this.holding || this.returning) || !this.scroller.clientHeight) return;
    this.settle();
    this.holding = this.returning = false;
  }

  scrolled() {
    if (this.holding || this.flowing) return;
    this.note();
    if (performance.now() - this.touched > OWN_SCROLL) {
      // Not the reader's doing: where cells wait to be run, Jupyter goes to the last of them.
      if (this.waiting() > 1) this.hold(this.cells()[0] ?? null);
      return;
    }
    this.place = this.seen();
  }

  /**
   * What the reader sees: the last cell that begins in the upper half, as what stands above it may get shorter, such
   * as an explanation that a new run closes; or else the cell at the top.
   * @returns {Part[]}
   */
  seen() {
    const line = this.line();
    if (this.scroller.scrollTop < 2) return [];
    const middle = (line + this.scroller.getBoundingClientRect().bottom) / 2;
    /** @type {Element | null} */
    let seen = null;
    for (const cell of this.cells()) {
      const { top, bottom } = cell.getBoundingClientRect();
      if (bottom <= line + 1) continue; // folded away, it has no height
      if (seen && top >= middle) break;
      seen = cell;
    }
    if (!seen) return [];
    return seen.getBoundingClientRect().top < line ? partsAt(seen, line) : partsOf(seen, line);
  }

  /** The page is left: what is in view is written down, for when it is loaded again. */
  remember() {
    if (!this.scroller.isConnected || !this.scroller.clientHeight) return;
    const { node, below } = this.seen().at(-1) ?? { node: null, below: 0 };
    const cells = this.cells();
    const left = { of: cells.length, at: node ? cells.indexOf(node) : -1, below };
    stored((tab) => tab.setItem(`${LEFT_AT}:${this.unit}`, JSON.stringify(left)));
  }

  /** The page was loaded again, and its exercises are back by themselves: the reader goes on where they were. */
  comeBack() {
    if (!this.scroller.clientHeight) return;
    const key = `${LEFT_AT}:${this.unit}`; // other units may be open beside it
    const left = stored((tab) => JSON.parse(tab.getItem(key) ?? "null"));
    stored((tab) => tab.removeItem(key));
    if (left?.at >= 0) this.goBack(left, performance.now());
  }

  /**
   * Jupyter draws one cell after the other: wait for all, or until no more come, as there were more before where
   * some had been made and not saved.
   * @param {{of: number, at: number, below: number}} left @param {number} begun
   */
  goBack({ of, at, below }, begun, count = 0, since = begun) {
    const now = performance.now();
    if (this.touched > begun || this.scroller.scrollTop > 2 || now - begun > LATEST) return this.notice.tell(0);
    this.notice.tell(Number.POSITIVE_INFINITY);
    const cells = this.cells();
    const last = cells.length === count ? since : now;
    if (cells.length < of && !(cells.length > at && now - last > SETTLED))
      return void requestAnimationFrame(() => this.goBack({ of, at, below }, begun, cells.length, last));
    this.place = [{ node: cells[at], below, width: 0, height: 0 }];
    this.returning = true;
    rest(
      cells[at],
      () => this.notice.tell(this.restore()),
      () => {
        this.notice.tell(0);
        // Jupyter made the first cell the active one, and a key would go there.
        if (this.returning) this.focus();
        this.returning = false;
      },
      SLOWLY,
    );
  }

  cells() {
    return [...this.scroller.querySelectorAll(".jp-Cell")];
  }

  /** Cells that wait for the kernel, or run. */
  waiting() {
    return [...this.scroller.querySelectorAll(".jp-InputPrompt")].filter((p) => p.textContent?.includes("*")).length;
  }

  /** Which cell is the active one; undefined where it is not on the page yet. */
  active() {
    const at = this.cells().findIndex((cell) => cell.classList.contains("jp-mod-active"));
    return at < 0 ? undefined : at;
  }

  /** The first cell has been run: by itself, or with all others. @param {Element | null} cell */
  ran(cell) {
    const cells = this.cells();
    // Where nobody has pressed anything since the page was loaded, nobody has run a cell either.
    if (navigator.userActivation?.hasBeenActive === false) return this.comeBack();
    // With the lower cells, the last one may come to the page later.
    const active = this.active() ?? cells.length;
    const away = cell !== null && active > cells.indexOf(cell) + 1;
    if (away && !this.holding) this.hold(cell);
    else if (!away && !this.waiting()) this.comeBack();
  }

  /** Keep the place until all cells are on the page, and none waits or runs any more. @param {Element | null} first */
  hold(first) {
    this.holding = true;
    this.first = first;
    const begun = performance.now();
    let busy = begun;
    const hold = () => {
      if (!this.holding || !this.scroller.isConnected) return this.notice.tell(0);
      const now = performance.now();
      if (this.waiting() || this.active() === undefined) busy = now;
      this.notice.tell(this.restore());
      if (now - busy < QUIET && now - begun < LONGEST) return void requestAnimationFrame(hold);
      this.settle();
      this.holding = false;
      // The kernel is done before all is drawn, and until then the page may be too short for the place.
      const cell = this.place.at(-1)?.node;
      if (!cell?.isConnected) return this.notice.tell(0);
      rest(
        cell,
        () => this.notice.tell(this.restore()),
        () => this.notice.tell(0),
        SLOWLY,
      );
    };
    hold();
  }

  settle() {
    this.restore();
    this.focus();
  }

  /** Bring `parts` to their place; return how many pixels off they still are, where the page is too short as yet. */
  restore(parts = this.place) {
    const { scroller } = this;
    const there = parts.at(-1)?.node.isConnected;
    const before = scroller.scrollTop;
    const off = there ? offset(parts, this.line()) : -before;
    if (Math.abs(off) <= 1) return 0;
    scroller.scrollTop += off;
    return off - (scroller.scrollTop - before);
  }

  /** Make the cell in view the active one, as the keys act on that. */
  focus() {
    const cell = this.place.at(-1)?.node.isConnected ? this.place.at(-1)?.node : this.first;
    const inCells = document.activeElement?.matches(".jp-Cell, .jp-Notebook, body");
    if (cell instanceof HTMLElement && inCells) cell.focus({ preventScroll: true });
  }
}
