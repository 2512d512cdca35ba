// How far a unit is done, in the words of the line above the cells.
import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./setup.js";

const items = ["a", "b", "c", "d"].map((id) => ({ id, practice: id > "b" }));
const states = (...which) => which.map((one) => ({ which: one }));
const none = () => null;

test("answered, begun and minutes left by the unit's own figure", async () => {
  const { howFar } = await load("widgets/page/progress.js");
  assert.deepEqual(howFar(items, states("done", "partly", "missing", "missing"), none, 40), {
    text: "1 of 4 answered · 1 begun · practice 0 of 2 right · about 30 min left",
    share: 0.25,
    open: 3,
  });
});

test("practice counts as right by the best try, whatever the first one was", async () => {
  const { howFar } = await load("widgets/page/progress.js");
  const tries = (id) => ({ c: { first: { share: 0 }, best: { share: 1 } }, d: { best: { share: 0.5 } } })[id] ?? null;
  const all = howFar(items, states("done", "done", "done", "done"), tries, 40);
  assert.deepEqual(all, { text: "All 4 answered · practice 1 of 2 right", share: 1, open: 0 });
});

test("a unit that names no minutes promises none", async () => {
  const { howFar } = await load("widgets/page/progress.js");
  const plain = items.slice(0, 2);
  assert.equal(howFar(plain, states("missing", "missing"), none, 0).text, "0 of 2 answered");
});

test("a claim sheet is homework: the minutes left are those of the other exercises", async () => {
  const { howFar } = await load("widgets/page/progress.js");
  const unit = [{ id: "a" }, { id: "b" }, { id: "own", family: "sheet" }];
  assert.equal(
    howFar(unit, states("done", "missing", "missing"), none, 40).text,
    "1 of 3 answered · about 20 min left",
  );
  assert.equal(howFar(unit, states("done", "done", "missing"), none, 40).text, "2 of 3 answered · homework left");
});
