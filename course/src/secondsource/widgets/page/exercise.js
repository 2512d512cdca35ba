// What every exercise has around it: prompt, task, hint, buttons, status. Its family draws the middle.
import { tellKernel } from "../../recording/answers.js";
import { checking } from "./checking.js";
import { button, enable, enabled, h, keepKeys, plain } from "./dom.js";
import { statusLine, statusOf } from "./status.js";
import { WORDS } from "./words.js";

/** @typedef {import("../../recording/answers.js").Answers} Answers */
/**
 * What the entry of the page's code passes on: how to find the answers of a notebook, and the families.
 * @typedef {{answersOf: (model: any) => Answers, families: Record<string, import("./family.js").Family>}} Parts
 */

let drawn = 0;

/**
 * Draw one exercise into `el`; return what ends it. Where its code fails, the cause is said in its place.
 * @param {{model: any, el: HTMLElement}} place
 * @param {Parts} parts
 */
export function drawExercise({ model, el }, parts) {
  keepKeys();
  el.classList.add("ss-host");
  try {
    const exercise = new Exercise(model, parts);
    exercise.start(el);
    return () => exercise.end();
  } catch (error) {
    console.error("Second Source", error);
    el.replaceChildren(h("p", { class: "ss-problem", role: "alert" }, WORDS.notDrawn(String(error))));
    return () => {};
  }
}

/** One exercise on the page. */
class Exercise {
  /** @param {any} model @param {Parts} parts */
  constructor(model, { answersOf, families }) {
    this.model = model;
    this.item = model.get("item");
    this.unit = model.get("unit");
    this.family = families[this.item.family];
    this.answers = answersOf(model);
    /** Time of the answer the inputs show; null: unknown, they are drawn anew. @type {number | null} */
    this.shownAt = null;
    this.uid = `ss-${this.item.id}-${++drawn}`;
    this.status = statusLine();
    this.box = h("div", { class: "ss-answer" });
    this.buttons();
    this.root = this.frame();
    this.part = this.family.draw(this.item, this.box, (value, merge) => this.change(value, merge), this.uid);
  }

  buttons() {
    const { answers, item } = this;
    this.undo = button("Undo", () => enabled(this.undo) && answers.undo(item.id));
    this.clear = button("Clear", () => enabled(this.clear) && answers.put(item.id, null));
    this.again = button("Save now", () => answers.save());
    this.hint = item.hint_html
      ? h("details", { class: "ss-hint" }, h("summary", {}, "Hint"), h("div", { html: item.hint_html }))
      : null;
    const answered = () => this.family.progress(item, answers.get(item.id)?.value ?? null).given > 0;
    this.check = this.model.get("study") ? checking(this.model, item, answers, { hint: this.hint, answered }) : null;
  }

  frame() {
    const { item, uid, check } = this;
    const points = item.practice
      ? "practice"
      : item.points === null
        ? "not graded"
        : `${item.points} ${item.points === 1 ? "point" : "points"}`;
    const head = h(
      "p",
      { class: "ss-head" },
      h(
        "span",
        {},
        item.title ? h("strong", { id: `${uid}-title` }, item.title) : null,
        h("span", { class: "ss-id", "aria-hidden": "true" }, item.id), // a name for files, not for ears
      ),
      h("span", { class: "ss-tight" }, points),
    );
    return h(
      "section",
      {
        role: "group",
        class: "ss-exercise",
        dir: "auto", // the direction of its own language, whichever way the page runs
        "data-item": item.id,
        "data-family": item.family,
        // Read on, the question is heard once, where it stands; with the Tab key once, on the way in.
        "aria-labelledby": item.title ? `${uid}-title` : null,
        "aria-label": item.title ? null : plain(item.prompt_html, 60),
        "aria-describedby": `${uid}-prompt`,
      },
      head,
      h("div", { class: "ss-prompt", id: `${uid}-prompt`, html: item.prompt_html }),
      item.material?.length ? h("p", { class: "ss-material" }, `For this: ${item.material.join(", ")}.`) : null,
      this.box,
      this.hint,
      h(
        "div",
        { class: "ss-foot" },
        this.status.node,
        h("div", { class: "ss-buttons" }, this.again, this.undo, this.clear, check?.button),
      ),
      check?.result,
    );
  }

  /** The learner answered. @param {any} value @param {string} [merge] */
  change(value, merge = "") {
    if (this.answers.blocked(this.unit)) {
      this.shownAt = null; // what was just drawn is taken back
      this.refresh();
    } else {
      this.answers.put(this.item.id, value, { source: this, merge });
    }
  }

  /** Show what is true now. @param {any} [source] which exercise the news comes from */
  refresh(source = null) {
    const { answers, item, box } = this;
    const blocked = answers.blocked(this.unit);
    const shown = blocked
      ? { kind: /** @type {const} */ ("problem"), text: blocked }
      : statusOf(answers, item, this.family);
    const entry = blocked || shown.kind === "misfit" ? null : answers.get(item.id);
    const value = entry?.value ?? null;
    const at = value === null ? 0 : (entry?.t ?? 0);
    if (source !== this && at !== this.shownAt) this.part.show(value);
    this.shownAt = at;
    this.root.dataset.state = shown.kind;
    this.status.show(shown);
    for (const input of box.querySelectorAll("input, select, textarea, button")) input.disabled = Boolean(blocked);
    box.querySelector("[role=listbox]")?.setAttribute("aria-disabled", String(Boolean(blocked)));
    enable(this.undo, !blocked && answers.canUndo(item.id));
    enable(this.clear, !blocked && value !== null);
    this.again.hidden = Boolean(blocked) || !["problem", "elsewhere"].includes(shown.kind);
    this.check?.stale();
  }

  /** @param {number} width in px; 0 for a cell scrolled out of sight */
  fit(width) {
    if (!width || !this.part.layout?.(width)) return;
    this.shownAt = null;
    this.refresh();
  }

  /** @param {HTMLElement} el */
  start(el) {
    const { answers, item, model } = this;
    this.unwatch = answers.watch((id, source) => id === item.id && this.refresh(source));
    this.detach = answers.blocked(this.unit) ? () => {} : answers.attach(item.id, model);
    this.box.addEventListener("focusout", () => answers.settle(item.id));
    this.sizes = new ResizeObserver(([entry]) => this.fit(entry.contentRect.width));
    el.append(this.root);
    this.fit(this.root.clientWidth || el.clientWidth);
    this.sizes.observe(this.root);
    this.refresh();
    // The kernel closes what no page shows any more.
    tellKernel(() => model.send({ kind: "shown" }));
  }

  end() {
    this.sizes?.disconnect();
    this.unwatch?.();
    this.detach?.();
    tellKernel(() => this.model.send({ kind: "gone" }));
  }
}
