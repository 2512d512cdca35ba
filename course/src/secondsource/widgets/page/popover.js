// The small window that shows one reference where it stands. One is open at a time; Escape closes it.
import { button, h } from "./dom.js";

const GAP = 6;
const SMALL = 600;

/** The window of one notebook. */
export class Popover {
  /**
   * @param {HTMLElement} home what it is a part of; it is drawn above everything
   * @param {{link: (root: Element) => void, beside: (shown: any) => void}} deeds
   */
  constructor(home, { link, beside }) {
    this.link = link;
    /** @type {HTMLElement | null} */
    this.opener = null;
    /** @type {any} */
    this.shown = null;
    this.title = h("p", { class: "ss-looked-title" });
    this.name = h("h2", { class: "ss-looked-name", tabindex: "-1" });
    this.body = h("div", { class: "ss-looked-body", tabindex: "0", role: "group", "aria-label": "Its text" });
    this.aside = button("Open beside", () => {
      const shown = this.shown;
      this.close(false);
      beside(shown);
    });
    this.node = h(
      "div",
      { class: "ss-reader ss-looked", role: "dialog", popover: "manual" },
      this.name,
      this.title,
      this.body,
      h(
        "div",
        { class: "ss-buttons" },
        this.aside,
        button("Close", () => this.close()),
      ),
    );
    this.node.addEventListener("keydown", (event) => this.key(event));
    document.addEventListener("pointerdown", (event) => this.outside(event), true);
    home.append(this.node);
  }

  /**
   * Show something below the button that asked for it; the same button closes it again.
   * @param {import("./references.js").Shown} shown
   * @param {HTMLElement} opener
   */
  open(shown, opener) {
    if (opener === this.opener) {
      this.close();
      return;
    }
    const inside = this.node.contains(opener);
    if (!inside) this.close(false);
    this.shown = shown;
    this.name.textContent = shown.name;
    this.title.textContent = shown.title;
    this.node.setAttribute("aria-label", `${shown.name}: ${shown.title}`);
    this.aside.hidden = !shown.from;
    this.body.replaceChildren(...drawParts(shown.parts));
    this.link(this.body);
    if (!inside) {
      this.opener = opener;
      opener.setAttribute("aria-expanded", "true");
      this.node.showPopover?.();
      this.node.dataset.open = "true";
      this.place(opener);
    }
    this.body.scrollTop = 0;
    this.name.focus({ preventScroll: true });
  }

  /** @param {boolean} [back] whether the focus goes back to the button */
  close(back = true) {
    if (!this.opener) return;
    const opener = this.opener;
    this.opener = null;
    opener.setAttribute("aria-expanded", "false");
    this.node.hidePopover?.();
    delete this.node.dataset.open;
    if (back) opener.focus({ preventScroll: true });
  }

  /** Below the button, or above it where there is more room; at the foot of a small screen. @param {HTMLElement} opener */
  place(opener) {
    const { style } = this.node;
    const small = window.innerWidth < SMALL;
    this.node.toggleAttribute("data-small", small);
    style.cssText = "";
    if (small) return;
    const at = opener.getBoundingClientRect();
    const below = window.innerHeight - at.bottom - 2 * GAP;
    const above = at.top - 2 * GAP;
    const width = this.node.offsetWidth;
    style.left = `${Math.max(GAP, Math.min(at.left, window.innerWidth - width - GAP))}px`;
    style.maxHeight = `${Math.max(below, above)}px`;
    if (below >= Math.min(above, this.node.offsetHeight)) style.top = `${at.bottom + GAP}px`;
    else style.top = `${Math.max(GAP, at.top - GAP - this.node.offsetHeight)}px`;
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    event.stopPropagation();
    if (event.key === "Escape") {
      event.preventDefault();
      this.close();
    } else if (event.key === "Tab") this.keepFocus(event);
  }

  /** The Tab key goes round inside, as the page behind is in no order with it. @param {KeyboardEvent} event */
  keepFocus(event) {
    const all = [...this.node.querySelectorAll("a[href], button:not([hidden]), [tabindex='0']")];
    const last = event.shiftKey ? all[0] : all[all.length - 1];
    const first = event.shiftKey ? all[all.length - 1] : all[0];
    const here = document.activeElement;
    if (here !== last && !(event.shiftKey && here === this.name)) return;
    event.preventDefault();
    /** @type {HTMLElement} */ (first).focus();
  }

  /** @param {Event} event */
  outside(event) {
    const target = /** @type {Node} */ (event.target);
    if (this.opener && !this.node.contains(target) && !this.opener.contains(target)) this.close(false);
  }
}

/** Return the parts of something looked up as nodes. @param {import("./references.js").Part[]} parts */
export function drawParts(parts) {
  return parts.map(({ head, html, text }) =>
    h(
      "div",
      { class: "ss-looked-part" },
      head ? h("strong", {}, head) : null,
      text === undefined ? h("div", { html }) : h("p", {}, text),
    ),
  );
}
