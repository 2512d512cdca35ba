// What is known of the answers in one open notebook, whoever keeps them. All exercises ask this:
//   get(id)            the newest answer known, {value, t}, or null
//   put(id, value, …)  record an answer now
//   undo(id), canUndo(id)
//   state(id)          {kind, text}: what is true of this answer, for the status line
//   blocked(unit)      why nothing can be recorded here, or ""
//   attach(id, model)  keep a kernel-side widget informed; returns its end
//   watch(fn)          fn(id, source) after every change; returns its end
//   tried(id, unit, t) a self-study try, {value, t, share in 0..1}: counted, the first and the best kept
//   save()             save without waiting
const isObject = (x) => typeof x === "object" && x !== null && !Array.isArray(x);
const isEntry = (x) => isObject(x) && Object.hasOwn(x, "value") && Number.isFinite(x.t);
const newer = (a, b) => !b || a.t > b.t;
const sameAnswer = (a, b) => JSON.stringify(a) === JSON.stringify(b);

// Time of an answer: now, but after the answer it replaces, unless that one's time is absurd.
function timeAfter(entry) {
  const now = Math.round(Date.now()) / 1000;
  const least = entry ? entry.t + 0.001 : 0;
  return least > now + 86400 ? now : Math.max(now, Math.round(least * 1000) / 1000);
}

// The kernel may be dead or gone: the page's record does not depend on it.
function tellKernel(tell) {
  try {
    tell();
  } catch (error) {
    console.warn("Second Source: the kernel was not told", error);
  }
}

class Answers {
  constructor() {
    this.entries = new Map();
    this.history = new Map();
    this.watchers = new Set();
    this.models = new Map(); // widget model -> item id
  }

  get(id) {
    return this.entries.get(id) ?? null;
  }

  // `merge`: successive changes with one merge name, such as keystrokes, are undone together.
  put(id, value, { source = null, merge = "" } = {}) {
    const before = this.get(id);
    if (sameAnswer(before ? before.value : null, value)) return;
    const steps = this.history.get(id) ?? [];
    if (!merge || steps.at(-1)?.merge !== merge) {
      steps.push({ value: before ? before.value : null, merge });
    }
    this.history.set(id, steps.slice(-100));
    this.keep(id, { value, t: timeAfter(before) }, source);
  }

  canUndo(id) {
    return (this.history.get(id) ?? []).length > 0;
  }

  undo(id, source) {
    const steps = this.history.get(id) ?? [];
    const step = steps.pop();
    if (step) this.keep(id, { value: step.value, t: timeAfter(this.get(id)) }, source);
  }

  // The end of a run of merged changes, so that the next one is undone by itself.
  settle(id) {
    const last = (this.history.get(id) ?? []).at(-1);
    if (last) last.merge = "";
  }

  keep(id, entry, source) {
    this.entries.set(id, entry);
    this.tell(id, source);
    this.inform(id);
  }

  watch(fn) {
    this.watchers.add(fn);
    return () => this.watchers.delete(fn);
  }

  tell(id, source = null) {
    for (const fn of [...this.watchers]) fn(id, source);
  }

  inform(id) {
    for (const [model, item] of this.models) {
      if (item !== id) continue;
      tellKernel(() => {
        model.set({ response: this.get(id) ?? {}, origin: this.place() });
        model.save_changes();
      });
    }
  }

  // `origin` is the notebook an answer in the kernel came from: a copy on the same kernel keeps its own.
  attach(id, model) {
    const theirs = model.get("response");
    const origin = model.get("origin");
    const ours = !origin || origin === this.place();
    if (isEntry(theirs) && ours && newer(theirs, this.get(id)) && !this.blocked(model.get("unit"))) {
      this.found(id, theirs);
    }
    const live = () => {
      const entry = model.get("response");
      const here = !model.get("origin") || model.get("origin") === this.place();
      if (isEntry(entry) && here && newer(entry, this.get(id))) this.overheard(id, entry);
    };
    model.on("change:response", live);
    this.models.set(model, id);
    if (!sameAnswer(this.get(id) ?? {}, theirs) || origin !== this.place()) this.inform(id);
    this.attached(model);
    return () => {
      this.models.delete(model);
      model.off("change:response", live);
    };
  }

  attached() {}

  tried() {}
}
