// How far the reader is: a slim line that stays in view above the cells.
import { button, h, keepKeys, whenInPage } from "./dom.js";
import { find, findList, standing } from "./hand_in.js";
import { keepPlace } from "./place.js";

const LINES = Symbol.for("secondsource.progress");
const SEPARATOR = " · ";
const LEFT = "min left";

/**
 * Put the line into the notebook around `el`; return what ends it. Where there is no notebook of Jupyter's around
 * it, it stands where the cell's output is.
 * @param {{model: any, el: HTMLElement}} place
 * @param {import("./exercise.js").Parts} parts
 */
export function drawProgress({ model, el }, { answersOf, families }) {
  keepKeys();
  el.classList.add("ss-host");
  const answers = answersOf(model);
  const unit = model.get("unit");
  const items = model.get("items");
  const done = h("div", { class: "ss-progress-done" });
  const words = h("p", { class: "ss-progress-words" });
  const said = h("span", { class: "ss-progress-said", role: "status", "aria-live": "polite" });
  /** The exercise that was gone to or used last, until the reader scrolls on. @type {string | undefined} */
  let here;
  const go = (/** @type {any} */ item) => {
    here = item?.id;
    if (item) find(item.id, said, answers.words);
    else findList(line, said, answers.words);
  };
  const ended = new AbortController();
  for (const kind of ["wheel", "touchmove", "pointerdown", "keydown"]) {
    window.addEventListener(
      kind,
      ({ target }) => {
        if (!(target instanceof Element) || line.contains(target)) return;
        const used = kind === "pointerdown" || kind === "keydown" ? target.closest(".ss-exercise[data-item]") : null;
        here = used?.getAttribute("data-item") ?? undefined;
      },
      { capture: true, passive: true, signal: ended.signal },
    );
  }
  const next = button("Next exercise", () => go(nextOpen(items, states(), topOf(line))));
  // Jupyter lets no Tab key go back above its first cell, so the button has a key of its own: Alt+N in most browsers.
  next.accessKey = "n";
  next.title = "Access key N: Alt and N in most browsers";
  const step = (/** @type {string} */ sign, /** @type {string} */ name, /** @type {number} */ by) => {
    const node = button(sign, () => go(beside(items, middleOf(line), by, here)));
    node.setAttribute("aria-label", name);
    node.title = name;
    return node;
  };
  const steps = h(
    "div",
    { class: "ss-progress-steps" },
    step("‹", "The exercise before", -1),
    step("›", "The exercise after", 1),
  );
  const bar = h("div", { class: "ss-progress-bar", "aria-hidden": "true" }, done);
  const label = "How far you are";
  const line = h(
    "section",
    { class: "ss-exercise ss-progress", dir: "auto", "aria-label": label },
    bar,
    words,
    said,
    steps,
    next,
  );

  function states() {
    const blocked = answers.blocked(unit);
    return items.map((item) => standing(answers, item, families[item.family], blocked));
  }

  function refresh() {
    const { text, share, open } = howFar(items, states(), (id) => answers.tries(id), model.get("minutes"));
    if (words.textContent !== text) {
      // Where there is less room less of it is seen, so that the line stays one line; all of it is read aloud.
      const [first, ...more] = text.split(SEPARATOR);
      const part = (/** @type {string} */ said) => (said.endsWith(LEFT) ? "ss-progress-left" : "ss-progress-more");
      words.replaceChildren(first, ...more.map((said) => h("span", { class: part(said) }, SEPARATOR + said)));
    }
    done.style.width = `${Math.round(share * 100)}%`;
    next.textContent = open > 0 ? "Next exercise" : "To the list at the end";
    said.textContent = "";
  }

  /** @type {ResizeObserver | undefined} */
  let sizes;
  const unwatch = answers.watch(refresh);
  refresh();
  const callOff = whenInPage(el, () => {
    sizes = hang(line, el);
    keepPlace(el, unit);
  });
  return () => {
    callOff();
    sizes?.disconnect();
    ended.abort();
    unwatch();
    line.remove();
  };
}

