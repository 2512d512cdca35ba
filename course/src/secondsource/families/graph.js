// graph: arrows between given nodes. Value: list of [from, to].
// A label in lines of about 13 letters.
import { BOX, curves, path, placed } from "../widgets/page/arrows.js";
import { h } from "../widgets/page/dom.js";
import { svg } from "../widgets/page/svg.js";

function lines(text) {
  const out = [""];
  for (const word of text.split(/ (?!¶)/)) {
    const last = out[out.length - 1];
    if (last && last.length + word.length > 12) out.push(word);
    else out[out.length - 1] = `${last} ${word}`.trim();
  }
  return out.slice(0, 3);
}

/** @type {import("../widgets/page/family.js").Family} */
export const family = {
  fits(item, value) {
    const known = (id) => item.nodes.some((n) => n.id === id);
    return (
      Array.isArray(value) &&
      value.length <= item.nodes.length * (item.nodes.length - 1) &&
      value.every((e) => Array.isArray(e) && e.length === 2 && known(e[0]) && known(e[1]) && e[0] !== e[1])
    );
  },

  progress: (_item, value) => ({ given: value?.length ? 1 : 0, of: 1 }),

  draw(item, box, change, uid) {
    let edges = [];
    /** The node clicked first. @type {string | null} */
    let start = null;
    const name = (id) => item.nodes.find((n) => n.id === id).text;
    const words = ([a, b]) => `${name(a)} ${item.relation} ${name(b)}`;
    const said = h("p", { class: "ss-said", role: "status", "aria-live": "polite" });

    const answer = () => {
      paint();
      change(edges.length ? edges : null);
    };
    const add = (a, b) => {
      if (!a || !b) said.textContent = "Pick from and to first.";
      else if (a === b) said.textContent = "Pick two different ones.";
      else if (edges.some(([x, y]) => x === a && y === b)) said.textContent = `Already there: ${words([a, b])}.`;
      else {
        edges = [...edges, [a, b]];
        said.textContent = `Added: ${words([a, b])}.`;
        answer();
      }
    };
    const remove = (edge) => {
      edges = edges.filter((e) => e !== edge);
      said.textContent = `Removed: ${words(edge)}.`;
      answer();
      (list.querySelector("button") ?? from).focus();
    };

    // The lists begin with nothing picked: a pair that stands there looks like an answer.
    const options = () => [{ id: "", text: "–" }, ...item.nodes].map((n) => h("option", { value: n.id }, n.text));
    const from = h("select", { id: `${uid}-from`, class: "ss-field" }, ...options());
    const to = h("select", { id: `${uid}-to`, class: "ss-field" }, ...options());
    const list = h("ul", { class: "ss-arrows" });
    const picture = svg("svg", { class: "ss-graph", role: "group", "aria-label": "The same as a picture" });
    /** The arrow being dragged. */
    const drag = svg("line", { class: "ss-drag", visibility: "hidden" });
    /** The node from which one is dragged. @type {string | null} */
    let from_node = null;
    const blocked = () => box.querySelector("select").disabled;
    const nodeAt = (event) => {
      const found = document.elementFromPoint(event.clientX, event.clientY)?.closest(".ss-node");
      return found && picture.contains(found) ? found.getAttribute("data-node") : null;
    };
    const pointAt = (event) => {
      const matrix = picture.getScreenCTM()?.inverse();
      return new DOMPoint(event.clientX, event.clientY).matrixTransform(matrix ?? undefined);
    };
    const pick = (id) => {
      if (blocked()) return;
      const first = start;
      start = first === null ? id : null;
      if (first !== null && first !== id) add(first, id);
      else said.textContent = start ? `From ${name(id)}: now pick to whom.` : "";
      paint();
      picture.querySelector(`[data-node="${id}"]`)?.focus();
    };
    const let_go = () => {
      from_node = null;
      drag.setAttribute("visibility", "hidden");
    };
    picture.addEventListener("pointerdown", (event) => {
      from_node = blocked() ? null : nodeAt(event);
    });
    picture.addEventListener("pointermove", (event) => {
      if (!event.buttons) let_go(); // it was let go outside the picture
      if (from_node === null) return;
      const [x, y] = places[from_node];
      const to = pointAt(event);
      drag.setAttribute("visibility", Math.hypot(to.x - x, to.y - y) > 40 ? "visible" : "hidden");
      for (const [key, value] of Object.entries({ x1: x, y1: y, x2: to.x, y2: to.y }))
        drag.setAttribute(key, String(value));
    });
    picture.addEventListener("pointerup", (event) => {
      const [first, second] = [from_node, nodeAt(event)];
      let_go();
      if (first === null || second === null) return;
      if (first === second) pick(first);
      else {
        start = null;
        add(first, second);
        paint();
      }
    });
    picture.addEventListener("pointercancel", let_go);

    let places = {};
    /** @type {boolean | null} */
    let narrow = null;
    const arrange = () => {
      const { width, height, at } = placed(item.nodes.length, Boolean(narrow));
      picture.setAttribute("viewBox", `0 0 ${width} ${height}`);
      picture.classList.toggle("ss-upright", Boolean(narrow));
      places = Object.fromEntries(item.nodes.map((n, i) => [n.id, at[i]]));
    };

    function paint() {
      list.replaceChildren(
        ...edges.map((edge) =>
          h(
            "li",
            {},
            h("span", {}, `${name(edge[0])} → ${name(edge[1])}`),
            h(
              "button",
              {
                type: "button",
                class: "ss-button",
                "aria-label": `Remove: ${words(edge)}`,
                onclick: () => remove(edge),
              },
              "Remove",
            ),
          ),
        ),
      );
      if (!edges.length) list.append(h("li", { class: "ss-none" }, "No arrows yet."));
      const tip = `${uid}-tip`;
      const defs = svg("defs", {});
      const marker = svg("marker", {
        id: tip,
        viewBox: "0 0 10 10",
        refX: 9,
        refY: 5,
        markerWidth: narrow ? 7 : 9,
        markerHeight: narrow ? 7 : 9,
        orient: "auto-start-reverse",
      });
      marker.append(svg("path", { d: "M0 0 L10 5 L0 10 z", class: "ss-tip" }));
      defs.append(marker);
      const number = (id) => item.nodes.findIndex((n) => n.id === id);
      const pairs = edges.map(([a, b]) => /** @type {[number, number]} */ ([number(a), number(b)]));
      const arrows = curves(
        item.nodes.map((n) => places[n.id]),
        pairs,
        Boolean(narrow),
      ).map((curve) => svg("path", { d: path(curve), class: "ss-arrow", "marker-end": `url(#${tip})` }));
      const nodes = item.nodes.map((n) => {
        const [x, y] = places[n.id];
        const group = svg("g", {
          class: start === n.id ? "ss-node ss-start" : "ss-node",
          "data-node": n.id,
          role: "button",
          tabindex: 0,
          "aria-pressed": String(start === n.id),
          "aria-label": start === null || start === n.id ? `From ${n.text}` : `To ${n.text}`,
        });
        group.append(svg("rect", { x: x - BOX.width / 2, y: y - BOX.height / 2, ...BOX, rx: 8 }));
        const text = lines(n.text);
        for (const [i, part] of text.entries()) {
          group.append(svg("text", { x, y: y + 5 + (i - (text.length - 1) / 2) * 16, "text-anchor": "middle" }, part));
        }
        group.addEventListener("keydown", (event) => {
          if (event.key !== "Enter" && event.key !== " ") return;
          event.preventDefault();
          pick(n.id);
        });
        return group;
      });
      picture.replaceChildren(defs, ...arrows, ...nodes, drag);
    }

    box.append(
      h("p", { class: "ss-task" }, item.task),
      h(
        "div",
        { class: "ss-pick" },
        h("div", {}, h("label", { for: `${uid}-from` }, "From"), from),
        h("span", { class: "ss-relation" }, item.relation),
        h("div", {}, h("label", { for: `${uid}-to` }, "To"), to),
        h("button", { type: "button", class: "ss-button", onclick: () => add(from.value, to.value) }, "Add arrow"),
      ),
      said,
      h("p", { class: "ss-list-title", id: `${uid}-list` }, "Your arrows"),
      list,
      picture,
    );
    list.setAttribute("aria-labelledby", `${uid}-list`);
    arrange();
    paint();
    return {
      layout(width) {
        if (width < 480 === narrow) return false;
        narrow = width < 480;
        arrange();
        return true;
      },
      show(value) {
        edges = (value ?? []).map(([a, b]) => [a, b]);
        start = null;
        said.textContent = "";
        paint();
      },
    };
  },
};
