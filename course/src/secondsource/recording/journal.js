// Answers that no save has confirmed yet, kept by the browser at once: a page may be closed before its save is
// done, and the kernel may be gone by then. Read when the notebook is opened again in the same browser.
import { isObject, readEntry } from "./values.js";

/** @typedef {import("./values.js").Entry} Entry */

const LONGEST = 30 * 86400; // s; what is older was given in another term's file of that name

export class Journal {
  /**
   * @param {() => string} name  of the notebook among all that this browser has shown; it may change
   * @param {any} [storage]  as `localStorage`; absent, full or denied: then nothing is kept, and nothing breaks
   */
  constructor(name, storage = browserStorage()) {
    this.name = name;
    this.storage = storage;
  }

  key() {
    return `secondsource:${this.name()}`;
  }

  /**
   * Return the unconfirmed answers by item id and the unit they are to: `unit`, or any where it is "".
   * @param {string} unit
   * @returns {{unit: string, entries: Map<string, Entry>}}
   */
  read(unit) {
    const entries = new Map();
    const held = this.held();
    if (!isObject(held?.responses) || (unit && held.unit !== unit)) return { unit, entries };
    const since = Date.now() / 1000 - LONGEST;
    for (const [id, raw] of Object.entries(held.responses)) {
      const entry = readEntry(raw);
      if (entry && entry.t > since) entries.set(id, entry);
    }
    return { unit: String(held.unit), entries };
  }

  held() {
    try {
      return JSON.parse(this.storage?.getItem(this.key()) ?? "null");
    } catch {
      return null;
    }
  }

  /** Keep these answers, and no others. @param {string} unit @param {Map<string, Entry>} entries */
  write(unit, entries) {
    try {
      if (entries.size)
        this.storage?.setItem(this.key(), JSON.stringify({ unit, responses: Object.fromEntries(entries) }));
      else this.storage?.removeItem(this.key());
    } catch (error) {
      console.warn("Second Source: the browser keeps no answers by itself", error);
    }
  }
}

/** The browser's own storage, or null where the page may not have it. */
function browserStorage() {
  try {
    return globalThis.localStorage ?? null;
  } catch {
    return null;
  }
}
