// Leading to the list at the end, which Jupyter draws only when it comes near the view.
import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./setup.js";

const page = /** @type {any} */ (globalThis);
page.window = { addEventListener() {}, removeEventListener() {}, innerHeight: 800 };
page.requestAnimationFrame = (fn) => setTimeout(fn, 0);
const words = { notShown: (name) => `${name} is not shown yet.` };

/** Something on the page. @param {() => void} [came] what happens once it is scrolled to */
function node(came = () => {}) {
  const one = {
    isConnected: true,
    seen: 0,
    focused: false,
    getClientRects: () => [{}],
    getBoundingClientRect: () => ({ top: 0, height: 100 }),
    scrollIntoView() {
      one.seen += 1;
      came();
    },
    focus: () => (one.focused = true),
    querySelector: () => one,
  };
  return one;
}

/** A notebook. @param {any[]} cells @param {() => any} list */
const notebook = (cells, list) => {
  const home = { querySelector: list, querySelectorAll: () => cells };
  return { closest: () => home };
};

test("what isn't drawn yet is gone to and waited for, and nothing is said", async () => {
  const { findList } = await load("widgets/page/hand_in.js");
  const list = node();
  let drawn = null;
  const cell = node(() => setTimeout(() => (drawn = list), 20));
  const said = { textContent: "The list at the end is not shown yet." };
  findList(
    notebook([cell], () => drawn),
    said,
    words,
  );
  while (!list.focused) await new Promise((done) => setTimeout(done, 10));
  assert.equal(said.textContent, "");
  assert.ok(list.seen > 0);
});

test("where nothing will be drawn, that is said at once", async () => {
  const { findList } = await load("widgets/page/hand_in.js");
  const said = { textContent: "" };
  findList(
    notebook([], () => null),
    said,
    words,
  );
  assert.equal(said.textContent, "The list at the end is not shown yet.");
});
