// Two records of one unit become one: no answer is lost, and the newest one to each exercise counts.

import { MOST, SCHEMA } from "../../recording/store.js";
import { isObject, newer, readEntry } from "../../recording/values.js";

/**
 * A unit's record: what Jupyter has in a notebook's metadata.
 * @typedef {{schema: number, unit: string, responses?: any, tries?: any}} Record
 */

/** Return an empty record. @param {string} unit @returns {Record} */
export const emptyRecord = (unit) => ({ schema: SCHEMA, unit });

/** Return the entries of an object; none of anything else. @param {any} value @returns {[string, any][]} */
const entriesOf = (value) => (isObject(value) ? Object.entries(value) : []);

/**
 * Return `ours` with all that `held` knows more or newer. Ids go through a Map, as "__proto__" is an id like any other.
 * @param {any} held @param {any} ours @returns {any}
 */
export function merged(held, ours) {
  if (!isObject(held)) return ours;
  if (!isObject(ours)) return held;
  const responses = new Map(entriesOf(held.responses));
  for (const [id, entry] of entriesOf(ours.responses)) {
    const theirs = readEntry(responses.get(id));
    const mine = readEntry(entry);
    if (!theirs || (mine && !newer(theirs, mine))) responses.set(id, entry);
  }
  const tries = new Map(entriesOf(held.tries));
  for (const [id, tried] of entriesOf(ours.tries)) {
    if (!(count(tries.get(id)) > count(tried))) tries.set(id, tried);
  }
  return { ...held, ...ours, responses: Object.fromEntries(responses), tries: Object.fromEntries(tries) };
}

/** @param {any} tried */
const count = (tried) => (isObject(tried) && Number.isFinite(tried.count) ? tried.count : 0);

/**
 * Return the record in a file of a learner's, with the answers that have the form of one; a sentence where there is none.
 * @param {any} found @param {string} unit the unit that is wanted, or "" for any
 * @returns {{record: Record} | {problem: string}}
 */
export function readRecord(found, unit) {
  if (!isObject(found)) return { problem: "This file holds no answers of this course." };
  if (found.schema !== SCHEMA)
    return { problem: "This file was written by another version of the course, which this page can't read." };
  if (typeof found.unit !== "string" || !found.unit) return { problem: "This file does not say which unit it is of." };
  if (unit && found.unit !== unit)
    return { problem: `This file is of the unit ${found.unit.slice(0, 60)}. Open that unit's page and load it there.` };
  const held = entriesOf(found.responses);
  if (held.length > MOST) return { problem: `This file is damaged: it holds more than ${MOST} answers.` };
  const fit = held.flatMap(([id, raw]) => {
    const entry = readEntry(raw);
    return entry ? [/** @type {[string, any]} */ ([id, entry])] : [];
  });
  const tries = entriesOf(found.tries).filter(([, tried]) => isObject(tried));
  return {
    record: {
      schema: SCHEMA,
      unit: found.unit,
      responses: Object.fromEntries(fit),
      tries: Object.fromEntries(tries),
    },
  };
}
