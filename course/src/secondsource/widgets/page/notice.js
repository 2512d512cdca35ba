// Says that the page is on its way back to the reader's place, while something else is in view.
import { h } from "./dom.js";

const FAR = 60; // px from the place that count as something else
const LONG = 400; // ms for which that is in view, before it is said

/** The notice of one notebook. It is on the page all the time, as those who hear it are told of words that come. */
export class Notice {
  /** @param {Pick<Element, "append">} home */
  constructor(home) {
    this.node = h("p", { class: "ss-reader ss-on-the-way", role: "status" });
    home.append(this.node);
    /** Since when something else is in view. @type {number | undefined} */
    this.since = undefined;
  }

  /** @param {number} off how many pixels from the place the page is; 0 where it is not on its way @param {number} [now] in ms */
  tell(off, now = performance.now()) {
    this.since = Math.abs(off) > FAR ? (this.since ?? now) : undefined;
    const late = this.since !== undefined && now - this.since >= LONG;
    const text = late ? "Taking you back to where you were …" : "";
    if (this.node.textContent !== text) this.node.textContent = text;
  }
}
