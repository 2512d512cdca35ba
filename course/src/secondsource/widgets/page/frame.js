// What every exercise has around it: prompt, task, hint, buttons, status. Families draw the middle.
//
// A family is FAMILIES[name] = {
//   fits(item, value)            whether a stored value can be shown
//   progress(item, value)        {given, of}: how much is answered; value may be null
//   draw(item, box, change, uid) fills `box`; calls change(value, merge?) on an answer;
//                                returns {show(value), layout?(width)}
// }
// A value of null is an unanswered exercise.
const FAMILIES = Object.create(null);

let drawn = 0;

function h(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "html") node.innerHTML = value; // made by secondsource.markup, never by a learner
    else if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value === true) node.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) node.setAttribute(name, value);
  }
  node.append(...children.filter((c) => c !== null && c !== undefined));
  return node;
}

// One radio or checkbox with its label as one large target.
function choice(type, name, id, html, onchange) {
  const input = h("input", { type, name, value: id, onchange });
  return { input, node: h("label", { class: "ss-choice" }, input, h("span", { html })) };
}

// JupyterLab takes letters, arrows and Enter as commands while a radio button has the focus: "dd" would
// delete the cell. Inside an exercise plain keys belong to the exercise; Ctrl+S, Shift+Enter stay Lab's.
function keepKeys() {
  const flag = Symbol.for("secondsource.keys");
  if (globalThis[flag]) return;
  globalThis[flag] = true;
  const own = (e) =>
    !(e.ctrlKey || e.metaKey || e.altKey || e.key === "Escape" || (e.key === "Enter" && e.shiftKey) || /^F\d+$/.test(e.key));
  // On the very element with the focus, and before JupyterLab listens: it looks from there upwards.
  window.addEventListener(
    "keydown",
    (e) => e.target?.closest?.(".ss-exercise") && e.target.toggleAttribute("data-lm-suppress-shortcuts", own(e)),
    true,
  );
}

const points = (n) => (n === null ? "not graded" : `${n} ${n === 1 ? "point" : "points"}`);

// What is true of an answer, as a learner reads it: {kind, text}.
function statusOf(recorder, item, family) {
  const entry = recorder.get(item.id);
  const value = entry ? entry.value : null;
  if (value !== null && !family.fits(item, value)) {
    return { kind: "misfit", text: "The stored answer does not fit this exercise; it is kept until you answer again." };
  }
  const { kind, text } = recorder.state(item.id);
  const { given, of } = family.progress(item, value);
  if (kind === "problem" || kind === "elsewhere") return { kind, text };
  if (given === 0) {
    return kind === "unsaved"
      ? { kind, text: "Answer cleared, not yet saved." }
      : { kind: "blank", text: "Not answered." };
  }
  const part = given < of ? `${given} of ${of} ${item.counted} answered` : "";
  if (kind === "unsaved") return { kind, text: `${part || "Answered"}, not yet saved.` };
  if (kind === "saved") return { kind, text: part ? `${part}. Saved in the notebook.` : "Saved in the notebook." };
  return { kind, text: part ? `${part}. Save the notebook yourself (Ctrl+S).` : text };
}

const GLYPHS = { blank: "○", unsaved: "◐", saved: "✓", kernel: "✓", elsewhere: "◐", problem: "!", misfit: "!" };

function statusLine() {
  const glyph = h("span", { class: "ss-glyph", "aria-hidden": "true" });
  const text = h("span", {});
  const node = h("p", { class: "ss-status", role: "status", "aria-live": "polite" }, glyph, text);
  const show = (status) => {
    node.dataset.kind = status.kind;
    if (glyph.textContent !== GLYPHS[status.kind]) glyph.textContent = GLYPHS[status.kind];
    if (text.textContent !== status.text) text.textContent = status.text;
  };
  return { node, show };
}

function button(text, onclick) {
  return h("button", { type: "button", class: "ss-button", onclick }, text);
}

// A disabled button would drop the focus; this one stays where it is and does nothing.
function enable(node, on) {
  if (on) node.removeAttribute("aria-disabled");
  else node.setAttribute("aria-disabled", "true");
}
const enabled = (node) => node.getAttribute("aria-disabled") !== "true";

