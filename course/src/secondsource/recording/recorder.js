// The only code that touches the notebook page: it writes the notebook's metadata and saves.
// It rests on `widget_manager.context`, which anywidget hands on but does not promise.
const KEY = "secondsource";
const SCHEMA = 1;
const SAVE_AFTER = 500; // ms without a further change
const SAVE_AT_MOST = 2500; // ms after the first unsaved change
const PATIENCE = 8000; // ms before a save counts as stuck

// What the server told the page about itself; {} where it told nothing.
function settings() {
  try {
    return JSON.parse(document.getElementById("jupyter-config-data").textContent);
  } catch {
    return {};
  }
}

// JupyterLab, Notebook 7, JupyterLite: answers live in the notebook's own metadata.
class NotebookAnswers extends Answers {
  constructor(context) {
    super();
    this.hosted = true;
    this.context = context;
    this.notebook = context.model;
    this.onFile = new Map(); // item id -> time of the answer the file holds
    this.elsewhere = new Set();
    this.underWay = []; // what each save that has begun will put into the file
    this.overlap = false;
    this.comparing = false;
    this.problem = "";
    this.timer = null;
    this.firstUnsaved = 0;
    for (const [id, entry] of this.stored()) {
      this.entries.set(id, entry);
      this.onFile.set(id, entry.t);
    }
    context.saveState.connect((_, state) => this.onSave(state));
    this.notebook.metadataChanged?.connect((_, change) => this.onMetadata(change));
    context.pathChanged?.connect(() => [...new Set(this.models.values())].forEach((id) => this.inform(id)));
    // Other windows of this browser on the same notebook. The kernel tells them too, while there is one.
    this.windows = globalThis.BroadcastChannel ? new BroadcastChannel(KEY) : null;
    this.windows?.addEventListener("message", ({ data }) => {
      const here = isObject(data) && data.where === this.address() && isEntry(data.entry);
      if (here && newer(data.entry, this.get(data.id)) && !this.blocked("")) this.overheard(data.id, data.entry);
    });
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden" && this.timer) this.save();
    });
  }

  place() {
    return this.context.path;
  }

  // Which file of which server: one browser may show several servers at one host.
  address() {
    return `${settings().baseUrl ?? ""} ${this.place()}`;
  }

  ours() {
    const found = this.notebook.getMetadata(KEY);
    return isObject(found) ? found : {};
  }

  // Item ids are kept in a Map: a stored "__proto__" or "constructor" is an id like any other.
  stored() {
    const { schema = SCHEMA, responses } = this.ours();
    if (schema !== SCHEMA || !isObject(responses)) return new Map();
    return new Map(Object.entries(responses).filter(([, entry]) => isEntry(entry)));
  }

  blocked(unit) {
    const ours = this.ours();
    if (Object.hasOwn(ours, "schema") && ours.schema !== SCHEMA) {
      return (
        "This notebook's answers were recorded by another version of Second Source. " +
        "They are kept, but nothing can be recorded here. Update the package secondsource, then run all cells again."
      );
    }
    if (unit && typeof ours.unit === "string" && ours.unit && ours.unit !== unit) {
      return (
        `This exercise belongs to unit ${unit}, but this notebook records unit ${ours.unit}. ` +
        `Nothing is recorded here. Open the notebook of ${unit}, or run this notebook's first cell and then this one again.`
      );
    }
    if (this.context.contentsModel?.writable === false) {
      return "This file is read-only, so no answer can be kept. Choose File > Save Notebook As, and answer in the new file.";
    }
    return "";
  }

  keep(id, entry, source) {
    this.entries.set(id, entry);
    this.elsewhere.delete(id);
    this.write(id);
    this.plan();
    super.keep(id, entry, source);
    this.windows?.postMessage({ where: this.address(), id, entry });
  }

  found(id, entry) {
    this.keep(id, entry, null);
  }

  // Another window on this notebook recorded it, and saves it; saving here too would collide.
  overheard(id, entry) {
    this.entries.set(id, entry);
    this.elsewhere.add(id);
    this.tell(id);
  }

  // Writes what is newer here than in the notebook, and `answered` whatever its time.
  write(answered = null) {
    const before = this.notebook.getMetadata(KEY);
    const ours = this.ours();
    const responses = new Map(isObject(ours.responses) ? Object.entries(ours.responses) : []);
    for (const [id, entry] of this.entries) {
      const have = responses.get(id);
      if (id === answered || !isEntry(have) || newer(entry, have)) responses.set(id, entry);
    }
    const [model] = [...this.models].find(([, id]) => id === answered) ?? [];
    const unit = (typeof ours.unit === "string" && ours.unit) || model?.get("unit") || "";
    const after = { ...ours, schema: SCHEMA, unit, responses: Object.fromEntries(responses) };
    if (before !== undefined && !isObject(before)) after.unread = before;
    this.writing = true;
    try {
      this.notebook.setMetadata(KEY, after);
    } finally {
      this.writing = false;
    }
  }

  // Beside the answers, never instead of them: what a learner checked in self-study.
  tried(id, unit, attempt) {
    if (this.blocked(unit)) return;
    const ours = this.ours();
    const tries = isObject(ours.tries) ? ours.tries : {};
    const before = isObject(tries[id]) ? tries[id] : {};
    const better = !isObject(before.best) || !(before.best.share >= attempt.share);
    const after = {
      count: (Number.isInteger(before.count) ? before.count : 0) + 1,
      first: before.first ?? attempt,
      best: better ? attempt : before.best,
    };
    this.writing = true;
    try {
      this.notebook.setMetadata(KEY, { unit, ...ours, schema: SCHEMA, tries: { ...tries, [id]: after } });
    } finally {
      this.writing = false;
    }
    this.plan();
  }

  // Somebody else changed our metadata: a revert, or a person sharing the notebook. The newest answer stays.
  onMetadata(change) {
    if (this.writing || (change?.key !== undefined && change.key !== KEY)) return;
    const stored = this.stored();
    for (const [id, entry] of stored) {
      if (newer(entry, this.get(id))) this.overheard(id, entry);
    }
    const lost = [...this.entries].some(([id, entry]) => {
      return !this.elsewhere.has(id) && (!stored.has(id) || newer(entry, stored.get(id)));
    });
    if (lost && !this.blocked("")) {
      queueMicrotask(() => {
        this.write();
        this.onFile.clear();
        this.plan();
        for (const id of this.entries.keys()) this.tell(id);
      });
    }
  }

  plan() {
    const now = Date.now();
    this.firstUnsaved ||= now;
    clearTimeout(this.timer);
    const wait = Math.max(0, Math.min(SAVE_AFTER, this.firstUnsaved + SAVE_AT_MOST - now));
    this.timer = setTimeout(() => this.save(), wait);
  }

  // One save at a time: two at once make JupyterLab believe that the file was changed by someone else.
  async save() {
    clearTimeout(this.timer);
    this.timer = null;
    const waited = Date.now() - (this.underWaySince ?? 0);
    if (this.comparing || (this.underWay.length && waited < PATIENCE)) {
      this.timer = setTimeout(() => this.save(), 50);
      return;
    }
    this.overlap ||= this.underWay.length > 0;
    this.underWay = [];
    this.firstUnsaved = 0;
    this.problem = "";
    const stuck = setTimeout(() => {
      this.fail("Not saved yet: the notebook server has not answered. Keep this page open.");
    }, PATIENCE);
    try {
      await this.takeOver();
      if (this.elsewhere.size) {
        this.elsewhere.clear();
        this.write();
      }
      await this.context.save();
    } catch (error) {
      this.underWay = [];
      this.overlap = false;
      const collided = error?.name === "ModalCancelError" || error?.name === "ModalDuplicateError";
      this.fail(
        collided
          ? "Not saved: the file was changed outside this page. Save again and choose Overwrite to keep your answers."
          : "Not saved: the notebook server did not take the file. Keep this page open and try again.",
      );
    } finally {
      clearTimeout(stuck);
    }
  }

  // Another browser may have saved answers since this page read the file, and JupyterLab offers to
  // overwrite them: what is newer there is taken over first. Only what can be read is taken; the save goes on.
  async takeOver() {
    const known = Date.parse(this.context.contentsModel?.last_modified);
    const { baseUrl } = settings();
    if (!known || !baseUrl || document.visibilityState === "hidden") return; // a page that closes can't wait
    const address = `${baseUrl}api/contents/${this.place().split("/").map(encodeURIComponent).join("/")}?type=notebook`;
    const ask = async (content) => {
      const answer = await fetch(`${address}&content=${content}`, { cache: "no-store", signal: AbortSignal.timeout(2000) });
      return answer.ok ? answer.json() : {};
    };
    this.comparing = true;
    try {
      const { last_modified: now } = await ask(0);
      if (!(Date.parse(now) > known)) return;
      const { schema, responses } = (await ask(1)).content?.metadata?.[KEY] ?? {};
      if (schema !== SCHEMA || !isObject(responses)) return;
      for (const [id, entry] of Object.entries(responses)) {
        if (isEntry(entry) && newer(entry, this.get(id))) this.overheard(id, entry);
      }
    } catch (error) {
      console.warn("Second Source: the file could not be compared", error);
    } finally {
      this.comparing = false;
    }
  }

  fail(text) {
    this.problem = text;
    for (const id of this.entries.keys()) this.tell(id);
  }

  onSave(state) {
    if (state === "started") {
      this.overlap ||= this.underWay.length > 0;
      if (!this.underWay.length) this.underWaySince = Date.now();
      const times = new Map([...this.stored()].map(([id, entry]) => [id, entry.t]));
      this.underWay.push({ times, modified: this.context.contentsModel?.last_modified });
      return;
    }
    const held = this.underWay.shift();
    if (state === "completed" && held) {
      const modified = this.context.contentsModel?.last_modified;
      if (modified !== undefined && modified === held.modified) return; // Save As: another file
      if (this.overlap) {
        // Which of two saves came last is unknown: nothing is promised before a third one.
        if (!this.underWay.length) {
          this.overlap = false;
          this.plan();
        }
        return;
      }
      this.onFile = held.times;
      this.problem = "";
      for (const id of this.entries.keys()) this.tell(id);
    } else if (state === "failed") {
      this.underWay = [];
      this.overlap = false;
      this.fail("Not saved: the notebook server did not take the file. Keep this page open and try again.");
    }
  }

  state(id) {
    const entry = this.get(id);
    if (!entry) return { kind: "blank", text: "" };
    if (this.elsewhere.has(id)) {
      return { kind: "elsewhere", text: "Answered in another window of this notebook, which saves it." };
    }
    if (this.onFile.get(id) === entry.t) return { kind: "saved", text: "" };
    if (this.problem) return { kind: "problem", text: this.problem };
    return { kind: "unsaved", text: "" };
  }
}

// Every exercise loads this code anew, so what they share hangs on the page itself.
function recorderFor(model) {
  const shared = (globalThis[Symbol.for("secondsource.recorders")] ??= new WeakMap());
  const context = model.widget_manager?.context;
  const notebook = context?.model;
  const hosted = typeof notebook?.setMetadata === "function" && context.saveState;
  const owner = hosted ? notebook : (model.widget_manager ?? globalThis);
  if (!shared.has(owner)) shared.set(owner, hosted ? new NotebookAnswers(context) : new KernelAnswers());
  return shared.get(owner);
}
