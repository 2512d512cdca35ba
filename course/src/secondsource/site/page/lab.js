// The same unit as a notebook in this browser, which JupyterLite keeps in a database of its own: answers go there and come back.
import { merged, readRecord } from "./merging.js";

const TABLE = "files"; // JupyterLite's name for where it keeps them
const KEPT = (/** @type {string} */ unit) => `${unit}-before-correction.ipynb`;

/**
 * @typedef {{page: string, storage: string}} Lab the page that opens a notebook, and the database
 * @typedef {{name: string, path: string, type: string, format: string, content: any, [more: string]: any}} Kept
 */

/** Why no notebook can be run here, in words; "" where it can. */
export function whyNot() {
  if (location.protocol === "file:")
    return "A notebook can be opened from the course's web address only: a page that is opened as a file may not start Python.";
  const page = /** @type {any} */ (globalThis);
  if (!page.WebAssembly || !page.Worker)
    return "This browser can't run Python, so it can't open the notebook. Update it, or use the exercises on this page, which need no Python.";
  return "";
}

/**
 * Open the database; null where there is none and none is wanted.
 * @param {string} name @param {boolean} make @param {number} [version] @returns {Promise<IDBDatabase | null>}
 */
function open(name, make, version) {
  return new Promise((done, fail) => {
    const ask = indexedDB.open(name, version);
    ask.onupgradeneeded = () => {
      if (make) ask.result.createObjectStore(TABLE);
      else ask.transaction?.abort();
    };
    ask.onsuccess = () => {
      ask.result.onversionchange = () => ask.result.close();
      done(ask.result);
    };
    ask.onerror = () => (make ? fail(ask.error ?? new Error("no database")) : done(null));
    ask.onblocked = () => fail(new Error("the notebook is open in another tab; close that tab"));
  });
}

/**
 * Do something with the kept notebooks. @template T
 * @param {string} name @param {boolean} write @param {(table: IDBObjectStore) => IDBRequest<T>} work
 * @returns {Promise<T | undefined>} undefined where there are none
 */
async function within(name, write, work) {
  let db = await open(name, write);
  if (db && !db.objectStoreNames.contains(TABLE)) {
    const { version } = db;
    db.close();
    db = write ? await open(name, true, version + 1) : null;
  }
  if (!db) return undefined;
  try {
    const change = db.transaction(TABLE, write ? "readwrite" : "readonly");
    const ask = work(change.objectStore(TABLE));
    return await new Promise((done, fail) => {
      change.oncomplete = () => done(ask.result);
      change.onabort = () => fail(change.error ?? new Error("the browser's storage refused"));
    });
  } finally {
    db.close();
  }
}

/**
 * Put what was answered in notebooks of this browser into the pages' own storage.
 * @param {import("./store.js").Store} store @param {Lab | null} lab @returns {Promise<string[]>} the units with something new
 */
export async function takeFromLab(store, lab) {
  if (!lab || location.protocol === "file:") return [];
  const changed = [];
  try {
    const books = (await within(lab.storage, false, (table) => table.getAll())) ?? [];
    const kept = books.length ? await store.all() : new Map();
    for (const book of /** @type {any[]} */ (books)) {
      const read = readRecord(book?.content?.metadata?.secondsource, "");
      if ("problem" in read) continue;
      const { unit } = read.record;
      const before = kept.get(unit)?.record;
      const fresh = same(merged(before, read.record)) !== same(before);
      if (!fresh || (!before && !Object.keys(read.record.responses ?? {}).length)) continue;
      const made = await store.change(unit, (held) => ({
        record: merged(read.record, held?.record),
        about: { ...held?.about, touched: Date.now() / 1000 },
      }));
      kept.set(unit, made);
      changed.push(unit);
    }
  } catch (error) {
    console.warn("Second Source: the notebooks of this browser could not be read", error);
  }
  return changed;
}

/** What counts of a record, in a form that can be compared. @param {any} record */
const same = (record) =>
  JSON.stringify(
    [record?.responses, record?.tries].map((part) => Object.entries(part ?? {}).sort(([a], [b]) => (a < b ? -1 : 1))),
  );

/**
 * Put the page's answers into the browser's notebook of the unit. One that is there stays as the learner left it, unless
 * the unit was corrected since: then the corrected one takes its place, and the old one is kept beside it.
 * @param {Lab} lab @param {any} fresh the unit's notebook as it is now @param {any} record
 * @param {string | undefined} known the version that was put there before @param {string} edition the version of `fresh`
 */
export async function putIntoLab(lab, fresh, record, known, edition) {
  const { unit } = record;
  const path = `${unit}.ipynb`;
  const held = await within(lab.storage, false, (table) => table.get(path));
  const old = held?.content?.cells ? held : null;
  const corrected = old && (known ? known !== edition : differs(old.content, fresh));
  const book = structuredClone(old && !corrected ? old.content : fresh);
  const before = old?.content.metadata?.secondsource;
  book.metadata.secondsource = { ...book.metadata.secondsource, ...merged(before, record) };
  if (old && !corrected && same(before) === same(book.metadata.secondsource)) return;
  if (corrected) await put(lab, KEPT(unit), old.content, old);
  await put(lab, path, book, old);
}

/** Whether a text of the lesson is another one. @param {any} old @param {any} fresh */
function differs(old, fresh) {
  const text = (cell) => [cell.source].flat().join("");
  const held = new Map(old.cells.map((cell) => [cell.id, text(cell)]));
  return fresh.cells.some((cell) => cell.cell_type === "markdown" && held.get(cell.id) !== text(cell));
}

/** @param {Lab} lab @param {string} path @param {any} content @param {any} old */
function put(lab, path, content, old) {
  const now = new Date().toISOString();
  const model = {
    created: now,
    ...old,
    name: path,
    path,
    last_modified: now,
    type: "notebook",
    format: "json",
    mimetype: "application/json",
    writable: true,
    size: JSON.stringify(content).length,
    content,
  };
  return within(lab.storage, true, (table) => table.put(model, path));
}

/** Remove the notebooks from the browser. @param {Lab | null} lab @returns {Promise<void>} */
export function forgetLab(lab) {
  return new Promise((done) => {
    if (!lab || location.protocol === "file:") return done();
    const ask = indexedDB.deleteDatabase(lab.storage);
    ask.onsuccess = ask.onerror = ask.onblocked = () => done();
    return undefined;
  });
}

/** The address of the notebook. @param {Lab} lab @param {URL} root @param {string} unit */
export const addressInLab = (lab, root, unit) =>
  new URL(`${lab.page}?path=${encodeURIComponent(`${unit}.ipynb`)}`, root);
