import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./setup.js";

const { Material } = await load("widgets/page/references.js");

const material = new Material({
  texts: [
    {
      id: "A",
      title: "Article A",
      label: "ours",
      original: "",
      paragraphs: [
        [6, "<p>Six. More.</p>", ["Six.", "More."]],
        [7, "<p>Seven.</p>", ["Seven."]],
      ],
    },
  ],
  tables: [{ id: "record", title: "Public record", rows: [["R040", [["Fact", "It rained."]]]] }],
  terms: [{ names: ["base rate", "base rates"], html: "<p>How often.</p>" }],
});
const names = (text) => material.find(text, { document: "" }).map((found) => found.name);

test("references are found with their places, and only those that lead somewhere", () => {
  const text = "See A ¶6, R040 and A ¶8.";
  const found = material.find(text, { document: "" });
  assert.deepEqual(
    found.map(({ start, end, name }) => [text.slice(start, end), name]),
    [
      ["A ¶6", "A ¶6"],
      ["R040", "R040"],
    ],
  );
  assert.deepEqual(names("R041, XR040, R0401, B ¶6, www.example/R040, A¶6"), []);
});

test("a paragraph without its document goes with the one named before it", () => {
  assert.deepEqual(names("A ¶6 and ¶7"), ["A ¶6", "A ¶7"]);
  assert.deepEqual(names("¶7 and A ¶6"), ["A ¶6"]);
});

test("a sentence, a run of paragraphs and a row show what they name", () => {
  assert.deepEqual(
    material.look("A ¶6.2").parts.map((p) => p.text ?? p.html),
    ["More.", "<p>Six. More.</p>"],
  );
  assert.deepEqual(
    material.look("A ¶6-7").parts.map((p) => p.head),
    ["¶6", "¶7"],
  );
  assert.deepEqual(material.look("R040").parts, [{ head: "Fact", html: "It rained." }]);
  for (const nothing of ["A ¶6.3", "A ¶7-6", "A ¶9", "R041", "", "constructor"])
    assert.equal(material.look(nothing), null);
});

test("a term is explained once, in any of its forms and cases, and only as a whole word", () => {
  const used = new Set();
  assert.deepEqual(
    material.findTerms("Base rates, a base rate.", used).map((f) => f.name),
    ["Base rates"],
  );
  assert.deepEqual(material.findTerms("The base rate.", used), []);
  assert.deepEqual(material.findTerms("database rates", new Set()), []);
  assert.equal(material.define("BASE RATES").name, "base rate");
});
