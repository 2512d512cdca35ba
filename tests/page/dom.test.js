// What a widget does around its element waits until that is in the page.
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { load } from "./setup.js";

/** @type {Map<number, () => void>} */
const frames = new Map();
let asked = 0;

beforeEach(() => {
  frames.clear();
  globalThis.requestAnimationFrame = (then) => {
    asked += 1;
    frames.set(asked, () => then(0));
    return asked;
  };
  globalThis.cancelAnimationFrame = (id) => frames.delete(id);
});

function frame() {
  const due = [...frames.values()];
  frames.clear();
  for (const then of due) then();
}

test("it is called once, in the first frame in which its element is in the page", async () => {
  const { whenInPage } = await load("widgets/page/dom.js");
  const el = /** @type {any} */ ({ isConnected: false });
  let calls = 0;
  whenInPage(el, () => (calls += 1));
  for (let n = 0; n < 5; n += 1) frame();
  assert.equal(calls, 0);
  el.isConnected = true;
  for (let n = 0; n < 5; n += 1) frame();
  assert.equal(calls, 1);
});

test("called off, it is called no more, however many frames have gone by", async () => {
  const { whenInPage } = await load("widgets/page/dom.js");
  for (const gone of [0, 1, 3]) {
    const el = /** @type {any} */ ({ isConnected: false });
    let calls = 0;
    const callOff = whenInPage(el, () => (calls += 1));
    for (let n = 0; n < gone; n += 1) frame();
    callOff();
    el.isConnected = true;
    for (let n = 0; n < 5; n += 1) frame();
    assert.equal(calls, 0, `after ${gone} frames`);
    assert.equal(frames.size, 0);
  }
});
