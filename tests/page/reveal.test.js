// After a check the page moves as little as shows the result, with the question where both fit.
import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./setup.js";

const VIEW = { top: 100, bottom: 700 };

test("by how much the page moves", async () => {
  const { movement } = await load("widgets/page/reveal.js");
  const cases = [
    ["all in view: not at all", { question: 200, button: 500, top: 540, bottom: 660 }, 0],
    [
      "half hidden, with room above the question: as much as is hidden",
      { question: 200, button: 600, top: 640, bottom: 740 },
      48,
    ],
    [
      "taller than what is free: until the question is at the top",
      { question: 200, button: 500, top: 540, bottom: 1400 },
      92,
    ],
    ["the question is above already: its beginning only", { question: -300, button: 640, top: 680, bottom: 1400 }, 108],
    ["never past the button", { question: -300, button: 150, top: 690, bottom: 1400 }, 42],
  ];
  for (const [name, places, by] of cases) assert.equal(movement(places, VIEW), by, name);
});
