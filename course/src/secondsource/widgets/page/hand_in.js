// The last cell: what is answered, partly answered and missing, kept up to date.
import { button, h, keepKeys, plain } from "./dom.js";
import { unfold } from "./folded.js";
import { goTo } from "./rest.js";
import { statusOf } from "./status.js";

const DRAWN = 8000; // ms in which Jupyter draws a cell that has just come into view
const FEW = 6; // exercises that are named as open; more are counted
const HEADS = ["Exercise", "Question", "Full points", "State"];

/**
 * Draw the table of a unit's exercises into `el`; return what ends it.
 * @param {{model: any, el: HTMLElement}} place
 * @param {import("./exercise.js").Parts} parts
 */
export function drawHandIn({ model, el }, { answersOf, families }) {
  keepKeys();
  const answers = answersOf(model);
  const { words } = answers;
  const unit = model.get("unit");
  const summary = h("p", { class: "ss-summary", role: "status", "aria-live": "polite" });
  const open = h("p", { class: "ss-open" });
  const after = model.get("linked") ? null : following(model.get("following") ?? {});
  const save = button("Save now", () => answers.save());
  const lines = model.get("items").map((item) => line(item, () => find(item.id, summary, words)));

  function refresh() {
    const blocked = answers.blocked(unit);
    const counts = { done: 0, partly: 0, missing: 0, unsaved: 0 };
    for (const { item, state } of lines) {
      const family = families[item.family];
      const { which, word, unsaved } = standing(answers, item, family, blocked);
      counts[which] += 1;
      counts.unsaved += unsaved ? 1 : 0;
      state.textContent = word;
      state.dataset.state = which;
    }
    const text = blocked || summed(counts, answers);
    if (summary.textContent !== text) summary.textContent = text;
    save.hidden = !counts.unsaved;
    const left = lines.filter(({ state }) => state.dataset.state !== "done").map(({ item }) => item);
    open.hidden = blocked !== "" || !left.length || left.length === lines.length;
    if (open.hidden) return;
    const buttons = left.slice(0, FEW).map((item) => link(item, () => find(item.id, summary, words)));
    const more = left.length > FEW ? [`and ${left.length - FEW} more`] : [];
    open.replaceChildren("Still open:", ...buttons, ...more);
  }

  const unwatch = answers.watch(refresh);
  if (!answers.hosted) {
    model.set("host", "kernel");
    model.save_changes();
  }
  el.classList.add("ss-host");
  const label = "What is answered and what is missing";
  const scroll = h("div", { class: "ss-scroll" }, table(model.get("title") || unit, lines));
  el.append(
    h(
      "section",
      { role: "group", class: "ss-exercise ss-handin", "aria-label": label },
      summary,
      open,
      model.get("alone") ? h("p", {}, words.alone) : null,
      scroll,
      save,
      ...(after ? [after] : []),
    ),
  );
  refresh();
  return () => unwatch();
}

/** What comes after this unit: a link, `href`, or the path of its notebook; in Jupyter a link may stand below the list. */
function following({ name, title, href: link = "" }) {
  if (!name) return h("p", { class: "ss-next" }, "This was the last unit.");
  if (link) return h("p", { class: "ss-next" }, "Next: ", h("a", { href: link }, title));
  const href = `../${name}/${name}.ipynb`;
  return h("p", { class: "ss-next" }, "Next: ", h("strong", {}, title), ` (${href.slice(3)}).`);
}

function link(item, onclick) {
  return h("button", { type: "button", class: "ss-link", onclick }, plain(item.title, 60) || item.id);
}

/** One exercise's row. */
function line(item, onclick) {
  const state = h("td", { class: "ss-tight" });
  const go = h("button", { type: "button", class: "ss-link", onclick }, item.title || item.id);
  const id = h("td", { class: "ss-tight ss-id", "aria-hidden": "true" }, item.id);
  const points = h("td", { class: "ss-right" }, item.points === null ? "–" : String(item.points));
  return { item, state, node: h("tr", {}, id, h("th", { scope: "row" }, go), points, state) };
}

