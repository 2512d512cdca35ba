// That the page is on its way to the reader's place is said where it takes a while, and not later.
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { load } from "./setup.js";

beforeEach(() => {
  globalThis.document = /** @type {any} */ ({
    createElement: () => ({ textContent: "", setAttribute() {} }),
  });
});

/** A notice, and what it says after each of `told`: [pixels off, milliseconds]. */
async function said(/** @type {[number, number][]} */ ...told) {
  const { Notice } = await load("widgets/page/notice.js");
  const notice = new Notice({ append() {} });
  return told.map(([off, now]) => {
    notice.tell(off, now);
    return notice.node.textContent !== "";
  });
}

test("far from the place it is said after a moment, up or down the page", async () => {
  assert.deepEqual(await said([900, 0], [900, 300], [700, 500], [-900, 600]), [false, false, true, true]);
});

test("a page whose height is not known yet is far", async () => {
  const never = Number.POSITIVE_INFINITY;
  assert.deepEqual(await said([never, 0], [never, 1000]), [false, true]);
});

test("at the place nothing is said any more, and the next moment begins anew", async () => {
  assert.deepEqual(await said([900, 0], [900, 500], [0, 510], [900, 520], [900, 800]), [
    false,
    true,
    false,
    false,
    false,
  ]);
});

test("a few pixels are no other place", async () => {
  assert.deepEqual(await said([12, 0], [12, 5000]), [false, false]);
});
