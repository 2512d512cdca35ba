// What is known of the answers in one open notebook, whoever keeps them. All exercises ask this:
//   get(id)            the newest answer known, {value, t}, or null
//   put(id, value, …)  record an answer now
//   undo(id), canUndo(id)
//   state(id)          {kind, text}: what is true of this answer, for the status line
//   blocked(unit)      why nothing can be recorded here, or ""
//   attach(id, model)  keep a kernel-side widget informed; returns its end
//   watch(fn)          fn(id, source) after every change; returns its end
//   tried(id, unit, t) a self-study try, {value, t, share in 0..1}: counted unless the last one was the same answer
//   tries(id)          what was tried so far: {count, first, best, last}, or null
//   save()             save without waiting
import { newer, readEntry, sameJson, timeAfter } from "./values.js";

/** @typedef {import("./values.js").Entry} Entry */
/** @typedef {"blank" | "unsaved" | "saved" | "kernel" | "elsewhere" | "problem" | "misfit"} Kind */
/** @typedef {{kind: Kind, text: string}} State */

// The kernel may be dead or gone: the page's record does not depend on it.
/** @param {() => void} tell */
export function tellKernel(tell) {
  try {
    tell();
  } catch (error) {
    console.warn("Second Source: the kernel was not told", error);
  }
}

export class Answers {
  /** @param {import("../widgets/page/words.js").Words} words */
  constructor(words) {
    this.words = words;
    /** Whether the page has the notebook within reach. */
    this.hosted = false;
    /** @type {Map<string, Entry>} */
    this.entries = new Map();
    /** What Undo goes back to. @type {Map<string, {value: any, merge: string}[]>} */
    this.history = new Map();
    /** @type {Set<(id: string, source: any) => void>} */
    this.watchers = new Set();
    /** Widget model to item id. @type {Map<any, string>} */
    this.models = new Map();
  }

  /** The path of the notebook, as the host knows it; "" where it is out of reach. @returns {string} */
  place() {
    return "";
  }

  /** Why nothing can be recorded for an exercise of `unit`, or "". @param {string} _unit @returns {string} */
  blocked(_unit) {
    return "";
  }

  /** Take an answer over from the kernel. @param {string} id @param {Entry} entry */
  found(id, entry) {
    this.keep(id, entry, null);
  }

  /** Show an answer that somebody else records. @param {string} id @param {Entry} entry */
  overheard(id, entry) {
    this.entries.set(id, entry);
    this.tell(id);
  }

  /** @param {string} _id @returns {State} */
  state(_id) {
    return { kind: "unsaved", text: "" };
  }

  save() {}

  /** @param {string} id @returns {Entry | null} */
  get(id) {
    return this.entries.get(id) ?? null;
  }

  /**
   * Record an answer given now. Successive changes with one `merge` name, such as keystrokes, are undone together.
   * @param {string} id @param {any} value @param {{source?: any, merge?: string}} [how]
   */
  put(id, value, { source = null, merge = "" } = {}) {
    const before = this.get(id);
    if (sameJson(before ? before.value : null, value)) return;
    const steps = this.history.get(id) ?? [];
    if (!merge || steps.at(-1)?.merge !== merge) {
      steps.push({ value: before ? before.value : null, merge });
    }
    this.history.set(id, steps.slice(-100));
    this.keep(id, { value, t: timeAfter(before) }, source);
  }

  /** @param {string} id */
  canUndo(id) {
    return (this.history.get(id) ?? []).length > 0;
  }

  /** @param {string} id @param {any} [source] */
  undo(id, source) {
    const steps = this.history.get(id) ?? [];
    const step = steps.pop();
    if (step) this.keep(id, { value: step.value, t: timeAfter(this.get(id)) }, source);
  }

  /** End a run of merged changes, so that the next one is undone by itself. @param {string} id */
  settle(id) {
    const last = (this.history.get(id) ?? []).at(-1);
    if (last) last.merge = "";
  }

  /** @param {string} id @param {Entry} entry @param {any} source */
  keep(id, entry, source) {
    this.entries.set(id, entry);
    this.tell(id, source);
    this.inform(id);
  }

  /** @param {(id: string, source: any) => void} fn @returns {() => void} */
  watch(fn) {
    this.watchers.add(fn);
    return () => this.watchers.delete(fn);
  }

  /** @param {string} id @param {any} [source] */
  tell(id, source = null) {
    for (const fn of [...this.watchers]) fn(id, source);
  }

  /** @param {string} id */
  inform(id) {
    for (const [model, item] of this.models) {
      if (item !== id) continue;
      tellKernel(() => {
        model.set({ response: this.get(id) ?? {}, origin: this.place() });
        model.save_changes();
      });
    }
  }

  /**
   * Keep a kernel-side widget informed of an item's answer; return what ends that. `origin` is the notebook an
   * answer in the kernel came from: a copy of it on the same kernel keeps its own.
   * @param {string} id @param {any} model @returns {() => void}
   */
  attach(id, model) {
    const origin = model.get("origin");
    const theirs = () => {
      const entry = readEntry(model.get("response"));
      const here = !model.get("origin") || model.get("origin") === this.place();
      return entry && here && newer(entry, this.get(id)) ? entry : null;
    };
    const before = theirs();
    if (before && !this.blocked(model.get("unit"))) this.found(id, before);
    const live = () => {
      const entry = theirs();
      if (entry) this.overheard(id, entry);
    };
    model.on("change:response", live);
    this.models.set(model, id);
    if (!sameJson(this.get(id) ?? {}, model.get("response")) || origin !== this.place()) this.inform(id);
    this.attached(model);
    return () => {
      this.models.delete(model);
      model.off("change:response", live);
    };
  }

  /** @param {any} _model */
  attached(_model) {}

  /** @param {string} _id @param {string} _unit @param {{value: any, t: number, share: number}} _attempt */
  tried(_id, _unit, _attempt) {}

  /** What was tried with Check so far: {count, first, best, last}, or null. @param {string} _id @returns {any} */
  tries(_id) {
    return null;
  }
}