function table(title, lines) {
  const heads = HEADS.map((text, n) => h("th", { scope: "col", "aria-hidden": n ? null : "true" }, text));
  return h(
    "table",
    { class: "ss-grid ss-list" },
    h("caption", {}, `Exercises of ${title}`),
    h("thead", {}, h("tr", {}, ...heads)),
    h("tbody", {}, ...lines.map((l) => l.node)),
  );
}

/** Lead to an exercise, or say why that can't be. */
export function find(id, summary, words) {
  const drawn = () => document.querySelector(`.ss-exercise[data-item="${id}"]`);
  const saved = () => document.querySelector(`.ss-question[data-item="${id}"]`);
  const first = ".ss-answer :is(input, textarea, select, button, [tabindex='0']), .ss-button";
  lead(drawn, saved, first, summary, words.notShown(id));
}

/** Lead to the list at the end of the notebook around `from`, or say why that can't be. */
export function findList(from, summary, words) {
  const home = from.closest(".jp-NotebookPanel") ?? document;
  const drawn = () => home.querySelector(".ss-handin");
  const cell = () => [...home.querySelectorAll(".jp-CodeCell")].at(-1);
  lead(drawn, cell, "button", summary, words.notShown("The list at the end"));
}

/**
 * Lead to what `drawn` finds and give the focus to what `first` selects in it; say `missing` where there is nothing.
 * Jupyter draws a cell only when it comes near the view: until then `place` is gone to, and it is waited for.
 * @param {() => Element | null} drawn @param {() => Element | null | undefined} place
 * @param {string} first @param {Element} said @param {string} missing
 */
function lead(drawn, place, first, said, missing) {
  const until = performance.now() + DRAWN;
  const look = () => {
    const target = drawn();
    if (target) return arrive(target);
    if (performance.now() < until) setTimeout(look, 100);
    else said.textContent = missing;
  };
  /** @param {Element} target */
  const arrive = (target) => {
    if (said.textContent === missing) said.textContent = "";
    unfold(target, () => {
      goTo(target);
      /** @type {HTMLElement | null} */ (target.querySelector(first))?.focus({ preventScroll: true });
    });
  };
  const target = drawn();
  const there = place();
  if (target) arrive(target);
  else if (!there) said.textContent = missing;
  else {
    unfold(there, () => {
      goTo(there);
      look();
    });
  }
}

/**
 * Return whether one exercise is done, partly done or missing, in one word for the count and in words for the
 * table, and whether it is still unsaved.
 * @param {import("../../recording/answers.js").Answers} answers
 * @param {any} item
 * @param {import("./family.js").Family} family
 * @param {string} blocked
 */
export function standing(answers, item, family, blocked) {
  const shown = blocked ? { kind: "problem" } : statusOf(answers, item, family);
  const misfit = shown.kind === "misfit";
  const value = misfit || blocked ? null : (answers.get(item.id)?.value ?? null);
  const { given, of } = family.progress(item, value);
  const which = given === 0 ? "missing" : given < of ? "partly" : "done";
  const word = {
    done: "✓\u00a0answered",
    partly: `◐\u00a0partly: ${given}\u00a0of\u00a0${of}`,
    missing: misfit ? "! stored answer does not fit" : "○\u00a0missing",
  }[which];
  const kept = shown.kind === "saved" || shown.kind === "kernel";
  const unsaved = ["unsaved", "problem", "elsewhere"].includes(shown.kind);
  return { which, word: given && !kept ? `${word}, not saved` : word, unsaved };
}

/** The sentence above the table. */
function summed({ done, partly, missing, unsaved }, { words, hosted }) {
  const rest = [partly ? `${partly} partly` : "", missing ? `${missing} missing` : ""].filter(Boolean).join(", ");
  const kept = unsaved ? words.notAllSaved : hosted ? words.allSaved : words.saveIt;
  const count = `${done} of ${done + partly + missing} answered${rest ? `, ${rest}` : ""}.`;
  return done + partly ? `${count} ${kept}` : count;
}
