// The reading panel: a text, a table or something drawn that stays open beside the exercises, or below them on a
// narrow page.
import { button, h } from "./dom.js";
import { drawAgain, drawnIn } from "./pictures.js";
import { drawParts } from "./popover.js";

const NARROW = 800;
const WIDTHS = ["narrow", "wide"];

/** The panel of one notebook. What it shows is kept as long as the page is. */
export class Panel {
  /**
   * @param {HTMLElement} home what the panel stands in: the notebook with its toolbar, or the page
   * @param {import("./references.js").Material} material
   * @param {(root: Element) => void} link
   */
  constructor(home, material, link) {
    this.home = home;
    this.material = material;
    this.link = link;
    /** Names of the paragraphs and rows that the lesson has shown so far. @type {Set<string>} */
    this.seen = new Set();
    this.showing = "";
    /** The explorer or picture that is shown, where it stands in the lesson. @type {HTMLElement | null} */
    this.original = null;
    this.endDrawn = () => {};
    /** @type {HTMLElement | null} */
    this.opener = null;
    this.list = h("select", { "aria-label": "Text, table or picture", onchange: () => this.show(this.list.value) });
    this.body = h("div", { class: "ss-panel-body", tabindex: "0", role: "group", "aria-label": "What was chosen" });
    this.size = button("Larger", () => this.resize());
    this.head = h("h2", { tabindex: "-1" }, "Reading panel");
    this.node = h(
      "aside",
      { class: "ss-reader ss-panel", "aria-label": "Reading panel", hidden: true },
      h(
        "div",
        { class: "ss-panel-head" },
        this.head,
        this.size,
        button("Close", () => this.close()),
      ),
      this.list,
      this.body,
    );
    this.node.addEventListener("keydown", (event) => {
      event.stopPropagation();
      if (event.key === "Escape") this.close();
    });
    home.append(this.node);
    this.sizes = new ResizeObserver(() => this.fit());
    this.sizes.observe(home);
  }

  get isOpen() {
    return !this.node.hidden;
  }

  /** The texts and tables of which the lesson has shown something, and what is drawn: id and title of each. */
  choices() {
    const texts = [...this.material.texts.values()].filter((t) => this.numbers(t).length);
    const tables = [...this.material.tables.values()].filter((t) => this.rows(t).length);
    return [...texts, ...tables, ...drawnIn(this.home)].map(({ id, title }) => ({ id, title }));
  }

  /** @param {import("./references.js").Text} text */
  numbers(text) {
    return [...text.paragraphs.keys()].filter((n) => this.seen.has(`${text.id} ¶${n}`));
  }

  /** @param {import("./references.js").Table} table */
  rows(table) {
    return [...table.rows.keys()].filter((id) => this.seen.has(id));
  }

  /**
   * Open the panel, at a paragraph or row if one is named.
   * @param {HTMLElement | null} opener where the focus goes back to
   * @param {string} [name] such as `A ¶6` or `R057`
   */
  open(opener, name = "") {
    const shown = name ? this.material.look(name) : null;
    for (const part of shown ? named(name) : []) this.seen.add(part);
    this.openAt(opener, shown?.from || this.showing);
    if (shown) this.lead(named(name)[0]);
  }

  /** Open the panel with an explorer or a picture of the lesson. @param {HTMLElement} opener @param {HTMLElement} node */
  openDrawn(opener, node) {
    this.openAt(opener, drawnIn(this.home).find((drawn) => drawn.node === node)?.id ?? "");
  }

  /** @param {HTMLElement | null} opener @param {string} id */
  openAt(opener, id) {
    this.opener = opener;
    this.node.hidden = false;
    this.fit();
    this.show(id);
    this.head.focus({ preventScroll: true });
  }

  /** Close the panel; the focus goes back to where it came from. */
  close() {
    if (!this.isOpen) return;
    const inside = this.node.contains(document.activeElement);
    this.node.hidden = true;
    this.fit();
    if (inside) this.opener?.focus({ preventScroll: true });
  }

