// By how much the page is scrolled so that what is being read stays where it is.
import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./setup.js";

const LINE = 100;

/** A part of the page. @param {number} top @param {number} width @param {number} height */
const node = (top, width, height, isConnected = true) => ({
  isConnected,
  getBoundingClientRect: () => ({ top, width, height }),
});
const part = (now, below, width, height) => ({ node: now, below, width, height });

test("the innermost part that is still there stands where it stood", async () => {
  const { offset } = await load("widgets/page/anchor.js");
  const cell = part(node(-900, 600, 2000), -400, 600, 1500);
  const cases = [
    ["what has moved up by 70 px", [part(node(50, 600, 20), 20, 600, 20), cell], -70],
    ["drawn anew: what is around it", [part(node(50, 600, 20, false), 20, 600, 20), cell], -600],
    ["hidden meanwhile: what is around it", [part(node(0, 0, 0), 20, 600, 20), cell], -600],
    ["cut by the line, and narrower now: the same share above it", [part(node(0, 400, 300), -50, 600, 200)], -25],
    ["cut by the line, as wide as before: the same px", [part(node(0, 600, 300), -50, 600, 200)], -50],
    ["nothing is left", [part(node(0, 600, 20, false), 20, 600, 20)], 0],
  ];
  for (const [name, parts, by] of cases) assert.equal(offset(parts, LINE), by, name);
});
