// Answers leave the browser and come back as files: a unit's notebook, or everything at once.

import { isObject } from "../../recording/values.js";
import { h } from "../../widgets/page/dom.js";
import { progressOf } from "./host.js";
import { merged, readRecord } from "./merging.js";

const LARGEST = 50_000_000; // bytes
const KIND = "second-source-answers";

/** Load a script beside the page; a page from a file may load scripts and may not fetch. @param {URL | string} src @returns {Promise<void>} */
export const loadScript = (src) =>
  new Promise((done, fail) => {
    const failed = () => fail(new Error(`${src} could not be loaded`));
    document.head.append(h("script", { src: String(src), onload: () => done(), onerror: failed }));
  });

/** Give a file to the reader. @param {string} name @param {string} text @param {string} type */
function give(name, text, type) {
  const url = URL.createObjectURL(new Blob([text], { type }));
  h("a", { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10000);
}

/** What a file name may hold of a name that somebody typed. @param {string} name */
export const fileName = (name) =>
  name
    .trim()
    .replace(/[^\p{L}\p{M}\p{N}.@-]+/gu, "-")
    .replace(/^[.-]+|[.-]+$/g, "")
    .slice(0, 60);

/**
 * Return the unit's notebook as the site has it, without answers.
 * @param {import("./host.js").UnitHost} host @param {URL} root
 */
export async function plainNotebook(host, root) {
  const page = /** @type {any} */ (globalThis);
  const { unit, notebook } = host.data;
  if (!page.SecondSourceNotebooks?.[unit]) await loadScript(new URL(notebook, root));
  return structuredClone(page.SecondSourceNotebooks[unit]);
}

/**
 * Give the unit's notebook with the answers in it.
 * @param {import("./host.js").UnitHost} host @param {URL} root @param {string} who
 */
export async function downloadNotebook(host, root, who) {
  const { unit } = host.data;
  const book = await plainNotebook(host, root);
  book.metadata.secondsource = { ...book.metadata.secondsource, ...host.record };
  if (who.trim()) book.metadata.authors = [{ name: who.trim() }];
  const front = fileName(who);
  give(`${front ? `${front}_` : ""}${unit}.ipynb`, `${JSON.stringify(book, null, 1)}\n`, "application/x-ipynb+json");
}

/**
 * Read a file as JSON; a sentence where that can't be.
 * @param {File} file @returns {Promise<{found: any} | {problem: string}>}
 */
async function readJson(file) {
  if (file.size > LARGEST) return { problem: `${file.name} is larger than 50 MB, which no file of this course is.` };
  try {
    return { found: JSON.parse(await file.text()) };
  } catch {
    return { problem: `${file.name} is no notebook and no file of answers. Choose the file that you downloaded here.` };
  }
}

/**
 * Take the answers of a notebook over; return what to say.
 * @param {import("./host.js").UnitHost} host @param {File} file @returns {Promise<string>}
 */
export async function loadNotebook(host, file) {
  const read = await readJson(file);
  if ("problem" in read) return read.problem;
  const taken = readRecord(read.found?.metadata?.secondsource, host.data.unit);
  if ("problem" in taken) return taken.problem;
  const count = Object.keys(taken.record.responses ?? {}).length;
  const before = JSON.stringify(host.record.responses ?? {});
  host.absorb(taken.record);
  host.record = merged(taken.record, host.record);
  const same = before === JSON.stringify(host.record.responses ?? {});
  await host.saveAll();
  if (!count) return `${file.name} holds no answers.`;
  return same
    ? `Nothing in ${file.name} is newer than what is here.`
    : `${count} ${count === 1 ? "answer was" : "answers were"} read from ${file.name}. Where both had one, the newer one counts.`;
}

/** Give one file with all that the browser keeps. @param {import("./store.js").Store} store @returns {Promise<number>} units in it */
export async function exportAll(store) {
  const kept = await store.all();
  const now = new Date();
  const units = Object.fromEntries([...kept].map(([name, { record, about }]) => [name, { record, about }]));
  const whole = { kind: KIND, schema: 1, made: now.toISOString(), units };
  give(
    `second-source-answers-${now.toISOString().slice(0, 10)}.json`,
    `${JSON.stringify(whole)}\n`,
    "application/json",
  );
  for (const name of kept.keys()) await noteExport(store, name);
  return kept.size;
}

/** Note that a unit's answers are in a file now. @param {import("./store.js").Store} store @param {string} unit */
export async function noteExport(store, unit) {
  return store.change(unit, (before) => ({
    record: before?.record ?? { schema: 1, unit },
    about: { ...before?.about, exported: Date.now() / 1000 },
  }));
}

/**
 * Take over a file of everything, or one notebook; return what to say.
 * @param {import("./store.js").Store} store @param {File} file
 * @param {(unit: string) => Promise<any>} dataOf gives a unit's exercises, null for a unit that the site has not
 * @returns {Promise<string>}
 */
export async function importAll(store, file, dataOf) {
  const read = await readJson(file);
  if ("problem" in read) return read.problem;
  const { found } = read;
  const ours = isObject(found) && found.kind === KIND && found.schema === 1 && isObject(found.units);
  const single = found?.metadata?.secondsource;
  const units = ours ? Object.values(found.units) : single ? [{ record: single, about: {} }] : [];
  let taken = 0;
  for (const { record, about } of units.filter(isObject)) {
    const known = readRecord(record, "");
    if ("problem" in known) continue;
    const data = await dataOf(known.record.unit).catch(() => null);
    await store.change(known.record.unit, (before) => {
      const both = merged(before?.record, known.record);
      const all = { ...(isObject(about) ? about : {}), ...before?.about, touched: Date.now() / 1000 };
      return { record: both, about: data ? { ...all, progress: progressOf(data, both) } : all };
    });
    taken += 1;
  }
  if (!taken) return `${file.name} holds no answers of this course.`;
  return `Answers to ${taken} ${taken === 1 ? "unit" : "units"} were read from ${file.name}. Where both had one, the newer one counts.`;
}
