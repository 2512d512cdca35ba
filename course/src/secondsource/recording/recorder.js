// The answers of a notebook within reach (JupyterLab, Notebook 7, JupyterLite): they live in its metadata.
// It rests on `widget_manager.context`, which anywidget hands on but does not promise.
import { wordsFor } from "../widgets/page/words.js";
import { Answers } from "./answers.js";
import { Journal } from "./journal.js";
import { SaveQueue } from "./save_queue.js";
import { Refusal, Server } from "./server.js";
import { KEY, NotebookStore, storedIn } from "./store.js";
import { isObject, newer, readEntry } from "./values.js";

/** @typedef {import("./values.js").Entry} Entry */

export class NotebookAnswers extends Answers {
  /** @param {any} context  JupyterLab's document context */
  constructor(context) {
    super(wordsFor(context.words));
    this.hosted = true;
    this.context = context;
    this.store = new NotebookStore(context.model, () => this.changedByOthers());
    this.server = new Server(context);
    this.journal = new Journal(() => this.address());
    this.queue = new SaveQueue(this.duties());
    /** Item id to the time of the answer the file holds. @type {Map<string, number>} */
    this.onFile = new Map();
    /** Items whose answer another window saves. @type {Set<string>} */
    this.elsewhere = new Set();
    /** Why the last save failed, in words, or "". */
    this.problem = "";
    /** Why what another browser saved is not known, in words, or "". */
    this.unchecked = "";
    for (const [id, entry] of this.store.answers()) {
      this.entries.set(id, entry);
      this.onFile.set(id, entry.t);
    }
    this.listen();
    this.recall();
  }

  /** What the queue asks of this notebook. @returns {import("./save_queue.js").Host} */
  duties() {
    return {
      compare: () => this.compare(),
      save: async () => {
        if (this.elsewhere.size) {
          this.elsewhere.clear();
          this.store.write(this.entries, "");
        }
        this.problem = "";
        await this.context.save();
      },
      content: () => new Map([...this.store.answers()].map(([id, entry]) => [id, entry.t])),
      modified: () => this.context.contentsModel?.last_modified,
      saved: (times) => this.confirmed(times),
      trouble: (cause) => this.fail(this.inWords(cause)),
      reachable: async () => {
        try {
          return (await this.server.file(this.place(), { content: false })) !== null;
        } catch {
          return false;
        }
      },
    };
  }

