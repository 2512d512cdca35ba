// What each page of the site does when it opens.
import { h } from "../../widgets/page/dom.js";
import { follow } from "./calls.js";
import { Checker } from "./checker.js";
import { drawCells } from "./code.js";
import { loadScript, plainNotebook } from "./files.js";
import { drawFront } from "./front.js";
import { UnitHost } from "./host.js";
import { drawFoot, drawUnitFoot } from "./keeping.js";
import { addressInLab, putIntoLab, takeFromLab, whyNot } from "./lab.js";
import { keepAllButton, keepOffline } from "./offline.js";
import { Store } from "./store.js";
import { drawWork, printAll } from "./work.js";

const page = /** @type {any} */ (globalThis);
const WHOLE = 10; // MB of the site with *Check*

/** Begin; called once all of the page's own text is there. */
export function main() {
  const site = page.SecondSourceSite;
  const { page: kind = "front", unit = "" } = document.body.dataset;
  const root = new URL(kind === "front" ? "./" : "../", location.href);
  const store = new Store(site.name);
  const told = h("div", { class: "ss-told", role: "status" });
  document.body.append(told);
  const checker = new Checker(site.check, root, site.study, (text, cancel) => busy(told, text, cancel));
  const parts = { site, root, store, checker };
  const tell = (node) => document.getElementById("main")?.prepend(h("div", { class: "ss-notice" }, node));
  const begun = kind === "unit" ? drawUnit(page.SecondSourceUnits[unit], parts, tell) : drawOther(kind, parts);
  begun.catch((error) => console.error("Second Source", error));
  printing();
  keepOffline(root, tell);
}

/** Say what is going on, with a button that ends it. @param {HTMLElement} told @param {string} text @param {(() => void) | undefined} cancel */
function busy(told, text, cancel) {
  if (!text) return told.replaceChildren();
  const line = told.querySelector("span");
  if (line) {
    line.textContent = text;
    return undefined;
  }
  const stop = h("button", { type: "button", class: "ss-button", onclick: () => cancel?.() }, "Stop");
  return told.replaceChildren(h("span", {}, text), stop);
}

/** @param {any} data @param {any} parts @param {(node: HTMLElement) => void} tell */
async function drawUnit(data, { site, root, store, checker }, tell) {
  /** @type {(kept: any) => void} */
  let onKept = () => {};
  const host = new UnitHost(data, store, {
    site: site.name,
    check: (message, reply) => checker.ask(message, reply),
    onKept: (kept) => onKept(kept),
  });
  const foot = document.getElementById("keep");
  const notebook = site.lab ? () => openNotebook(host, root, site.lab) : null;
  if (foot) onKept = drawUnitFoot(foot, host, { root, site: site.name, alone: site.study, notebook });
  await takeFromLab(store, site.lab);
  const edition = await host.load();
  if (edition && edition !== data.edition)
    tell(h("p", {}, "This unit was corrected since you were here last. Your answers are kept."));
  drawExercises(data, host, site.study);
  returnToPlace(data.unit);
  drawCells(data, checker);
  const refresh = () => takeFromLab(store, site.lab).then(() => host.refresh());
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && refresh());
  globalThis.addEventListener("pageshow", (event) => event.persisted && refresh());
  await loadScript(new URL(data.material, root));
  const material = page.SecondSourceMaterial;
  for (const el of mounts("reader")) page.SecondSource.drawReader({ model: host.model({ material }), el });
}

/**
 * Open the unit as a notebook in this browser, with the answers of the page; return what to say where that can't be.
 * @param {UnitHost} host @param {URL} root @param {import("./lab.js").Lab} lab @returns {Promise<string>}
 */