/** Put the line above the cells of the notebook around `el`, in place of an older one; return what measures it. */
function hang(line, el) {
  const scroller = el.closest(".jp-WindowedPanel-outer");
  if (!(scroller instanceof HTMLElement)) {
    el.append(line);
    return undefined;
  }
  const page = /** @type {any} */ (globalThis);
  page[LINES] ??= new WeakMap();
  page[LINES].get(scroller)?.remove();
  page[LINES].set(scroller, line);
  scroller.classList.add("ss-has-progress");
  scroller.prepend(line);
  // What sticks below the line, or is scrolled to, stays clear of it.
  const sizes = new ResizeObserver(() => scroller.style.setProperty("--ss-progress-height", `${line.offsetHeight}px`));
  sizes.observe(line);
  return sizes;
}

/** Where the part of the page that can be read begins. */
const topOf = (line) => line.getBoundingClientRect().bottom;

/**
 * Return the first exercise that is not answered below what is being read, or else the first of all.
 * @param {any[]} items @param {{which: string}[]} states @param {number} top
 */
function nextOpen(items, states, top) {
  const open = items.filter((_, n) => states[n].which !== "done");
  const below = open.filter((item) => {
    const node = document.querySelector(`.ss-exercise[data-item="${CSS.escape(item.id)}"]`);
    return node && node.getBoundingClientRect().top > top + 8 && !node.contains(document.activeElement);
  });
  return below[0] ?? open[0];
}

/** The middle of what can be seen. */
function middleOf(line) {
  const frame = line.closest(".jp-WindowedPanel-outer")?.getBoundingClientRect();
  return (topOf(line) + Math.min(frame?.bottom ?? Infinity, window.innerHeight)) / 2;
}

/**
 * Return the exercise before or after `id`, or after what stands at `middle`, answered or not: the first has none
 * before it but itself, and after the last there is none.
 * @param {any[]} items @param {number} middle @param {number} by -1 or 1 @param {string | undefined} id
 */
function beside(items, middle, by, id) {
  const shown = items.flatMap((item) => {
    const node = document.querySelector(`.ss-exercise[data-item="${CSS.escape(item.id)}"]`);
    return node ? [{ item, at: node.getBoundingClientRect() }] : [];
  });
  const known = shown.findIndex(({ item }) => item.id === id);
  if (known >= 0) return shown[Math.max(0, known + by)]?.item;
  const found = shown.findIndex(({ at }) => at.bottom > middle);
  const here = found < 0 ? shown.length : found;
  const ahead = here < shown.length && shown[here].at.top > middle;
  return shown[Math.max(0, here + (by > 0 && ahead ? 0 : by))]?.item;
}

/**
 * Return how far a unit is done: in words, as a share in 0..1, and how many exercises are still open.
 * @param {any[]} items
 * @param {{which: string}[]} states  of each item: "done", "partly" or "missing"
 * @param {(id: string) => any} tries
 * @param {number} minutes  the unit's own figure; 0 where it has none
 */
export function howFar(items, states, tries, minutes) {
  const count = (which) => states.filter((state) => state.which === which).length;
  const done = count("done");
  const partly = count("partly");
  const practice = items.filter((item) => item.practice);
  const right = practice.filter((item) => tries(item.id)?.best?.share === 1).length;
  const open = items.length - done;
  const share = items.length ? done / items.length : 1;
  // A claim sheet is homework, beyond the unit's minutes.
  const timed = items.map((_, n) => n).filter((n) => items[n].family !== "sheet");
  const still = timed.filter((n) => states[n].which !== "done").length;
  const left = timed.length ? Math.round((minutes * still) / timed.length) : 0;
  const text = [
    open ? `${done} of ${items.length} answered` : `All ${items.length} answered`,
    partly ? `${partly} begun` : "",
    practice.length ? `practice ${right} of ${practice.length} right` : "",
    open && left ? `about ${left} ${LEFT}` : "",
    open && !still ? "homework left" : "",
  ];
  return { text: text.filter(Boolean).join(SEPARATOR), share, open };
}
