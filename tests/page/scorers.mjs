// The scorers of a built site in Node.js: `node scorers.mjs SITE < QUESTIONS`. For each question, as JSON on a line,
// the reply is written as JSON on a line.
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { gunzipSync } from "node:zlib";

const site = process.argv[2];
const [own] = fs.readdirSync(site).filter((name) => name.startsWith("check-"));
const [runtime] = fs.readdirSync(site).filter((name) => name.startsWith("python-"));
const wheel = fs.readdirSync(path.join(site, runtime)).find((name) => name.endsWith(".whl"));
const bytes = async (name) => {
  const read = fs.readFileSync(path.join(site, name));
  return read.buffer.slice(read.byteOffset, read.byteOffset + read.length);
};
// A browser unpacks it on the way.
const folder = fs.mkdtempSync(path.join(os.tmpdir(), "second-source-"));
process.on("exit", () => fs.rmSync(folder, { recursive: true }));
const library = path.join(folder, "python_stdlib.zip");
fs.writeFileSync(library, gunzipSync(fs.readFileSync(path.join(site, runtime, "python_stdlib.bin"))));
const url = (name) => pathToFileURL(path.join(site, name)).href;
const { loadPyodide } = await import(url(`${runtime}/pyodide.mjs`));
const text = fs.readFileSync(path.join(site, own, "python.js"), "utf-8");
const { answer, open, start } = await import(`data:text/javascript,${encodeURIComponent(text)}`);
const python = await start({
  load: loadPyodide,
  bytes,
  options: { indexURL: path.join(site, runtime, "/"), stdLibURL: library },
  parts: { python: `${runtime}/`, own: `${own}/`, core: `${runtime}/${wheel}` },
});
for (const kind of ["units", "packs"])
  for (const name of fs.readdirSync(path.join(site, own, kind)))
    await open(python, [await bytes(`${own}/${kind}/${name}`)]);
const questions = fs.readFileSync(0, "utf-8").trim().split("\n");
for (const question of questions) console.log(JSON.stringify(answer(python, JSON.parse(question), false)));
