// The foot of each page: where the answers are, and the buttons that take them out and in.
import { button, h } from "../../widgets/page/dom.js";
import { downloadNotebook, exportAll, importAll, loadNotebook, noteExport } from "./files.js";
import { forgetLab } from "./lab.js";

/** @param {number} seconds */
const when = (seconds) =>
  new Date(seconds * 1000).toLocaleString(undefined, { dateStyle: "medium", timeStyle: "short" });

/** A button that asks for a file. @param {string} text @param {string} types @param {(file: File) => Promise<void>} take */
function opener(text, types, take) {
  const input = h("input", { type: "file", accept: types, hidden: true, tabindex: "-1", "aria-hidden": "true" });
  input.addEventListener("change", async () => {
    const [file] = input.files ?? [];
    input.value = "";
    if (file) await take(file);
  });
  return [button(text, () => input.click()), input];
}

/** Where the learner's own name is kept, for the names of files. @param {string} site @param {boolean} alone */
function nameField(site, alone) {
  const key = `secondsource:${site}:who`;
  const input = h("input", { type: "text", autocomplete: "off", maxlength: "60", id: "who" });
  try {
    input.value = localStorage.getItem(key) ?? "";
    input.addEventListener("change", () => localStorage.setItem(key, input.value));
  } catch {} // a browser that keeps nothing: the name is typed again
  const asked = alone
    ? "Your name, if you want it in the file's name"
    : "Your name or number, if your teacher wants it in the file's name";
  const label = h("label", { for: "who" }, asked);
  return { input, node: h("p", { class: "ss-who" }, label, input) };
}

/** Say in the foot what is kept where. @param {HTMLElement} line @param {import("./store.js").Kept | null} kept */
export function sayKept(line, kept) {
  const since = kept?.about.exported;
  const newer = since && (kept?.about.touched ?? 0) > since + 1;
  const file = since
    ? `Last saved to a file: ${when(since)}${newer ? ", and changed since" : ""}.`
    : "Not saved to a file yet.";
  line.textContent = kept ? `Your answers are kept in this browser. ${file}` : "Nothing is answered here yet.";
}

/**
 * Draw the foot of a unit's page.
 * @param {HTMLElement} foot @param {import("./host.js").UnitHost} host @param {{root: URL, site: string, alone: boolean, notebook: (() => Promise<string>) | null}} where
 * @returns {(kept: import("./store.js").Kept | null) => void}
 */
export function drawUnitFoot(foot, host, { root, site, alone, notebook }) {
  const line = h("p", { class: "ss-kept" });
  const said = h("p", { role: "status", class: "ss-said" });
  const who = nameField(site, alone);
  const say = (text) => {
    said.textContent = text;
  };
  const attempt = async (work) => {
    try {
      await work();
    } catch (error) {
      say(`That did not work: ${error instanceof Error ? error.message : error}. Your answers are as they were.`);
    }
  };
  const download = button("Download my notebook", () =>
    attempt(async () => {
      await downloadNotebook(host, root, who.input.value);
      const use = alone
        ? "It holds your answers, and Load my notebook takes them back, on another device too."
        : "It is the file to hand in.";
      say(`Your notebook is in your downloads. ${use}`);
      sayKept(line, await noteExport(host.store, host.data.unit));
    }),
  );
  const load = opener("Load my notebook", ".ipynb,application/json", (file) =>
    attempt(async () => say(await loadNotebook(host, file))),
  );
  const lab = notebook ? [button("Open as a notebook", () => attempt(async () => say(await notebook())))] : [];
  const all = h("a", { href: "../index.html#keep" }, "Save or load everything");
  foot.replaceChildren(
    h("h2", {}, "Your answers"),
    line,
    who.node,
    h("p", { class: "ss-buttons" }, download, ...load, ...lab, all),
    said,
  );
  return (kept) => sayKept(line, kept);
}

/**
 * Draw the foot of the other pages: everything in one file, and out of the browser.
 * @param {HTMLElement} foot @param {{store: import("./store.js").Store, lab: import("./lab.js").Lab | null, root: URL}} kept
 * @param {{changed: () => void, dataOf: (unit: string) => Promise<any>, more?: HTMLElement[]}} how what to do after a
 *   change, what gives a unit's exercises, and buttons of others
 */
export function drawFoot(foot, { store, lab, root }, { changed, dataOf, more = [] }) {
  const said = h("p", { role: "status", class: "ss-said" });
  const say = (text) => {
    said.textContent = text;
  };
  const attempt = async (work) => {
    try {
      await work();
      changed();
    } catch (error) {
      say(`That did not work: ${error instanceof Error ? error.message : error}. Your answers are as they were.`);
    }
  };
  const save = button("Save all my answers to a file", () =>
    attempt(async () => {
      const units = await exportAll(store);
      say(`A file with your answers to ${units} ${units === 1 ? "unit" : "units"} is in your downloads.`);
    }),
  );
  const load = opener("Load answers from a file", ".json,.ipynb,application/json", (file) =>
    attempt(async () => say(await importAll(store, file, dataOf))),
  );
  const sure = h(
    "p",
    { hidden: true },
    lab
      ? "All answers and notebooks in this browser will be gone, and only a file brings them back. "
      : "All answers in this browser will be gone, and only a file brings them back. ",
    button("Remove them", () =>
      attempt(async () => {
        await store.clear();
        removeJournals(`secondsource:${store.name} `);
        if (lab) removeJournals("secondsource:", `${new URL("lab/", root).pathname} `);
        await forgetLab(lab);
        sure.hidden = true;
        say("Your answers were removed from this browser.");
      }),
    ),
    " ",
    button("Keep them", () => {
      sure.hidden = true;
    }),
  );
  const remove = button("Remove my answers from this browser", () => {
    sure.hidden = false;
    sure.querySelector("button:last-of-type")?.focus();
  });
  foot.replaceChildren(
    h("h2", {}, "Your answers"),
    h("p", {}, "They are kept in this browser on this device, and sent nowhere."),
    h("p", { class: "ss-buttons" }, save, ...load, ...more, remove),
    sure,
    said,
  );
}

/** The answers that wait for a save stand in another place. @param {string} start @param {string} [part] of their names */
function removeJournals(start, part = "") {
  try {
    for (const key of Object.keys(localStorage))
      if (key.startsWith(start) && key.includes(part)) localStorage.removeItem(key);
  } catch {} // nothing is kept there then
}
