// The record of one's work: what was answered, how practice went, and the answers themselves, to look at and to print.

import { isObject, readEntry } from "../../recording/values.js";
import { h } from "../../widgets/page/dom.js";
import { progressOf, UnitHost } from "./host.js";

const FEW = 20; // statements
const HEADS = ["Unit", "Answered", "Practice tried", "First tries", "Best tries", "Last worked on"];

/**
 * @param {HTMLElement} place @param {any} site @param {import("./store.js").Store} store @param {(message: any, reply: any) => void} check
 */
export async function drawWork(place, site, store, check) {
  const page = /** @type {any} */ (globalThis);
  const kept = await store.all().catch(() => new Map());
  const units = site.units.filter((unit) => kept.has(unit.name) && page.SecondSourceUnits?.[unit.name]);
  if (!units.length) {
    place.replaceChildren(
      h("p", {}, "Nothing is answered in this browser yet. ", h("a", { href: "../index.html" }, "To the units")),
    );
    return;
  }
  const rows = units.map((unit) => row(unit, page.SecondSourceUnits[unit.name], kept.get(unit.name)));
  const heads = HEADS.map((text) => h("th", { scope: "col", role: "columnheader" }, text));
  const head = h("thead", { role: "rowgroup" }, h("tr", { role: "row" }, ...heads));
  const caption = h(
    "caption",
    {},
    `Units worked on, ${new Date().toLocaleDateString(undefined, { dateStyle: "long" })}`,
  );
  // On a phone rows become blocks, and a browser then takes the table for none: the roles say what it is.
  const body = h("tbody", { role: "rowgroup" }, ...rows);
  const table = h("table", { class: "ss-work", role: "table" }, caption, head, body);
  const scroll = h("div", { class: "ss-scroll", role: "group", tabindex: "0", "aria-label": "Units worked on" }, table);
  const answers = units.map((unit) => answersOf(page.SecondSourceUnits[unit.name], store, site, check));
  place.replaceChildren(
    scroll,
    ...chances(units, page.SecondSourceUnits, kept),
    h("h2", {}, "What you answered"),
    ...answers,
  );
}

/** @param {any} unit @param {any} data @param {import("./store.js").Kept} kept */
function row(unit, data, { record, about }) {
  const { done, begun, of } = progressOf(data, record);
  const tried = data.rows.map((item) => record.tries?.[item.id]).filter(isObject);
  const mean = (which) => {
    const shares = tried.map((one) => one[which]?.share).filter(Number.isFinite);
    return shares.length ? `${Math.round((100 * shares.reduce((a, b) => a + b, 0)) / shares.length)} %` : "–";
  };
  const touched = about.touched ? new Date(about.touched * 1000).toLocaleDateString() : "–";
  const name = h("a", { href: `../${unit.name}/index.html` }, unit.title);
  const cells = [
    `${done} of ${of}${begun ? `, ${begun} begun` : ""}`,
    String(tried.length),
    mean("first"),
    mean("best"),
    touched,
  ];
  const told = cells.map((text, at) => h("td", { role: "cell", "data-head": HEADS[at + 1] }, text));
  return h("tr", { role: "row" }, h("th", { scope: "row", role: "rowheader" }, name), ...told);
}

/** The chances that were given as numbers, side by side: how sure one tends to be. */
function chances(units, data, kept) {
  const parts = [...curve(units, data, kept), ...single(units, data, kept)];
  return parts.length ? [h("h2", {}, "How sure you were"), ...parts] : [];
}

/** All statements of which it is known whether they are true, in one curve. */
function curve(units, data, kept) {
  const { calibration } = /** @type {any} */ (globalThis).SecondSource.families;
  const all = units.flatMap((unit) =>
    Object.entries(data[unit.name].items).flatMap(([id, item]) => {
      const value = readEntry(kept.get(unit.name).record.responses?.[id])?.value;
      if (item.family !== "calibration" || !isObject(value) || !calibration.fits(item, value)) return [];
      const given = item.statements.filter((s) => Number.isFinite(value[s.id]));
      return given.map((s) => ({ id: `${unit.name} ${s.id}`, true: s.true, percent: value[s.id], bands: item.bands }));
    }),
  );
  if (!all.length) return [];
  const item = { statements: all, bands: all[0].bands };
  const mean = Math.round(all.reduce((sum, s) => sum + s.percent, 0) / all.length);
  const share = Math.round((100 * all.filter((s) => s.true).length) / all.length);
  const few = all.length < FEW ? " So few statements say little; look again after the next run." : "";
  const words =
    `You gave ${all.length} statements a chance, ${mean} % on average, and ${share} % of them are true. ` +
    `A dot below the diagonal: fewer of these statements are true than your chances say. Above it: more are.${few}`;
  const picture = calibration.summary(item, Object.fromEntries(all.map((s) => [s.id, s.percent])));
  return [h("p", {}, words), h("div", { class: "ss-exercise" }, picture)];
}

/** Single chances, of which only *Check* knows how they ended. */
function single(units, data, kept) {
  const given = units.flatMap((unit) =>
    data[unit.name].rows.flatMap((item) => {
      const value = readEntry(kept.get(unit.name).record.responses?.[item.id])?.value;
      if (item.family !== "probability" || !Number.isFinite(value)) return [];
      const share = kept.get(unit.name).record.tries?.[item.id]?.first?.share;
      return [{ title: item.title, value, scored: Number.isFinite(share) ? `${Math.round(share * 100)} %` : "" }];
    }),
  );
  if (!given.length) return [];
  const lines = given.map(({ title, value, scored }) =>
    h("li", {}, `${title}: you said ${value} %`, scored ? `; checked, it earned ${scored} of the points` : "", "."),
  );
  return [h("p", {}, "Chances that you gave to single statements:"), h("ul", {}, ...lines)];
}

/** One unit's exercises that are answered, drawn when they are opened. */
function answersOf(data, store, site, check) {
  const body = h("div");
  const fold = h("details", { class: "ss-answers" }, h("summary", {}, data.title), body);
  fold.addEventListener("toggle", async () => {
    if (!fold.open || body.childNodes.length) return;
    const host = new UnitHost(data, store, { site: site.name, check });
    await host.load();
    const { drawExercise } = /** @type {any} */ (globalThis).SecondSource;
    for (const [id, item] of Object.entries(data.items)) {
      if (readEntry(host.record.responses?.[id])?.value === undefined) continue;
      const el = h("div", { class: "ss-mount" });
      body.append(el);
      drawExercise({ model: host.model({ item, study: false }), el });
    }
  });
  return fold;
}

/** Open all that is folded, as paper can't, and print. */
export async function printAll() {
  for (const fold of document.querySelectorAll("details")) fold.open = true;
  await new Promise((done) => setTimeout(done, 600));
  globalThis.print();
}
