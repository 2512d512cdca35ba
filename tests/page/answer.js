// What the page makes of answers: a line of JSON in, a line of JSON out, for tests/test_page_agrees.py.
//   {"item": ..., "value": ...}   gives {fits, given, of, kind, text, standing}
//   {"metadata": ...}             gives {item id: time of the answer}
//   {"material": ..., "text": ...} gives the names of the references that the page makes buttons of
import { createInterface } from "node:readline";
import { load } from "./setup.js";

const { statusOf } = await load("widgets/page/status.js");
const { standing } = await load("widgets/page/hand_in.js");
const { WORDS } = await load("widgets/page/words.js");
const { storedIn } = await load("recording/store.js");
const { Material } = await load("widgets/page/references.js");

// JSON has no such numbers, but a notebook written by Python may.
const ODD = { NaN: Number.NaN, Infinity: Number.POSITIVE_INFINITY, "-Infinity": Number.NEGATIVE_INFINITY };
const revive = (_, value) => (typeof value?.$odd === "string" ? ODD[value.$odd] : value);

async function judge({ item, value, metadata, material, text }) {
  if (material !== undefined) return new Material(material).find(text, { document: "" }).map((found) => found.name);
  if (metadata !== undefined)
    return Object.fromEntries([...storedIn(metadata.secondsource)].map(([id, { t }]) => [id, t]));
  const { family } = await load(`families/${item.family.replace("-", "_")}.js`);
  // As if a save had just ended: what is said then is what a learner relies on.
  const answers = { words: WORDS, get: () => ({ value, t: 1 }), state: () => ({ kind: "saved", text: "" }) };
  const fits = value === null || family.fits(item, value);
  const { given, of } = fits ? family.progress(item, value) : { given: 0, of: 0 };
  return { fits, given, of, ...statusOf(answers, item, family), standing: standing(answers, item, family, "").which };
}

for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(`${JSON.stringify(await judge(JSON.parse(line, revive)))}\n`);
}
