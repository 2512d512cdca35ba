// The notebook's metadata: where answers and self-study tries stand, and who else changes it.
import { isObject, newer, readEntry, sameJson } from "./values.js";

/** @typedef {import("./values.js").Entry} Entry */

export const KEY = "secondsource";
export const SCHEMA = 1;
export const MOST = 1000; // answers; Python reads none of a notebook that holds more

/**
 * Return the answers in a notebook's metadata `ours`. Ids are kept in a Map: a stored "__proto__" or
 * "constructor" is an id like any other.
 * @param {any} ours
 * @returns {Map<string, Entry>}
 */
export function storedIn(ours) {
  const found = new Map();
  if (!isObject(ours) || (Object.hasOwn(ours, "schema") && ours.schema !== SCHEMA) || !isObject(ours.responses))
    return found;
  const held = Object.entries(ours.responses);
  if (held.length > MOST) return found;
  for (const [id, raw] of held) {
    const entry = readEntry(raw);
    if (entry) found.set(id, entry);
  }
  return found;
}

export class NotebookStore {
  /**
   * @param {any} notebook  JupyterLab's notebook model: getMetadata, setMetadata, metadataChanged
   * @param {() => void} onOthers  called after somebody else changed our part
   */
  constructor(notebook, onOthers) {
    this.notebook = notebook;
    this.writing = false;
    notebook.metadataChanged?.connect((_, change) => {
      if (!this.writing && (change?.key === undefined || change.key === KEY)) onOthers();
    });
  }

  /** Our part of the metadata as it stands, whatever it is. */
  raw() {
    return this.notebook.getMetadata(KEY);
  }

  /** Our part; {} where it is missing or damaged. @returns {any} */
  ours() {
    const found = this.raw();
    return isObject(found) ? found : {};
  }

  /** Why it is left alone, as a name in the words: another version wrote it, or it can't be ours. */
  fault() {
    const { schema = SCHEMA, responses } = this.ours();
    if (schema !== SCHEMA) return "otherVersion";
    return isObject(responses) && Object.keys(responses).length > MOST ? "tooMany" : "";
  }

  /** The unit whose answers it holds, or "". @returns {string} */
  unit() {
    const { unit } = this.ours();
    return typeof unit === "string" ? unit : "";
  }

  /** @returns {Map<string, Entry>} */
  answers() {
    return storedIn(this.ours());
  }

  /**
   * Write the answers that are newer than the ones held, and the one to `answered` whatever its time.
   * @param {Map<string, Entry>} entries
   * @param {string} unit  recorded where the notebook names none
   * @param {string | null} [answered]
   */
  write(entries, unit, answered = null) {
    const before = this.raw();
    const ours = this.ours();
    const responses = new Map(isObject(ours.responses) ? Object.entries(ours.responses) : []);
    for (const [id, entry] of entries) {
      const have = readEntry(responses.get(id));
      if (id === answered || newer(entry, have)) responses.set(id, entry);
    }
    const after = { ...ours, schema: SCHEMA, unit: this.unit() || unit, responses: Object.fromEntries(responses) };
    if (before !== undefined && !isObject(before)) after.unread = before;
    this.set(after);
  }

  /**
   * Count a self-study try and keep the first, the best and the last, beside the answers.
   * Return false, and write nothing, where the last one was this very answer: asking again is not trying again.
   * @param {string} id
   * @param {string} unit
   * @param {{value: any, t: number, share: number}} attempt
   */
  writeTry(id, unit, attempt) {
    const ours = this.ours();
    const tries = new Map(isObject(ours.tries) ? Object.entries(ours.tries) : []);
    const before = isObject(tries.get(id)) ? tries.get(id) : {};
    const last = before.last ?? (before.count === 1 ? before.first : null);
    if (isObject(last) && sameJson(last.value, attempt.value)) return false;
    const better = !isObject(before.best) || !(before.best.share >= attempt.share);
    tries.set(id, {
      count: (Number.isInteger(before.count) ? before.count : 0) + 1,
      first: before.first ?? attempt,
      best: better ? attempt : before.best,
      last: attempt,
    });
    this.set({ unit, ...ours, schema: SCHEMA, tries: Object.fromEntries(tries) });
    return true;
  }

  /** What was tried of an item, or null. @param {string} id @returns {any} */
  tries(id) {
    const { tries } = this.ours();
    const found = isObject(tries) && Object.hasOwn(tries, id) ? tries[id] : null;
    return isObject(found) ? found : null;
  }

  /** @param {any} value */
  set(value) {
    this.writing = true;
    try {
      this.notebook.setMetadata(KEY, value);
    } finally {
      this.writing = false;
    }
  }
}
