// The last cell: what is answered, partly answered and missing, kept up to date.
function drawHandIn({ model, el }) {
  keepKeys();
  const recorder = recorderFor(model);
  const unit = model.get("unit");
  const items = model.get("items");
  const summary = h("p", { class: "ss-summary", role: "status", "aria-live": "polite" });
  const save = button("Save now", () => recorder.save());
  const lines = items.map((item) => {
    const state = h("td", { class: "ss-tight" });
    const go = h("button", { type: "button", class: "ss-link", onclick: () => find(item.id) }, item.id);
    return { item, state, node: h("tr", {}, h("th", { scope: "row" }, go), h("td", {}, item.title), h("td", { class: "ss-right" }, item.points === null ? "–" : String(item.points)), state) };
  });
  const table = h(
    "table",
    { class: "ss-grid ss-list" },
    h("caption", {}, `Exercises of ${unit}`),
    h("thead", {}, h("tr", {}, ...["Exercise", "Question", "Points", "State"].map((t) => h("th", { scope: "col" }, t)))),
    h("tbody", {}, ...lines.map((l) => l.node)),
  );
  const root = h("section", { role: "group", class: "ss-exercise ss-handin", "aria-label": "What is answered and what is missing" }, summary, h("div", { class: "ss-scroll" }, table), save);

  function find(id) {
    const target = document.querySelector(`.ss-exercise[data-item="${id}"]`);
    if (!target) {
      summary.textContent = `${id} is not shown yet: run its cell, or Run > Run All Cells.`;
      return;
    }
    target.scrollIntoView({ block: "center" });
    target.querySelector(".ss-answer :is(input, select, button, [tabindex='0']), .ss-button")?.focus({ preventScroll: true });
  }

  function refresh() {
    const blocked = recorder.blocked(unit);
    const counts = { done: 0, partly: 0, missing: 0, unsaved: 0 };
    for (const { item, state } of lines) {
      const family = FAMILIES[item.family];
      if (!family) {
        state.textContent = "written in its own cell";
        continue;
      }
      const shown = blocked ? { kind: "problem", text: "" } : statusOf(recorder, item, family);
      const value = shown.kind === "misfit" || blocked ? null : (recorder.get(item.id)?.value ?? null);
      const { given, of } = family.progress(item, value);
      const which = given === 0 ? "missing" : given < of ? "partly" : "done";
      counts[which] += 1;
      if (["unsaved", "problem", "elsewhere"].includes(shown.kind)) counts.unsaved += 1;
      const word = { done: "✓ answered", partly: `◐ partly: ${given} of ${of}`, missing: shown.kind === "misfit" ? "! stored answer does not fit" : "○ missing" }[which];
      state.textContent = given && shown.kind !== "saved" && shown.kind !== "kernel" ? `${word}, not saved` : word;
      state.dataset.state = which;
    }
    const rest = [counts.partly ? `${counts.partly} partly` : "", counts.missing ? `${counts.missing} missing` : ""].filter(Boolean).join(", ");
    const kept = counts.unsaved ? "Not everything is saved yet." : !recorder.hosted ? "Save the notebook yourself (Ctrl+S)." : "All of it is saved in the notebook.";
    const text = blocked || `${counts.done} of ${counts.done + counts.partly + counts.missing} answered${rest ? `, ${rest}` : ""}. ${counts.done + counts.partly ? kept : ""}`.trim();
    if (summary.textContent !== text) summary.textContent = text;
    save.hidden = !counts.unsaved;
  }

  const unwatch = recorder.watch(refresh);
  if (!recorder.hosted) {
    model.set("host", "kernel");
    model.save_changes();
  }
  el.classList.add("ss-host");
  el.append(root);
  refresh();
  return () => unwatch();
}

export default { render: drawHandIn };
