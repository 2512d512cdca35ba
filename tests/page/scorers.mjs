// The scorers of a built site in Node.js: `node scorers.mjs SITE < QUESTIONS`. For each question, as JSON on a line,
// the reply is written as JSON on a line.
import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";

const site = process.argv[2];
const [own] = fs.readdirSync(site).filter((name) => name.startsWith("check-"));
const [runtime] = fs.readdirSync(site).filter((name) => name.startsWith("python-"));
const wheel = fs.readdirSync(path.join(site, runtime)).find((name) => name.endsWith(".whl"));
const bytes = async (name) => {
  const read = fs.readFileSync(path.join(site, name));
  return read.buffer.slice(read.byteOffset, read.byteOffset + read.length);
};
const url = (name) => pathToFileURL(path.join(site, name)).href;
const { loadPyodide } = await import(url(`${runtime}/pyodide.mjs`));
const text = fs.readFileSync(path.join(site, own, "python.js"), "utf-8");
const { answer, open, start } = await import(`data:text/javascript,${encodeURIComponent(text)}`);
const python = await start({
  load: loadPyodide,
  bytes,
  options: { indexURL: path.join(site, runtime, "/") },
  parts: { python: `${runtime}/`, own: `${own}/`, core: `${runtime}/${wheel}` },
});
for (const folder of ["units", "packs"])
  for (const name of fs.readdirSync(path.join(site, own, folder)))
    open(python, [await bytes(`${own}/${folder}/${name}`)]);
const questions = fs.readFileSync(0, "utf-8").trim().split("\n");
for (const question of questions) console.log(JSON.stringify(answer(python, JSON.parse(question), false)));
