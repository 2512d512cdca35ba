// argument: statements put into a map. Value: {roles: {statement id: place id | "out"}, bridge, falls}.
// A statement is placed by clicking it and then a place, by dragging it there, or from its list.

import { isObject } from "../recording/values.js";
import { choice, h, plain } from "../widgets/page/dom.js";
import { svg } from "../widgets/page/svg.js";

const OUT = "out";
const LETTERS = "ABCDEFGH";
const NARROW = 640; // px, as in the style sheet

/** The places in rows, those that speak for others above them; the last conclusion at the bottom. */
function levels(places) {
  const depth = (place, seen = 0) => {
    const to = places.find((p) => p.id === place.to);
    return to && seen < places.length ? 1 + depth(to, seen + 1) : 0;
  };
  const rows = [];
  for (const place of places) {
    const at = depth(place);
    rows[at] = [...(rows[at] ?? []), place];
  }
  return rows.reverse().filter(Boolean);
}

/** @type {import("../widgets/page/family.js").Family} */
export const family = {
  fits(item, value) {
    const known = (id, options) => id === null || id === undefined || options.some((o) => o.id === id);
    if (!isObject(value) || !Object.keys(value).every((k) => ["roles", "bridge", "falls"].includes(k))) return false;
    const roles = value.roles ?? {};
    return (
      known(value.bridge, item.bridge.options) &&
      known(value.falls, item.falls.options) &&
      isObject(roles) &&
      Object.entries(roles).every(
        ([statement, place]) =>
          item.statements.some((s) => s.id === statement) && (place === OUT || known(place, item.places)),
      )
    );
  },

  progress(item, value) {
    const placed = Object.values(value?.roles ?? {}).filter((place) => place !== null).length;
    const asked = [value?.bridge ?? null, value?.falls ?? null].filter((id) => id !== null).length;
    return { given: placed + asked, of: item.statements.length + 2 };
  },

  draw(item, box, change, uid) {
    /** The place of each statement placed. @type {Record<string, string>} */
    let roles = {};
    /** The statement picked up by a click. @type {string | null} */
    let held = null;
    const said = h("p", { class: "ss-said", role: "status", "aria-live": "polite" });
    const letter = (id) => LETTERS[item.statements.findIndex((s) => s.id === id)];
    const places = [...item.places, { id: OUT, html: "no part of it", to: "", kind: "for" }];
    const nameOf = (id) => plain(places.find((p) => p.id === id)?.html ?? "", 80);
    const blocked = () => Boolean(box.querySelector("select")?.disabled);
    const picked = (name) => box.querySelector(`input[name="${uid}-${name}"]:checked`)?.value ?? null;

    const answer = () => {
      const [bridge, falls] = [picked("bridge"), picked("falls")];
      paint();
      const nothing = !Object.keys(roles).length && bridge === null && falls === null;
      change(nothing ? null : { roles: { ...roles }, bridge, falls });
    };
    const put = (statement, place) => {
      const { [statement]: _before, ...rest } = roles;
      roles = place ? { ...rest, [statement]: place } : rest;
      held = null;
      said.textContent = place
        ? `${letter(statement)} is in: ${nameOf(place)}.`
        : `${letter(statement)} has no place now.`;
      answer();
    };
    const hold = (statement) => {
      if (blocked()) return;
      held = held === statement ? null : statement;
      said.textContent = held ? `${letter(statement)} is picked up: now choose its place.` : "";
      paint();
    };
    const dropped = (event, place) => {
      const statement = event.dataTransfer?.getData("text/plain").replace(`${uid} `, "");
      if (blocked() || !item.statements.some((s) => s.id === statement)) return;
      event.preventDefault();
      event.stopPropagation();
      put(statement, place);
    };

    const cards = item.statements.map((statement) => {
      const name = `${uid}-s-${statement.id}`;
      const list = h(
        "select",
        {
          class: "ss-field",
          "aria-labelledby": `${name}-label ${name}`,
          onchange: () => put(statement.id, list.value),
        },
        h("option", { value: "" }, "no place yet"),
        ...places.map((p) => h("option", { value: p.id }, plain(p.html, 80))),
      );
      const handle = h(
        "button",
        {
          type: "button",
          class: "ss-badge",
          "aria-label": `Pick up statement ${letter(statement.id)}`,
          onclick: () => hold(statement.id),
        },
        letter(statement.id),
      );
      const node = h(
        "div",
        {
          class: "ss-part ss-statement",
          "data-statement": statement.id,
          draggable: "true",
          ondragstart: (event) => {
            event.stopPropagation(); // JupyterLab would move the cell
            event.dataTransfer.setData("text/plain", `${uid} ${statement.id}`);
            event.dataTransfer.effectAllowed = "move";
          },
          onclick: (event) => {
            if (!list.contains(event.target) && !handle.contains(event.target)) hold(statement.id);
          },
        },
        handle,
        h(
          "div",
          {},
          h(
            "div",
            { id: name },
            statement.ref ? h("strong", {}, statement.ref, " ") : null,
            h("span", { html: statement.html }),
          ),
          h("span", { id: `${name}-label`, class: "ss-quiet" }, "Place: "),
          list,
        ),
      );
      return { id: statement.id, node, list, handle };
    });

    const slots = places.map((place) => {
      const held_here = h("div", { class: "ss-held" });
      const to = place.to
        ? `${place.kind === "against" ? "✗ speaks against" : "↓ speaks for"}: ${nameOf(place.to)}`
        : "";
      const target = h("button", {
        type: "button",
        class: "ss-slot-name",
        onclick: (event) => {
          event.stopPropagation();
          if (held) put(held, place.id);
          else said.textContent = "Pick up a statement first, by its letter.";
        },
        html: place.html,
      });
      const node = h(
        "div",
        {
          "data-place": place.id,
          class: `ss-slot ss-slot-${place.kind}${place.id === OUT ? " ss-slot-out" : ""}`,
          ondragover: (event) => {
            if (event.dataTransfer.types.includes("text/plain")) event.preventDefault();
          },
          ondrop: (event) => dropped(event, place.id),
          onclick: () => held && put(held, place.id),
        },
        target,
        held_here,
        to ? h("span", { class: "ss-quiet ss-leads" }, to) : null,
      );
      return { id: place.id, to: place.to, kind: place.kind, node, held: held_here };
    });
    /** @param {string} id @returns {any} */
    const slot = (id) => slots.find((s) => s.id === id);
    const unsaid = h("span", {});
    const bridge = h(
      "div",
      { class: "ss-slot ss-slot-bridge" },
      h("span", { class: "ss-quiet" }, `unsaid, needed by the step from “${nameOf(item.bridge.step)}”:`),
      unsaid,
    );

    const lines = svg("svg", { class: "ss-lines", "aria-hidden": "true", focusable: "false" });
    const rows = levels(item.places).map((level) =>
      h(
        "div",
        { class: "ss-level" },
        ...level.flatMap((p) => (p.id === item.bridge.step ? [slot(p.id).node, bridge] : [slot(p.id).node])),
      ),
    );
    const map = h("div", { class: "ss-map" }, lines, ...rows);

    /** Arrows from each place to the one it speaks for; where boxes stand below each other, words do. */
    function connect() {
      const frame = map.getBoundingClientRect();
      if (!frame.width) return;
      lines.setAttribute("viewBox", `0 0 ${frame.width} ${frame.height}`);
      lines.replaceChildren(
        ...slots
          .filter((s) => s.to)
          .map((s) => {
            const a = s.node.getBoundingClientRect();
            const b = slot(s.to).node.getBoundingClientRect();
            const [x1, y1] = [a.left + a.width / 2 - frame.left, a.bottom - frame.top];
            const [x2, y2] = [b.left + b.width / 2 - frame.left, b.top - frame.top];
            const path = `M${x1} ${y1} L${x2} ${y2 - 2} m-5 -7 l5 7 l5 -7`;
            return svg("path", { d: path, class: s.kind === "against" ? "ss-link-against" : "ss-link-for" });
          }),
      );
    }

    function paint() {
      for (const card of cards) {
        const place = Object.hasOwn(roles, card.id) ? roles[card.id] : "";
        card.list.value = place;
        card.handle.setAttribute("aria-pressed", String(held === card.id));
        card.node.classList.toggle("ss-start", held === card.id);
        card.node.classList.toggle("ss-linked", Boolean(place));
      }
      for (const place of slots) {
        const here = item.statements.filter((s) => Object.hasOwn(roles, s.id) && roles[s.id] === place.id);
        place.held.replaceChildren(
          ...here.map((s) =>
            h(
              "button",
              {
                type: "button",
                class: "ss-chip",
                "aria-label": `Take statement ${letter(s.id)} out of: ${nameOf(place.id)}`,
                onclick: (event) => {
                  event.stopPropagation();
                  if (blocked()) return;
                  // A place is small on a phone: what is picked up goes there, past what lies there already.
                  if (held && held !== s.id) put(held, place.id);
                  else put(s.id, "");
                },
              },
              h("span", { class: "ss-badge" }, letter(s.id)),
              plain(s.html, 60),
            ),
          ),
        );
        place.node.classList.toggle("ss-open", held !== null);
      }
      const option = item.bridge.options.find((o) => o.id === picked("bridge"));
      unsaid.textContent = option ? plain(option.html, 200) : "answer below";
      connect();
    }

    const question = (name, { prompt_html, options }) =>
      h(
        "fieldset",
        {},
        h("legend", { class: "ss-strong", html: prompt_html }),
        h(
          "div",
          { class: "ss-options" },
          ...options.map((o) => choice("radio", `${uid}-${name}`, o.id, o.html, answer).node),
        ),
      );
    const side = h("div", { class: "ss-side" }, ...cards.map((c) => c.node), slot(OUT).node);
    const argument = h("div", { class: "ss-argument" }, side, map);
    box.append(
      h("p", { class: "ss-task" }, item.task),
      argument,
      said,
      question("bridge", item.bridge),
      question("falls", item.falls),
    );
    return {
      layout(width) {
        // Below each other, the map comes first: a reader sees what there is to fill before the statements.
        const first = width < NARROW ? map : side;
        if (argument.firstChild !== first && !argument.contains(document.activeElement)) argument.prepend(first);
        connect();
        return false;
      },
      show(value) {
        const kept = Object.entries(value?.roles ?? {}).filter(([, place]) => place !== null);
        roles = /** @type {Record<string, string>} */ (Object.fromEntries(kept));
        held = null;
        said.textContent = "";
        for (const input of box.querySelectorAll("input")) {
          const name = input.name.endsWith("-bridge") ? "bridge" : "falls";
          input.checked = value?.[name] === input.value;
        }
        paint();
      },
    };
  },
};
