// Learners of a built site without a screen: `node learners.mjs SITE UNIT < ANSWERS`. ANSWERS is a JSON object of learners,
// {name: {item id: value}}. Each answers through the recorder that the exercises use, on the page's own host, and
// downloads the notebook with the page's own code; its name and text are written as JSON on a line.
import fs from "node:fs";
import path from "node:path";
import vm from "node:vm";
import { load, SOURCE, Storage } from "./setup.js";

const [site, unit] = process.argv.slice(2);
Object.defineProperty(globalThis, "navigator", { value: {}, configurable: true });
globalThis.localStorage = new Storage();

// What is given to the reader: a link to a blob, which is pressed.
const blobs = new Map();
const given = [];
URL.createObjectURL = (blob) => {
  const address = `blob:${blobs.size}`;
  blobs.set(address, blob);
  return address;
};
globalThis.document.createElement = () => ({
  setAttribute(name, value) {
    this[name] = value;
  },
  click() {
    given.push({ name: this.download, blob: blobs.get(this.href) });
  },
});

const folder = path.join(site, unit);
for (const name of fs.readdirSync(folder).filter((file) => file.endsWith(".js")))
  vm.runInThisContext(fs.readFileSync(path.join(folder, name), "utf-8"));
const data = globalThis.SecondSourceUnits[unit];
const { UnitHost } = await load("site/page/host.js");
const { downloadNotebook } = await load("site/page/files.js");
const { answersOf } = await load("recording/hosts.js");
const families = {};
for (const name of fs.readdirSync(new URL("families/", SOURCE)).filter((file) => file.endsWith(".js")))
  families[name.slice(0, -3).replace("_", "-")] = (await load(`families/${name}`)).family;
globalThis.SecondSource = { answersOf, families };

/** A browser's database, in memory. */
class Memory {
  kept = new Map();
  read = async (name) => this.kept.get(name);
  change = async (name, make) => {
    this.kept.set(name, structuredClone(make(this.kept.get(name))));
    return this.kept.get(name);
  };
}

for (const [name, answers] of Object.entries(JSON.parse(fs.readFileSync(0, "utf-8")))) {
  globalThis.localStorage.held.clear();
  const host = new UnitHost(data, new Memory(), { site: "test", check: () => {} });
  await host.load();
  for (const [id, value] of Object.entries(answers)) {
    if (!families[data.items[id].family].fits(data.items[id], value)) throw new Error(`${name}, ${id}: does not fit`);
    const model = host.model({ item: data.items[id] });
    answersOf(model).attach(id, model);
    answersOf(model).put(id, value);
  }
  await host.saveAll();
  await downloadNotebook(host, new URL("https://site.example/"), name);
  const { name: file, blob } = given.pop();
  console.log(JSON.stringify({ file, text: await blob.text() }));
}
// Addresses of blobs are given back ten seconds later, which nobody waits for here. But a reader that is slow to take
// what was printed is waited for: ending at once would cut it off.
process.stdout.write("", () => process.exit(0));
