// What each family takes for an answer, and how much of it is answered. That Python says the same of generated
// answers is held by tests/test_page_agrees.py; here stands what is meant.
import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./setup.js";

const options = (...ids) => ids.map((id) => ({ id, html: id, text: id }));
const CASES = {
  choice: {
    item: { options: options("a", "b", "constructor") },
    fit: [
      ["a", 1, 1],
      ["constructor", 1, 1],
    ],
    misfit: ["A", 0, ["a"], "__proto__", "toString", {}],
  },
  select: {
    item: { options: options("a", "b") },
    fit: [
      [[], 0, 1],
      [["b", "a"], 1, 1],
      [["a", "a"], 1, 1],
    ],
    misfit: ["a", ["c"], ["a", "b", "a"], [null], { 0: "a" }, ["toString"]],
  },
  "two-tier": {
    item: { options: options("a", "b"), reasons: options("x", "y") },
    fit: [
      [{}, 0, 2],
      [{ answer: "a" }, 1, 2],
      [{ answer: "a", reason: null }, 1, 2],
      [{ answer: "b", reason: "y" }, 2, 2],
    ],
    misfit: [[], { answer: "x" }, { answer: "a", more: 1 }, { constructor: null }, "a"],
  },
  matrix: {
    item: { rows: options("r", "s", "constructor"), columns: options("c", "d") },
    fit: [
      [{}, 0, 3],
      [{ r: "c" }, 1, 3],
      [{ r: "c", s: null }, 1, 3],
      [{ constructor: "c" }, 1, 3],
    ],
    misfit: [[], { t: "c" }, { r: "e" }, { r: ["c"] }, { toString: null }],
  },
  number: {
    item: { units: options("m", "km") },
    fit: [
      [{}, 0, 2],
      [{ amount: 0, unit: null }, 1, 2],
      [{ amount: -1e15, unit: "m" }, 2, 2],
    ],
    misfit: [
      1,
      { amount: "1" },
      { amount: 1e15 + 1 },
      { amount: true },
      { unit: "mm" },
      { amount: Number.NaN },
      { constructor: null },
    ],
  },
  spans: {
    item: { count: 3 },
    fit: [
      [[], 0, 1],
      [[2, 0], 1, 1],
      [[1, 1], 1, 1],
    ],
    misfit: [[3], [-1], [1.5], ["0"], [true], { 0: 1 }, [0, 1, 2, 0]],
  },
  graph: {
    item: { nodes: options("a", "b", "c") },
    fit: [
      [[], 0, 1],
      [
        [
          ["a", "b"],
          ["b", "a"],
        ],
        1,
        1,
      ],
      [
        [
          ["a", "b"],
          ["a", "b"],
        ],
        1,
        1,
      ],
    ],
    misfit: [[["a", "a"]], [["a"]], [["a", "d"]], [["a", "b", "c"]], ["ab"], { a: "b" }, [["a", "toString"]]],
  },
  order: {
    item: { events: options("a", "b", "c") },
    fit: [
      [{}, 0, 3],
      [{ order: ["b", "a"] }, 2, 3],
      [{ order: [], aside: ["c"] }, 1, 3],
    ],
    misfit: [
      ["a"],
      { order: ["a", "a"] },
      { order: ["a"], aside: ["a"] },
      { order: ["a"], aside: null },
      { order: null },
      { order: "a" },
      { later: [] },
    ],
  },
  probability: {
    item: {},
    fit: [
      [0, 1, 1],
      [12.5, 1, 1],
      [100, 1, 1],
    ],
    misfit: [-1, 100.01, "50", true, [50], Number.NaN, Number.POSITIVE_INFINITY],
  },
  bayes: {
    item: { fields: { prior: "", if_true: "", after: "" } },
    fit: [
      [{}, 0, 3],
      [{ prior: 0, after: null }, 1, 3],
      [{ prior: 1, if_true: 2, after: 3 }, 3, 3],
    ],
    misfit: [
      [],
      5,
      { prior: "1" },
      { prior: true },
      { belief: 1 },
      { constructor: null },
      JSON.parse('{"__proto__": null}'),
    ],
  },
  cite: {
    item: { options: options("a", "b"), places: options("p", "q", "r"), most: 2 },
    fit: [
      [{}, 0, 2],
      [{ answer: null, places: [] }, 0, 2],
      [{ answer: "a" }, 1, 2],
      [{ answer: "b", places: ["q", "p"] }, 2, 2],
      [{ places: ["p", "p", "q"] }, 1, 2],
    ],
    misfit: [[], { answer: "p" }, { places: ["a"] }, { places: ["p", "q", "r"] }, { rows: [] }, { places: "p" }],
  },
  pairs: {
    item: { left: { parts: options("l", "m") }, right: { parts: options("r", "s", "constructor") } },
    fit: [
      [{}, 0, 3],
      [{ r: "m", s: "none" }, 2, 3],
      [{ constructor: "l", r: null }, 1, 3],
    ],
    misfit: [[], { l: "r" }, { r: "x" }, { r: ["l"] }, { toString: "l" }],
  },
  argument: {
    item: {
      statements: options("s", "t"),
      places: options("first", "last"),
      bridge: { options: options("b", "c") },
      falls: { options: options("f", "g") },
    },
    fit: [
      [{}, 0, 4],
      [{ roles: { s: "first", t: "out" } }, 2, 4],
      [{ roles: null, bridge: "b" }, 1, 4],
      [{ roles: { s: null }, bridge: "c", falls: "f" }, 2, 4],
    ],
    misfit: [[], { roles: [] }, { roles: { s: "b" } }, { roles: { u: "out" } }, { bridge: "f" }, { s: "first" }],
  },
  budget: {
    item: { budget: 2, sources: options("a", "b", "constructor") },
    fit: [
      [{}, 0, 3],
      [{ start: null, looks: [] }, 0, 3],
      [{ start: 50 }, 1, 3],
      [{ start: 50, looks: [{ look: "b" }] }, 1, 3],
      [
        {
          start: 0,
          looks: [
            { look: "constructor", chance: 10 },
            { look: "a", chance: 0.5 },
          ],
        },
        3,
        3,
      ],
    ],
    misfit: [
      [],
      50,
      { start: "5" },
      { start: 101 },
      { begin: 5 },
      { looks: [{ look: "a", chance: 5 }] },
      { start: 5, looks: { a: 5 } },
      { start: 5, looks: [{ look: "c", chance: 5 }] },
      { start: 5, looks: [{ look: "toString", chance: 5 }] },
      { start: 5, looks: [{ look: "a", chance: 5, more: 1 }] },
      { start: 5, looks: [{ chance: 5 }] },
      { start: 5, looks: [{ look: "a" }, { look: "b", chance: 5 }] },
      {
        start: 5,
        looks: [
          { look: "a", chance: 5 },
          { look: "a", chance: 5 },
        ],
      },
      {
        start: 5,
        looks: [
          { look: "a", chance: 5 },
          { look: "b", chance: 5 },
          { look: "constructor", chance: 5 },
        ],
      },
    ],
  },
  calibration: {
    item: { statements: options("s", "t", "constructor"), bands: [[0, 100]] },
    fit: [
      [{}, 0, 3],
      [{ s: 0, t: 100 }, 2, 3],
      [{ constructor: 50.5, s: null }, 1, 3],
    ],
    misfit: [[], { s: 101 }, { s: "5" }, { u: 5 }, { toString: 5 }, 50],
  },
  setting: {
    item: {
      filters: [{ id: "f", options: options("x", "y") }],
      cells: [
        [["x"], 1, 2],
        [["y"], 3, 4],
      ],
      asks: options("a", "b"),
    },
    fit: [
      [{}, 0, 2],
      [{ a: { f: "x" } }, 1, 2],
      [{ a: { f: null }, b: null }, 1, 2],
      [{ a: {}, b: { f: null } }, 2, 2],
    ],
    misfit: [
      [],
      { a: "x" },
      { c: { f: "x" } },
      { a: { f: "z" } },
      { a: { g: null } },
      { a: { f: "all" } },
      { a: { f: ["x"] } },
    ],
  },
  text: {
    item: { longest: 5 },
    fit: [
      ["", 0, 1],
      [" \n", 0, 1],
      ["words", 1, 1],
      ["🙂🙂🙂🙂🙂", 1, 1],
    ],
    misfit: [["words"], 5, "longer", "\ud83d", { text: "a" }],
  },
  sheet: {
    item: { columns: { claim: "", gap: "" }, least: 1, most: 2, longest: 5 },
    fit: [
      [[], 0, 2],
      [[{ claim: "a" }], 1, 2],
      [[{ claim: "a" }, { claim: "b", gap: "c" }], 2, 2],
      [[{ claim: "a", gap: null }, { gap: " " }], 1, 2],
    ],
    misfit: [{}, [null], [{ words: "a" }], [{ claim: 1 }], [{ claim: "longer" }], [{}, {}, {}], "a"],
  },
};