async function openNotebook(host, root, lab) {
  const why = whyNot();
  if (why) return why;
  const { unit, edition } = host.data;
  const kept = await host.store.read(unit).catch(() => undefined);
  await putIntoLab(lab, await plainNotebook(host, root), host.record, kept?.about.lab, edition);
  await host.store.change(unit, (before) => ({
    record: before?.record ?? host.record,
    about: { ...before?.about, lab: edition },
  }));
  location.assign(addressInLab(lab, root, unit));
  return "The notebook opens …";
}

/** @param {any} data @param {UnitHost} host @param {boolean} alone whether there is nobody to hand the unit in to */
function drawExercises(data, host, alone) {
  const draw = page.SecondSource;
  for (const el of mounts("item")) {
    const id = el.dataset.item ?? "";
    el.replaceChildren();
    draw.drawExercise({ model: host.model({ item: data.items[id], study: data.checked.includes(id) }), el });
    if (!performance.getEntriesByName("first-exercise").length) performance.mark("first-exercise");
  }
  const whole = { items: data.rows, title: data.title, minutes: data.minutes, following: data.following, alone };
  for (const el of mounts("progress")) draw.drawProgress({ model: host.model(whole), el });
  for (const el of mounts("handin")) draw.drawHandIn({ model: host.model(whole), el });
  for (const el of mounts("explorer")) {
    const { controls, chosen } = data.explorer;
    const model = host.model({ controls, chosen, words: "", picture: "", rows: "" });
    follow(data.explorer, model);
    draw.drawExplorer({ model, el });
  }
  performance.mark("all-exercises");
}

/** @param {string} kind @returns {HTMLElement[]} */
const mounts = (kind) =>
  [...document.querySelectorAll(`.ss-mount[data-${kind}]`)].map((el) => /** @type {HTMLElement} */ (el));

/** @param {string} kind @param {any} parts */
async function drawOther(kind, { site, root, store, checker }) {
  const place = document.getElementById("record");
  const draw = async () => {
    await takeFromLab(store, site.lab);
    if (kind === "front") await drawFront(site, store);
    if (kind === "record" && place) await drawWork(place, site, store, (message, reply) => checker.ask(message, reply));
  };
  const foot = document.getElementById("keep");
  const dataOf = async (name) => {
    const unit = site.units.find((one) => one.name === name);
    if (unit && !page.SecondSourceUnits?.[name]) await loadScript(new URL(unit.script, root));
    return page.SecondSourceUnits?.[name] ?? null;
  };
  const more = kind === "front" && site.check ? keepAllButton(WHOLE) : [];
  if (foot) drawFoot(foot, { store, lab: site.lab, root }, { changed: draw, dataOf, more });
  document.getElementById("print")?.addEventListener("click", () => void printAll());
  await draw();
  globalThis.addEventListener("pageshow", (event) => event.persisted && void draw());
}

/** What is folded can't be opened on paper. */
function printing() {
  /** @type {HTMLDetailsElement[]} */
  let opened = [];
  globalThis.addEventListener("beforeprint", () => {
    opened = [.../** @type {NodeListOf<HTMLDetailsElement>} */ (document.querySelectorAll("main details:not([open])"))];
    for (const fold of opened) if (!fold.classList.contains("ss-hint")) fold.open = true;
  });
  globalThis.addEventListener("afterprint", () => {
    for (const fold of opened) fold.open = false;
  });
}

/** The exercises grow after the page was loaded, so the browser's own return to the place fails. @param {string} unit */
function returnToPlace(unit) {
  const key = `secondsource:place:${unit}`;
  globalThis.addEventListener("pagehide", () => {
    try {
      sessionStorage.setItem(key, String(scrollY));
    } catch {} // then the page opens at its top
  });
  const [entry] = performance.getEntriesByType("navigation");
  const again = ["reload", "back_forward"].includes(/** @type {any} */ (entry)?.type);
  try {
    const at = Number(sessionStorage.getItem(key));
    if (again && at) {
      history.scrollRestoration = "manual";
      scrollTo(0, at);
    } else if (location.hash) document.getElementById(location.hash.slice(1))?.scrollIntoView();
  } catch {} // as above
}
