// What the browser keeps: one value a unit in a database, changed in one step, so that two tabs lose nothing.

/**
 * @typedef {{edition?: string, exported?: number, touched?: number, progress?: {done: number, begun: number, of: number}, lab?: string}} About
 *   what this site notes beside a record: the lesson's version, when it was last in a file (s), last changed (s), how far it is,
 *   and the lesson's version that was opened as a notebook
 * @typedef {{record: any, about: About}} Kept
 */

const TABLE = "units";

export class Store {
  /** @param {string} name a fixed one: not the address, which may change */
  constructor(name) {
    this.name = name;
    /** @type {IDBDatabase | null} */
    this.db = null;
  }

  /** @returns {Promise<IDBDatabase>} */
  open() {
    return new Promise((done, fail) => {
      const ask = indexedDB.open(`secondsource:${this.name}`, 1);
      ask.onupgradeneeded = () => ask.result.createObjectStore(TABLE);
      ask.onsuccess = () => {
        const db = ask.result;
        db.onversionchange = () => this.forget();
        db.onclose = () => this.forget();
        this.db = db;
        done(db);
      };
      ask.onerror = () => fail(ask.error ?? new Error("no database"));
      ask.onblocked = () => fail(new Error("the database is in use by an older page"));
    });
  }

  forget() {
    this.db?.close();
    this.db = null;
  }

  /**
   * Begin a change of the table. A connection that the browser has closed meanwhile is opened once more.
   * @param {IDBTransactionMode} mode @returns {Promise<IDBTransaction>}
   */
  async begin(mode) {
    try {
      return (this.db ?? (await this.open())).transaction(TABLE, mode, { durability: "strict" });
    } catch (error) {
      if (!this.db) throw refusal(error);
      this.forget();
      return (await this.open()).transaction(TABLE, mode, { durability: "strict" });
    }
  }

  /** Return what is kept of a unit, or undefined. @param {string} unit @returns {Promise<Kept | undefined>} */
  async read(unit) {
    return (await this.all()).get(unit);
  }

  /** Return what is kept, by unit. @returns {Promise<Map<string, Kept>>} */
  async all() {
    const work = await this.begin("readonly");
    const table = work.objectStore(TABLE);
    const names = table.getAllKeys();
    const values = table.getAll();
    await ended(work);
    return new Map(names.result.map((name, at) => [String(name), values.result[at]]));
  }

  /**
   * Put `make(what is there)` in the place of what is there; return it.
   * @param {string} unit @param {(before: Kept | undefined) => Kept} make @returns {Promise<Kept>}
   */
  async change(unit, make) {
    const work = await this.begin("readwrite");
    const table = work.objectStore(TABLE);
    const ask = table.get(unit);
    /** @type {Kept | undefined} */
    let made;
    ask.onsuccess = () => {
      made = make(ask.result);
      table.put(made, unit);
    };
    await ended(work);
    return /** @type {Kept} */ (made);
  }

  /** Remove all. */
  async clear() {
    const work = await this.begin("readwrite");
    work.objectStore(TABLE).clear();
    await ended(work);
  }
}

/** @param {IDBTransaction} work @returns {Promise<void>} */
function ended(work) {
  return new Promise((done, fail) => {
    work.oncomplete = () => done();
    work.onabort = () => fail(refusal(work.error));
    work.onerror = () => fail(refusal(work.error));
  });
}

/** An error that says why in the way a server would: 507 for full, 403 for refused. @param {any} error */
function refusal(error) {
  const status = error?.name === "QuotaExceededError" ? 507 : 403;
  return Object.assign(new Error(`not kept: ${error}`), { response: { status } });
}
