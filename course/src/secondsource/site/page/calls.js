// The calls explorer without Python: the rows are counted here as `packs/readouts.py` counts them.
import { h } from "../../widgets/page/dom.js";

const Z95 = 1.959963984540054;
const WIDE = 40; // percentage points

/** A row: date, country, language, kind of call, whether it has the phrase, and the row as HTML.
 * @typedef {[string, string, string, string, string, string]} Row */

/** Halves are rounded up. @param {number} share */
const percent = (share) => Math.floor(share * 100 + 0.5);

/** The Wilson score interval of `k` in `n`, as shares. @param {number} k @param {number} n @returns {[number, number]} */
export function wilson(k, n) {
  if (!n) return [0, 1];
  const p = k / n;
  const spread = 1 + (Z95 * Z95) / n;
  const middle = (p + (Z95 * Z95) / (2 * n)) / spread;
  const half = (Z95 / spread) * Math.sqrt((p * (1 - p)) / n + (Z95 * Z95) / (4 * n * n));
  return [k === 0 ? 0 : Math.max(0, middle - half), k === n ? 1 : Math.min(1, middle + half)];
}

/** @param {Row[]} rows @param {any} chosen @returns {Row[]} */
export function choose(rows, chosen) {
  return rows.filter(
    ([date, country, language, kind]) =>
      date >= `${chosen.first}-01-01` &&
      date <= `${chosen.last}-12-31` &&
      (!chosen.country || country === chosen.country) &&
      language === chosen.language &&
      (!chosen.call_type || kind === chosen.call_type),
  );
}

/** @param {Row[]} rows */
function shareOf(rows) {
  const told = rows.filter((row) => row[4] === "yes" || row[4] === "no");
  const k = told.filter((row) => row[4] === "yes").length;
  const [low, high] = wilson(k, told.length);
  return { k, n: told.length, low, high };
}

/** What is said of a choice, word for word as in Python. @param {Row[]} rows @param {any} chosen */
export function sentence(rows, chosen) {
  if (chosen.first > chosen.last) return "The first year is after the last one. Choose an earlier first year.";
  const { k, n, low, high } = shareOf(choose(rows, chosen));
  if (!n) return "No call fits. Choose fewer filters.";
  const [from, to] = [percent(low), percent(high)];
  const few = to - from > WIDE ? " With so few calls this says very little." : "";
  return (
    `${k} of ${n} ${n === 1 ? "call has" : "calls have"} the phrase: ${percent(k / n)}\u00a0%. If these ` +
    `calls were a fair sample, the true share would lie between ${from}\u00a0% and ${to}\u00a0% (95\u00a0% interval).${few}`
  );
}

/** The shares by year as a drawing: dots, and lines for their intervals. @param {Row[]} rows */
function drawing(rows) {
  const years = [...new Set(rows.map((row) => row[0].slice(0, 4)))].sort();
  const shares = years.map((year) => ({ year, ...shareOf(rows.filter((row) => row[0].startsWith(year))) }));
  const [left, top, high, step] = [46, 14, 160, Math.max(40, Math.min(70, 560 / Math.max(1, years.length)))];
  const width = left + step * years.length + 10;
  const y = (share) => top + high * (1 - share);
  const lines = [0, 0.25, 0.5, 0.75, 1].map(
    (share) =>
      `<line class="ss-rule" x1="${left}" x2="${width - 10}" y1="${y(share)}" y2="${y(share)}"/>` +
      `<text x="${left - 6}" y="${y(share) + 4}" text-anchor="end">${share * 100} %</text>`,
  );
  const dots = shares.map(({ year, k, n, low, high: most }, at) => {
    const x = left + step * (at + 0.5);
    const dot = n
      ? `<circle cx="${x}" cy="${y(k / n)}" r="5"/><line x1="${x}" x2="${x}" y1="${y(low)}" y2="${y(most)}"/>`
      : "";
    return `${dot}<text x="${x}" y="${top + high + 18}" text-anchor="middle">${year}</text><text x="${x}" y="${top + high + 34}" text-anchor="middle">${k}/${n}</text>`;
  });
  const words = "Dots are shares, lines their 95 % intervals; with each year, how many of how many calls.";
  const said = shares.map(({ year, k, n }) => `${year}: ${k} of ${n}`).join("; ");
  const name = `role="img" aria-label="Calls with the phrase, by year. ${said}."`;
  const wide = `<svg class="ss-years ss-wide" ${name} viewBox="0 0 ${width} ${top + high + 42}" width="${width}">${lines.join("")}${dots.join("")}</svg>`;
  return `<figure class="ss-figure ss-view"><div class="ss-wide-drawing" role="group" tabindex="0" aria-label="Drawing of the shares by year">${wide}${upright(shares, name)}</div><figcaption>${words}</figcaption></figure>`;
}

/** The same for a phone, years from top to bottom. @param {any[]} shares @param {string} name */
function upright(shares, name) {
  const [left, top, wide, step] = [48, 24, 204, 26];
  const height = top + step * shares.length + 6;
  const x = (share) => left + wide * share;
  const lines = [0, 0.5, 1].map(
    (share) =>
      `<line class="ss-rule" x1="${x(share)}" x2="${x(share)}" y1="${top}" y2="${height}"/>` +
      `<text x="${x(share)}" y="14" text-anchor="middle">${share * 100} %</text>`,
  );
  const dots = shares.map(({ year, k, n, low, high }, at) => {
    const y = top + step * (at + 0.5);
    const dot = n
      ? `<circle cx="${x(k / n)}" cy="${y}" r="5"/><line x1="${x(low)}" x2="${x(high)}" y1="${y}" y2="${y}"/>`
      : "";
    return `${dot}<text x="0" y="${y + 4}">${year}</text><text x="${left + wide + 12}" y="${y + 4}">${k}/${n}</text>`;
  });
  return `<svg class="ss-years ss-narrow" ${name} viewBox="0 0 312 ${height}" width="312">${lines.join("")}${dots.join("")}</svg>`;
}

/** @param {Row[]} rows @param {string[]} table */
function listed(rows, [tag, head]) {
  const title = `The ${rows.length} calls`;
  const body = rows.map((row) => row[5]).join("");
  return (
    `<div class="ss-view"><details><summary>${title}</summary><div class="ss-scroll" role="group" tabindex="0" aria-label="${title}">` +
    `${tag}<caption>${title}</caption>${head}<tbody role="rowgroup">${body}</tbody></table></div></details></div>`
  );
}

/** What the lists on the page ask, as a kernel would answer it. @param {any} data @param {any} model */
export function follow(data, model) {
  const redraw = () => {
    const chosen = model.get("chosen");
    const rows = choose(data.rows, chosen);
    const words = h("p", {}, h("strong", {}, sentence(data.rows, chosen)));
    model.set({
      words: `<div class="ss-view">${words.outerHTML}</div>`,
      picture: rows.length ? drawing(rows) : "",
      rows: rows.length ? listed(rows, data.table) : "",
    });
  };
  model.on("change:chosen", redraw);
  redraw();
}
