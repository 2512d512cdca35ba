// Arrows between boxes: none runs behind a box, wide or narrow, however many boxes there are.
import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./setup.js";

const everyPair = (count) =>
  Array.from({ length: count * count }, (_, n) => [Math.floor(n / count), n % count]).filter(([a, b]) => a !== b);

/** The point at `t` of a Bézier curve of any degree. */
function pointAt(curve, t) {
  if (curve.length === 1) return curve[0];
  const shorter = curve.slice(1).map((end, n) => [0, 1].map((i) => (1 - t) * curve[n][i] + t * end[i]));
  return pointAt(shorter, t);
}

for (const narrow of [true, false]) {
  test(`every arrow between 4 to 10 boxes is seen from end to end, ${narrow ? "narrow" : "wide"}`, async () => {
    const { BOX, placed, curves } = await load("widgets/page/arrows.js");
    const on = ([x, y], [bx, by], room = 0) =>
      Math.abs(x - bx) < BOX.width / 2 + room && Math.abs(y - by) < BOX.height / 2 + room;
    for (let count = 4; count <= 10; count += 1) {
      const { width, height, at } = placed(count, narrow);
      for (const [x, y] of at) {
        assert.ok(
          x >= BOX.width / 2 && x <= width - BOX.width / 2 && y >= BOX.height / 2 && y <= height - BOX.height / 2,
        );
        const near = at.filter(([ox, oy]) => Math.abs(ox - x) < BOX.width && Math.abs(oy - y) < BOX.height);
        assert.equal(near.length, 1, `${count} boxes: two of them cover each other`);
      }
      const pairs = everyPair(count);
      for (const together of [pairs, ...pairs.map((pair) => [pair])]) {
        curves(at, together, narrow).forEach((curve, n) => {
          const [a, b] = together[n];
          assert.ok(
            on(curve[0], at[a], 10) && on(curve[curve.length - 1], at[b], 10),
            `${count}: ${a} to ${b} has loose ends`,
          );
          for (let step = 0; step <= 200; step += 1) {
            const point = pointAt(curve, step / 200);
            const behind = at.findIndex((box) => on(point, box));
            assert.equal(behind, -1, `${count} boxes: the arrow from ${a} to ${b} runs behind box ${behind}`);
          }
        });
      }
    }
  });
}
