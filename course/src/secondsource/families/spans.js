// spans: words or sentences marked in a text. Value: ascending token numbers.
//
// The text is one list box: one stop for the Tab key, arrows walk through it, Space marks. Hundreds of
// buttons would be hundreds of stops.
import { h } from "../widgets/page/dom.js";

const ENDINGS = ["pointerup", "pointercancel"];

/** @type {import("../widgets/page/family.js").Family} */
export const family = {
  fits: (item, value) =>
    Array.isArray(value) &&
    value.length <= item.count &&
    value.every((n) => Number.isInteger(n) && n >= 0 && n < item.count),

  progress: (_item, value) => ({ given: value?.length ? 1 : 0, of: 1 }),

  draw(item, box, change, uid) {
    /** @type {HTMLElement[]} */
    const tokens = [];
    let marked = new Set();
    let current = 0;
    /** Token a drag or a Shift+arrow began at, and whether it marks or clears. @type {{at: number, on: boolean, before?: Set<number>} | null} */
    let anchor = null;
    let dragged = false;

    const paint = () => {
      for (const [n, node] of tokens.entries()) node.setAttribute("aria-selected", String(marked.has(n)));
    };
    const answer = (merge = "") => {
      paint();
      change(marked.size ? [...marked].sort((a, b) => a - b) : null, merge);
    };
    const set = (from, to, on) => {
      for (let n = Math.min(from, to); n <= Math.max(from, to); n += 1) on ? marked.add(n) : marked.delete(n);
    };
    const focus = (n) => {
      tokens[current].tabIndex = -1;
      current = Math.max(0, Math.min(tokens.length - 1, n));
      tokens[current].tabIndex = 0;
      tokens[current].focus();
    };
    const toggle = (n) => {
      set(n, n, !marked.has(n));
      answer();
    };
    const indexOf = (target) => tokens.indexOf(target.closest?.("[role=option]"));

    const line = (step) => {
      // The token nearest above or below, as the lines happen to break.
      const here = tokens[current].getClientRects()[0];
      let best = current;
      let least = Infinity;
      tokens.forEach((node, n) => {
        const there = node.getClientRects()[0];
        const down = (there.top - here.top) * step;
        const distance = down * 10 + Math.abs(there.left - here.left);
        if (down > here.height / 2 && distance < least) [best, least] = [n, distance];
      });
      return best;
    };

    const keys = (event) => {
      const moves = {
        ArrowRight: () => current + 1,
        ArrowLeft: () => current - 1,
        ArrowDown: () => line(1),
        ArrowUp: () => line(-1),
        Home: () => 0,
        End: () => tokens.length - 1,
      };
      if (event.key === " " || (event.key === "Enter" && !event.shiftKey)) {
        toggle(current);
      } else if (moves[event.key] && !event.ctrlKey && !event.metaKey && !event.altKey) {
        const from = current;
        focus(moves[event.key]());
        if (event.shiftKey) {
          anchor ??= { at: from, on: !marked.has(from) };
          set(anchor.at, current, anchor.on);
          answer("extend");
        } else {
          anchor = null;
        }
      } else {
        return;
      }
      event.preventDefault();
      event.stopPropagation();
    };

    const release = () => {
      for (const ending of ENDINGS) document.removeEventListener(ending, release, true);
      if (anchor?.before && dragged) answer();
      if (anchor?.before) anchor = null;
    };

    const list = h("div", {
      role: "listbox",
      "aria-multiselectable": "true",
      "aria-label": `${item.source}: mark ${item.by}s`,
      "aria-describedby": `${uid}-task`,
      class: `ss-text ss-by-${item.by}`,
      onkeydown: keys,
      onpointerdown: (event) => {
        const n = indexOf(event.target);
        if (n < 0 || event.button !== 0) return;
        anchor = { at: n, on: !marked.has(n), before: new Set(marked) };
        dragged = false;
        // Heard everywhere: a hand that strays from the text, or a page that moves below it, ends no drag.
        for (const ending of ENDINGS) document.addEventListener(ending, release, true);
      },
      onpointerover: (event) => {
        const n = indexOf(event.target);
        if (n < 0 || !anchor?.before || event.buttons !== 1 || event.pointerType === "touch") return;
        if (n !== anchor.at) dragged = true;
        if (!dragged) return;
        marked = new Set(anchor.before);
        set(anchor.at, n, anchor.on);
        paint();
      },
      onclick: (event) => {
        const n = indexOf(event.target);
        if (n >= 0 && !dragged) {
          focus(n);
          toggle(n);
        }
      },
    });
    for (const pieces of item.paragraphs) {
      const paragraph = h("div", { role: "group", class: "ss-paragraph" });
      for (const piece of pieces) {
        if (piece.token === undefined) {
          paragraph.append(piece.text);
          continue;
        }
        const node = h(
          "span",
          { role: "option", "aria-selected": "false", tabindex: piece.token ? -1 : 0 },
          piece.text,
        );
        tokens[piece.token] = node;
        paragraph.append(node);
      }
      list.append(paragraph);
    }
    box.append(
      h(
        "p",
        { class: "ss-task", id: `${uid}-task` },
        item.task,
        " ",
        h("span", { class: "ss-keys" }, "Keys: arrows move, Space marks, Shift with arrows marks on."),
      ),
      h("p", { class: "ss-source" }, item.source),
      list,
    );
    return {
      show(value) {
        marked = new Set(value ?? []);
        paint();
      },
    };
  },
};