  listen() {
    const { context } = this;
    context.saveState.connect((_, word) => this.queue.signal(word));
    context.pathChanged?.connect(() => {
      for (const id of new Set(this.models.values())) this.inform(id);
      // What was saved while the server renamed the file may stand in a new file of the old name.
      if (this.entries.size) this.queue.save();
    });
    // Other windows of this browser on the same notebook. The kernel tells them too, while there is one.
    this.windows = openChannel();
    this.windows?.addEventListener("message", ({ data }) => {
      const entry = isObject(data) && data.where === this.address() ? readEntry(data.entry) : null;
      if (entry && newer(entry, this.get(data.id)) && !this.blocked("")) this.overheard(data.id, entry);
    });
    const leave = () => this.queue.phase === "waiting" && this.queue.save();
    document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && leave());
    globalThis.addEventListener("pagehide", leave);
    globalThis.addEventListener("online", () => this.queue.online());
  }

  /** Take over what this browser recorded before a page was closed too soon to save it. */
  recall() {
    if (this.blocked("")) return;
    const { unit, entries } = this.journal.read(this.store.unit());
    const lost = [...entries].filter(([id, entry]) => newer(entry, this.get(id)));
    if (!lost.length) return;
    for (const [id, entry] of lost) this.entries.set(id, entry);
    this.store.write(this.entries, unit);
    this.queue.change();
  }

  place() {
    return this.context.path;
  }

  /** Which file of which server: one browser may show several servers, or sites, at one origin. */
  address() {
    return `${this.context.site ?? this.server.base} ${this.place()}`;
  }

  blocked(unit) {
    const fault = this.store.fault();
    if (fault) return this.words[fault];
    const recorded = this.store.unit();
    if (unit && recorded && recorded !== unit) return this.words.otherUnit(unit, recorded);
    return this.context.contentsModel?.writable === false ? this.words.readOnly : "";
  }

  keep(id, entry, source) {
    this.record(id, entry);
    super.keep(id, entry, source);
    this.windows?.postMessage({ where: this.address(), id, entry });
  }

  /** Put an answer where it lasts: into the metadata, the browser's journal, and soon into the file. */
  record(id, entry) {
    this.entries.set(id, entry);
    this.elsewhere.delete(id);
    const [model] = [...this.models].find(([, item]) => item === id) ?? [];
    this.store.write(this.entries, model?.get("unit") ?? "", id);
    this.note();
    this.queue.change();
  }

  /** Keep in the browser's journal what no save has confirmed. */
  note() {
    const open = [...this.entries].filter(([id, { t }]) => this.onFile.get(id) !== t && !this.elsewhere.has(id));
    this.journal.write(this.store.unit(), new Map(open));
  }

  /** Another window on this notebook recorded it, and saves it; saving here too would collide. */
  overheard(id, entry) {
    this.elsewhere.add(id);
    super.overheard(id, entry);
  }

  tried(id, unit, attempt) {
    if (this.blocked(unit)) return;
    if (!this.store.writeTry(id, unit, attempt)) return;
    this.queue.change();
    this.tell(id);
  }

  tries(id) {
    return this.store.tries(id);
  }

  /** A revert, or a person sharing the notebook. The newest answer stays. */
  changedByOthers() {
    const stored = this.store.answers();
    for (const [id, entry] of stored) {
      if (newer(entry, this.get(id))) this.overheard(id, entry);
    }
    const lost = [...this.entries].some(([id, entry]) => {
      const held = stored.get(id);
      return !this.elsewhere.has(id) && (!held || newer(entry, held));
    });
    if (!lost || this.blocked("")) return;
    queueMicrotask(() => {
      this.store.write(this.entries, "");
      this.onFile.clear();
      this.queue.change();
      this.tellAll();
    });
  }

  save() {
    this.queue.save();
  }

  /**
   * Another browser may have saved answers since this page read the file, and JupyterLab offers to overwrite
   * them: what is newer there is taken over first. The save goes on in any case; where the file could not be
   * read, the status line says so.
   * @returns {Promise<void> | void}
   */
  compare() {
    const known = Date.parse(this.context.contentsModel?.last_modified);
    if (!known || !this.server.base || document.visibilityState === "hidden") return; // a page that closes can't wait
    return this.takeOver(known);
  }

  /** @param {number} known  time of the file as this page read or saved it, in ms */
  async takeOver(known) {
    try {
      const file = await this.server.file(this.place(), { content: false });
      if (file && Date.parse(file.last_modified) > known) {
        const { content } = (await this.server.file(this.place(), { content: true })) ?? {};
        for (const [id, entry] of storedIn(content?.metadata?.[KEY])) {
          if (newer(entry, this.get(id))) this.overheard(id, entry);
        }
      }
      this.unchecked = "";
    } catch (error) {
      console.warn("Second Source: the file could not be compared", error);
      this.unchecked = this.words.unchecked(error instanceof Refusal ? error.status : 0);
    }
  }

  /** A save put these answers into the file. @param {Map<string, number>} times */
  confirmed(times) {
    this.onFile = times;
    this.problem = "";
    this.note();
    this.tellAll();
  }

  /** @param {import("./save_queue.js").Cause} cause */
  inWords(cause) {
    return typeof cause === "number" ? this.words.failed(cause) : this.words[cause];
  }

  fail(text) {
    this.problem = text;
    this.tellAll();
  }

  tellAll() {
    for (const id of this.entries.keys()) this.tell(id);
  }

  /** @param {string} id @returns {import("./answers.js").State} */
  state(id) {
    const entry = this.get(id);
    if (!entry) return { kind: "blank", text: "" };
    if (this.elsewhere.has(id)) return { kind: "elsewhere", text: this.words.elsewhere };
    if (this.onFile.get(id) !== entry.t) {
      return this.problem ? { kind: "problem", text: this.problem } : { kind: "unsaved", text: "" };
    }
    return this.unchecked ? { kind: "problem", text: this.unchecked } : { kind: "saved", text: "" };
  }
}

/** A channel to this browser's other windows, or null where the browser has none or forbids it. */
function openChannel() {
  try {
    return new BroadcastChannel(KEY);
  } catch {
    return null;
  }
}

/**
 * Return who keeps the answers of the notebook a widget is in. A page may have loaded two versions of this
 * code, so what exercises share hangs on the page itself.
 * @param {any} model
 * @param {() => Answers} otherwise  makes the keeper where no notebook is within reach
 * @returns {Answers}
 */
export function answersIn(model, otherwise) {
  const page = /** @type {any} */ (globalThis);
  const name = Symbol.for("secondsource.recorders");
  page[name] ??= new WeakMap();
  const shared = page[name];
  const context = model.widget_manager?.context;
  const notebook = context?.model;
  const hosted = typeof notebook?.setMetadata === "function" && context.saveState;
  const owner = hosted ? notebook : (model.widget_manager ?? globalThis);
  if (!shared.has(owner)) shared.set(owner, hosted ? new NotebookAnswers(context) : otherwise());
  return shared.get(owner);
}