test("what is written is told from space as Python tells it", async () => {
  const { isWritten } = await load("widgets/page/writing.js");
  for (const space of ["", " ", "\n\t", "\u00a0", "\u0085", "\u001c", "\u3000"]) assert.equal(isWritten(space), false);
  for (const text of ["a", "\ufeff", "\u200b", " . "]) assert.equal(isWritten(text), true);
});

for (const [name, { item, fit, misfit }] of Object.entries(CASES)) {
  test(name, async () => {
    const { family } = await load(`families/${name.replace("-", "_")}.js`);
    assert.equal(family.progress(item, null).given, 0);
    for (const [value, given, of] of fit) {
      assert.equal(family.fits(item, value), true, JSON.stringify(value));
      assert.deepEqual(family.progress(item, value), { given, of }, JSON.stringify(value));
    }
    for (const value of misfit) assert.equal(family.fits(item, value), false, JSON.stringify(value));
  });
}

test("every family has a case here", async () => {
  const { readdirSync } = await import("node:fs");
  const { SOURCE } = await import("./setup.js");
  const found = readdirSync(new URL("families/", SOURCE)).filter((f) => f.endsWith(".js"));
  assert.deepEqual(found.map((f) => f.slice(0, -3).replace("_", "-")).sort(), Object.keys(CASES).sort());
});

