// Values as a notebook holds them, read as `responses.py` reads them.

/**
 * An answer: its value, as the family defines it (null: taken back), and its time in seconds since 1970.
 * @typedef {{value: any, t: number}} Entry
 */

/** Whether `x` is a JSON object. @param {any} x @returns {boolean} */
export const isObject = (x) => typeof x === "object" && x !== null && !Array.isArray(x);

/**
 * Return the answer that a notebook holds in `raw`, or null where it has not the form of one. An answer
 * without a time counts as given in 1970, as it does in Python.
 * @param {any} raw
 * @returns {Entry | null}
 */
export function readEntry(raw) {
  if (!isObject(raw) || !Object.hasOwn(raw, "value")) return null;
  const t = Object.hasOwn(raw, "t") ? raw.t : 0;
  return Number.isFinite(t) ? { value: raw.value, t } : null;
}

/** Whether answer `a` replaces `b`. @param {Entry} a @param {Entry | null | undefined} b */
export const newer = (a, b) => !b || a.t > b.t;

/** Whether two values are the same JSON. @param {any} a @param {any} b */
export const sameJson = (a, b) => JSON.stringify(a) === JSON.stringify(b);

/**
 * Return the time of an answer given now, in seconds: later than the answer it replaces, unless that
 * one's time is absurd.
 * @param {Entry | null} entry
 */
export function timeAfter(entry) {
  const now = Math.round(Date.now()) / 1000;
  const least = entry ? entry.t + 0.001 : 0;
  return least > now + 86400 ? now : Math.max(now, Math.round(least * 1000) / 1000);
}
