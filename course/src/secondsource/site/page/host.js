// What a notebook page is to the exercises in Jupyter, this is to them here: who keeps the record, and who is asked.
import { isObject, newer, readEntry } from "../../recording/values.js";
import { emptyRecord, merged } from "./merging.js";
import { PAGE_WORDS } from "./words.js";

const KEY = "secondsource";

class Signal {
  slots = new Set();
  /** @param {(sender: any, args: any) => void} fn */
  connect(fn) {
    this.slots.add(fn);
  }
  /** @param {any} sender @param {any} args */
  emit(sender, args) {
    for (const fn of [...this.slots]) fn(sender, args);
  }
}

/** One unit's record in this browser, with the form of JupyterLab's document context around it. */
export class UnitHost {
  /**
   * @param {any} data of the unit
   * @param {import("./store.js").Store} store
   * @param {{site: string, check: any, onKept?: (kept: import("./store.js").Kept | null) => void}} how
   */
  constructor(data, store, { site, check, onKept = () => {} }) {
    this.data = data;
    this.store = store;
    this.check = check;
    this.onKept = onKept;
    this.path = `${data.unit}.ipynb`;
    this.record = emptyRecord(data.unit);
    this.context = this.makeContext(site);
    this.manager = { context: this.context };
  }

  /** @param {string} site */
  makeContext(site) {
    const host = this;
    return {
      site,
      path: this.path,
      words: PAGE_WORDS,
      contentsModel: { writable: true },
      saveState: new Signal(),
      pathChanged: new Signal(),
      model: {
        metadataChanged: new Signal(),
        getMetadata: (key) => (key === KEY ? structuredClone(host.record) : undefined),
        setMetadata(key, value) {
          host.record = structuredClone(value);
          this.metadataChanged.emit(this, { key });
        },
      },
      save: () => host.save(),
    };
  }

  /** Take over what the browser keeps, before anything is drawn. @returns {Promise<string>} the version it was begun with */
  async load() {
    try {
      const kept = await this.store.read(this.data.unit);
      if (kept) this.record = merged(kept.record, this.record);
      this.onKept(kept ?? null);
      return kept?.about.edition ?? "";
    } catch (error) {
      console.warn("Second Source: nothing is kept", error);
      this.onKept(null);
      return "";
    }
  }

  async save() {
    const { context, store, data } = this;
    context.saveState.emit(context, "started");
    const ours = structuredClone(this.record);
    try {
      const kept = await store.change(data.unit, (before) => {
        const record = merged(before?.record, ours);
        const about = { ...before?.about, edition: data.edition, touched: Date.now() / 1000 };
        return { record, about: { ...about, progress: progressOf(data, record) } };
      });
      context.saveState.emit(context, "completed");
      this.absorb(kept.record);
      this.onKept(kept);
      navigator.storage?.persist?.().catch(() => {});
    } catch (error) {
      context.saveState.emit(context, "failed");
      throw error;
    }
  }

  /** Take over what another tab, or a file, knows newer. @param {any} record */
  absorb(record) {
    const mine = new Map(Object.entries(isObject(this.record.responses) ? this.record.responses : {}));
    const theirs = Object.entries(isObject(record?.responses) ? record.responses : {});
    const fresh = theirs.some(([id, raw]) => {
      const entry = readEntry(raw);
      return entry && newer(entry, readEntry(mine.get(id)));
    });
    if (!fresh) return;
    this.record = merged(record, this.record);
    this.context.model.metadataChanged.emit(this.context.model, { key: KEY });
  }

  /** Save as the exercises do, which then count what came from a file as theirs. @returns {Promise<void>} */
  saveAll() {
    const { saveState } = this.context;
    const { answersOf } = /** @type {any} */ (globalThis).SecondSource;
    return new Promise((done, fail) => {
      saveState.connect((_, word) => {
        if (word === "completed") done();
        if (word === "failed") fail(new Error("the browser's storage refused"));
      });
      answersOf(this.model({})).save();
    });
  }

  /** Look at what another tab has kept meanwhile. */
  async refresh() {
    try {
      const kept = await this.store.read(this.data.unit);
      if (kept) this.absorb(kept.record);
    } catch {} // said where it matters: at the next answer
  }

  /** Return what a widget's code sees of its kernel's side. @param {any} state @returns {any} */
  model(state) {
    /** @type {Map<string, Set<(message?: any) => void>>} */
    const slots = new Map();
    const at = (event) => slots.get(event) ?? slots.set(event, new Set()).get(event);
    const values = { response: {}, origin: this.path, unit: this.data.unit, ...state };
    const tell = (event, message) => {
      for (const fn of [...(at(event) ?? [])]) fn(message);
    };
    const model = {
      widget_manager: this.manager,
      get: (name) => values[name],
      set(name, value) {
        for (const [key, to] of Object.entries(typeof name === "object" ? name : { [name]: value })) {
          values[key] = to;
          tell(`change:${key}`);
        }
      },
      save_changes() {},
      on: (event, fn) => at(event)?.add(fn),
      off: (event, fn) => at(event)?.delete(fn),
      send: (message) => {
        if (message?.kind !== "check") return;
        const asked = { kind: "check", unit: this.data.unit, item: values.item.id };
        const { value, step, t } = message;
        this.check({ ...asked, value, step }, (reply) => {
          tell("msg:custom", { ...reply, t });
          // A try stands in no journal, so it is saved at once.
          if (reply.kind === "checked") /** @type {any} */ (globalThis).SecondSource.answersOf(model).save();
        });
      },
    };
    return model;
  }
}

/** How many exercises of a unit a record has answered, and begun. @param {any} data @param {any} record */
export function progressOf(data, record) {
  const { families } = /** @type {any} */ (globalThis).SecondSource;
  let done = 0;
  let begun = 0;
  for (const item of data.rows) {
    const family = families[item.family];
    const raw = isObject(record?.responses) ? record.responses : {};
    const value = Object.hasOwn(raw, item.id) ? (readEntry(raw[item.id])?.value ?? null) : null;
    if (value === null || !family.fits(item, value)) continue;
    const { given, of } = family.progress(item, value);
    if (given >= of) done += 1;
    else if (given) begun += 1;
  }
  return { done, begun, of: data.rows.length };
}