test("a number is read as it was meant, or it is said what is wrong", async () => {
  const { readNumber } = await load("families/number.js");
  for (const [text, amount] of [
    ["", null],
    ["1234.5", 1234.5],
    ["1 234", 1234],
    ["−3", -3],
    ["+.5", 0.5],
    ["3.125", 3.125],
    ["0.250", 0.25],
    ["-0", 0],
    ["70,5", 70.5],
    ["0,125", 0.125],
    ["1,234.5", 1234.5],
    ["1.234,5", 1234.5],
    ["1,234,567", 1234567],
  ]) {
    assert.deepEqual(readNumber(text), { amount }, text);
  }
  for (const [text, said] of [
    ["1.000", "as 1 and as 1000"],
    ["12.350", "as 12.35 and as 12350"],
    ["1,500", "can be read as 1.5 and as 1500"],
    ["5 km", "digits only"],
    ["1e3", "digits only"],
    ["9".repeat(17), "too large"],
  ]) {
    assert.match(readNumber(text).problem, new RegExp(said), text);
    assert.equal(readNumber(text).amount, undefined);
  }
});

test("a chance is read in percent", async () => {
  const { readPercent } = await load("widgets/page/percent.js");
  for (const [text, chance] of [
    ["", null],
    ["70", 70],
    [" 70.5 % ", 70.5],
    ["0", 0],
    ["100", 100],
    ["101", Number.NaN],
    ["-1", Number.NaN],
    ["70,5", 70.5],
    ["7,0,5", Number.NaN],
    ["x", Number.NaN],
  ]) {
    assert.equal(readPercent(text), chance, text);
  }
});