function drawExercise({ model, el }) {
  keepKeys();
  const item = model.get("item");
  const unit = model.get("unit");
  const family = FAMILIES[item.family];
  const recorder = recorderFor(model);
  const uid = `ss-${item.id}-${++drawn}`;
  const me = {};

  const status = statusLine();
  const undo = button("Undo", () => enabled(undo) && recorder.undo(item.id));
  const clear = button("Clear", () => enabled(clear) && recorder.put(item.id, null));
  const again = button("Save now", () => recorder.save());
  const check = model.get("study") ? checking(model, item, recorder) : null;
  const box = h("div", { class: "ss-answer" });
  const root = h(
    "section",
    { role: "group", class: "ss-exercise", "data-item": item.id, "data-family": item.family, "aria-labelledby": `${uid}-prompt` },
    h(
      "p",
      { class: "ss-head" },
      h("span", {}, item.title ? h("strong", {}, item.title) : null, h("span", { class: "ss-id" }, item.id)),
      h("span", { class: "ss-tight" }, points(item.points)),
    ),
    h("div", { class: "ss-prompt", id: `${uid}-prompt`, html: item.prompt_html }),
    box,
    item.hint_html
      ? h("details", { class: "ss-hint" }, h("summary", {}, "Hint"), h("div", { html: item.hint_html }))
      : null,
    h("div", { class: "ss-foot" }, status.node, h("div", { class: "ss-buttons" }, again, undo, clear, check?.button ?? null)),
    check?.result ?? null,
  );
  const change = (value, merge = "") => {
    if (recorder.blocked(unit)) {
      drawnAt = null; // what was just drawn is taken back
      return refresh();
    }
    recorder.put(item.id, value, { source: me, merge });
  };
  const part = family.draw(item, box, change, uid);
  let drawnAt = null; // time of the answer the inputs show

  function refresh(source = null) {
    const blocked = recorder.blocked(unit);
    const shown = blocked ? { kind: "problem", text: blocked } : statusOf(recorder, item, family);
    const value = blocked || shown.kind === "misfit" ? null : (recorder.get(item.id)?.value ?? null);
    const at = value === null ? 0 : recorder.get(item.id).t;
    if (source !== me && at !== drawnAt) part.show(value);
    drawnAt = at;
    root.dataset.state = shown.kind;
    status.show(shown);
    for (const input of box.querySelectorAll("input, select, button")) input.disabled = Boolean(blocked);
    box.querySelector("[role=listbox]")?.setAttribute("aria-disabled", String(Boolean(blocked)));
    enable(undo, !blocked && recorder.canUndo(item.id));
    enable(clear, !blocked && value !== null);
    again.hidden = Boolean(blocked) || !["problem", "elsewhere"].includes(shown.kind);
    check?.stale();
  }

  const unwatch = recorder.watch((id, source) => id === item.id && refresh(source));
  const detach = recorder.blocked(unit) ? () => {} : recorder.attach(item.id, model);
  const settle = () => recorder.settle(item.id);
  box.addEventListener("focusout", settle);
  const fit = (width) => {
    if (!width || !part.layout?.(width)) return; // no width: a cell scrolled out of sight
    drawnAt = null;
    refresh();
  };
  const sizes = new ResizeObserver(([entry]) => fit(entry.contentRect.width));
  el.classList.add("ss-host");
  el.append(root);
  fit(root.clientWidth || el.clientWidth);
  sizes.observe(root);
  refresh();
  // The kernel closes what no page shows any more.
  tellKernel(() => model.send({ kind: "shown" }));
  return () => {
    sizes.disconnect();
    unwatch();
    detach();
    tellKernel(() => model.send({ kind: "gone" }));
  };
}

// Self-study: the kernel holds the answer against the key and sends back what to show.
function checking(model, item, recorder) {
  const result = h("div", { class: "ss-result", role: "status", hidden: true });
  const show = (content) => {
    result.replaceChildren(content);
    result.hidden = false;
  };
  let waiting = null;
  let checked = null;
  let attempt = null; // what the kernel was asked about
  const node = button("Check", () => {
    clearTimeout(waiting);
    checked = recorder.get(item.id)?.t ?? 0;
    show(h("p", {}, "Checking…"));
    waiting = setTimeout(
      () => show(h("p", {}, "No reply from the kernel. Choose Kernel > Restart Kernel and Run All Cells, then check again. Your answer is kept.")),
      10000,
    );
    attempt = recorder.get(item.id)?.value ?? null;
    model.send({ kind: "check", value: attempt });
  });
  node.classList.add("ss-primary");
  model.on("msg:custom", (message) => {
    if (message?.kind !== "checked") return;
    clearTimeout(waiting);
    if (attempt !== null && Number.isFinite(message.share)) {
      recorder.tried(item.id, model.get("unit"), { value: attempt, t: timeAfter(null), share: message.share });
    }
    attempt = null;
    show(h("div", message.problem ? {} : { html: message.html }, message.problem ?? ""));
  });
  const stale = () => {
    if (checked !== null && checked !== (recorder.get(item.id)?.t ?? 0)) {
      clearTimeout(waiting);
      checked = null;
      result.hidden = true;
      result.replaceChildren();
    }
  };
  return { button: node, result, stale };
}