  /**
   * Fill the list, with `id` chosen, or the first where there is none such, if it is not to come back.
   * @param {string} id @param {boolean | null} [coming]
   */
  fill(id, coming) {
    const choices = this.choices();
    if (coming) choices.push({ id, title: this.list.selectedOptions[0]?.textContent ?? "" });
    this.showing = choices.some((c) => c.id === id) ? id : (choices[0]?.id ?? "");
    const options = choices.map((c) => h("option", { value: c.id, selected: c.id === this.showing }, c.title));
    this.list.replaceChildren(...options);
    this.list.hidden = !choices.length;
  }

  /** Show one text, table, explorer or picture. @param {string} id */
  show(id) {
    this.fill(id);
    const text = this.material.texts.get(this.showing);
    const table = this.material.tables.get(this.showing);
    const drawn = drawnIn(this.home).find((d) => d.id === this.showing);
    this.endDrawn();
    this.endDrawn = () => {};
    this.original = drawn?.node ?? null;
    if (text) this.body.replaceChildren(...this.drawText(text));
    else if (table) this.body.replaceChildren(...this.drawTable(table));
    else if (drawn) {
      this.body.replaceChildren();
      this.endDrawn = drawAgain(drawn, this.body);
    } else this.body.replaceChildren(h("p", {}, "Nothing was shown in this unit yet. Run its cells first."));
    this.link(this.body);
    this.body.scrollTop = 0;
  }

  /** Show anew what has grown, and stay at the place. */
  refresh() {
    if (!this.isOpen) return;
    // What is drawn is the same as long as its original is there, and a list in it may be open. While its cell is run
    // again there is none: what was drawn stays until the new one comes.
    const gone = this.original && !this.choices().some(({ id }) => id === this.showing);
    if (this.original?.isConnected || gone) return this.fill(this.showing, gone);
    const at = this.body.scrollTop;
    this.show(this.showing);
    this.body.scrollTop = at;
  }

  /** @param {import("./references.js").Text} text */
  drawText(text) {
    const note = h("p", { class: "ss-looked-title" }, `${text.label}. `, h("span", { html: text.original }));
    return [note, ...this.numbers(text).map((n) => this.line(`${text.id} ¶${n}`, `¶${n}`))];
  }

  /** @param {import("./references.js").Table} table */
  drawTable(table) {
    return this.rows(table).map((id) => this.line(id, id));
  }

  /** @param {string} name @param {string} label */
  line(name, label) {
    const shown = this.material.look(name);
    return h(
      "div",
      { class: "ss-panel-line", "data-at": name },
      h("span", { class: "ss-no" }, label),
      h("div", {}, ...drawParts(shown?.parts ?? [])),
    );
  }

  /** Bring a paragraph or row into view and mark it. @param {string} name */
  lead(name) {
    for (const line of this.body.children) {
      const here = /** @type {HTMLElement} */ (line).dataset.at === name;
      line.toggleAttribute("data-led", here);
      if (here) line.scrollIntoView({ block: "start" });
    }
  }

  resize() {
    const wide = this.node.dataset.width === WIDTHS[1];
    this.node.dataset.width = WIDTHS[wide ? 0 : 1];
    this.size.textContent = wide ? "Larger" : "Smaller";
    this.fit();
  }

  /** Tell the notebook how much room the panel takes. */
  fit() {
    const narrow = this.home.clientWidth < NARROW;
    const notebook = /** @type {HTMLElement | null} */ (this.home.querySelector(":scope > .jp-Notebook"));
    const toolbar = notebook?.offsetTop ?? 0;
    this.node.style.top = narrow ? "" : `${toolbar}px`;
    this.node.toggleAttribute("data-drawer", narrow);
    this.home.toggleAttribute("data-ss-beside", this.isOpen && !narrow);
    this.home.toggleAttribute("data-ss-below", this.isOpen && narrow);
    const taken = narrow ? this.node.offsetHeight + toolbar : this.node.offsetWidth;
    this.home.style.setProperty("--ss-panel", `${taken}px`);
  }
}

/** The single paragraphs that a reference names, three by `B ¶3-5`, or the row. @param {string} name */
function named(name) {
  const [, document, first, last] = /^([A-Z]{1,2}) ¶(\d+)(?:[-–](\d+))?/.exec(name) ?? [];
  if (!document) return [name];
  const length = Math.max(1, Number(last ?? first) - Number(first) + 1);
  return Array.from({ length }, (_, i) => `${document} ¶${Number(first) + i}`);
}
