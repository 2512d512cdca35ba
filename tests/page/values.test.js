import assert from "node:assert/strict";
import { test } from "node:test";
import { load, Storage } from "./setup.js";

const { newer, readEntry, timeAfter } = await load("recording/values.js");
const { Journal } = await load("recording/journal.js");
const { storedIn } = await load("recording/store.js");
const { isPlainKey } = await load("widgets/page/dom.js");

test("an entry has a value and a time that is a number", () => {
  assert.deepEqual(readEntry({ value: null, t: 5, more: 1 }), { value: null, t: 5 });
  assert.deepEqual(readEntry({ value: 1 }), { value: 1, t: 0 });
  for (const raw of [
    null,
    1,
    "x",
    [],
    {},
    { t: 1 },
    { value: 1, t: null },
    { value: 1, t: "1" },
    { value: 1, t: Number.NaN },
  ]) {
    assert.equal(readEntry(raw), null, JSON.stringify(raw));
  }
});

test("an answer is later than the one it replaces, unless that one's time is absurd", () => {
  const now = Date.now() / 1000;
  assert.ok(timeAfter({ value: 1, t: now + 60 }) > now + 60);
  assert.ok(Math.abs(timeAfter({ value: 1, t: 1e300 }) - now) < 5);
  assert.ok(newer({ t: 2 }, { t: 1 }) && !newer({ t: 1 }, { t: 1 }) && newer({ t: 1 }, null));
});

test("ids that an object has by itself are ids like any other", () => {
  const held = JSON.parse('{"responses": {"__proto__": {"value": 1, "t": 1}, "constructor": {"value": 2, "t": 2}}}');
  assert.deepEqual([...storedIn(held).keys()], ["__proto__", "constructor"]);
  assert.equal(storedIn({ schema: 2, responses: held.responses }).size, 0);
});

test("the journal gives back what it was given, of this unit and not of another year", () => {
  const storage = new Storage();
  const journal = new Journal(() => "a.ipynb", storage);
  const now = Date.now() / 1000;
  const entries = new Map([
    ["a", { value: [1], t: now }],
    ["__proto__", { value: 2, t: now }],
  ]);
  journal.write("u", new Map([...entries, ["old", { value: 1, t: now - 1e8 }]]));
  assert.deepEqual(journal.read("u"), { unit: "u", entries });
  assert.deepEqual(journal.read("").entries, entries);
  assert.equal(journal.read("other").entries.size, 0);
  assert.equal(new Journal(() => "b.ipynb", storage).read("u").entries.size, 0);
  journal.write("u", new Map());
  assert.equal(storage.held.size, 0);
});

test("a browser that keeps nothing, or something odd, breaks nothing", () => {
  const denied = () => {
    throw new Error("denied");
  };
  const warn = console.warn;
  console.warn = () => {};
  for (const storage of [
    null,
    { getItem: denied, setItem: denied },
    { getItem: () => "{" },
    { getItem: () => "[1]" },
    { getItem: () => '{"responses": 5}' },
  ]) {
    const journal = new Journal(() => "a.ipynb", storage);
    journal.write("u", new Map([["a", { value: 1, t: 1 }]]));
    assert.equal(journal.read("u").entries.size, 0);
  }
  console.warn = warn;
});

test("plain keys are the exercise's; what a person uses to save, run and leave is JupyterLab's", () => {
  for (const key of ["d", "ArrowUp", "Enter", " "]) assert.ok(isPlainKey({ key }), key);
  for (const key of [
    { key: "s", ctrlKey: true },
    { key: "Enter", shiftKey: true },
    { key: "Escape" },
    { key: "F5" },
    { key: "m", altKey: true },
  ]) {
    assert.ok(!isPlainKey(key), JSON.stringify(key));
  }
});
