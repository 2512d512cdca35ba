// Make Python's files ready for a browser: `node pack.mjs FOLDER UNIT:PACK,…`. FOLDER has python/ and check/.
// Compiled files load in half the time; Python compiles them itself, so that they fit. Every unit is opened and
// asked something before, so that a part that is missing shows here and not on a learner's page.
import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import { open, start } from "./python.js";

const [folder, units] = process.argv.slice(2);
const PACKAGES = "/lib/python3.14/site-packages";
const at = (name) => path.join(folder, name);
const bytes = async (name) => {
  const read = fs.readFileSync(at(name));
  return read.buffer.slice(read.byteOffset, read.byteOffset + read.length);
};

const { loadPyodide } = await import(pathToFileURL(at("python/pyodide.mjs")).href);
const wheel = fs.readdirSync(at("python")).find((name) => name.endsWith(".whl"));
const python = await start({
  load: loadPyodide,
  bytes,
  options: { indexURL: at("python/") },
  parts: { python: "python/", own: "check/", core: `python/${wheel}` },
});
for (const pair of units.split(",")) {
  const [unit, pack] = pair.split(":");
  open(python, [await bytes(`check/units/${unit}.zip`), await bytes(`check/packs/${pack}.zip`)]);
  python.globals.set("_unit", unit);
  python.runPython(`
import json
from itertools import product
from secondsource.scoring.keys import practice_keys
from secondsource.units import load_unit
for name, key in practice_keys(load_unit(_unit)).keys.items():
    item = load_unit(_unit).item(name)
    for value, step in product((None, key.full(item), *key.strategies(item).values()), ("first", "full")):
        message = {"kind": "check", "unit": _unit, "item": name, "value": value, "step": step}
        browser.answer(json.dumps(message))
`);
}
python.runPython(`
import importlib._bootstrap_external as ext, re, sys, zipfile
import secondsource
secondsource.coverage_bar

# Of the standard library, what was used, and what a reader's line of Python may ask for besides.
WANTED = re.compile(r"(bisect|calendar|cmath|copy|csv|decimal|_pydecimal|difflib|fractions|heapq|numbers|operator|pprint"
    r"|random|statistics|string|textwrap|zoneinfo/.*|collections/.*|json/.*|encodings/(ascii|cp1252|latin_1|utf_8_sig|utf_16))[.]pyc?$")
KEPT = {m.__file__ for m in list(sys.modules.values()) if getattr(m, "__file__", None)}

def compiled(name, source):
    return ext._code_to_hash_pyc(compile(source, name, "exec", dont_inherit=True, optimize=2), b"\\0" * 8, False)

def put(archive, name, raw, how):
    archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), raw, how, 9)

def again(source, target, used, more=(), how=zipfile.ZIP_DEFLATED):
    with zipfile.ZipFile(source) as before, zipfile.ZipFile(target, "w") as after:
        for name in sorted(before.namelist()):
            if name.endswith("/") or not used(name):
                continue
            raw = before.read(name)
            if name.endswith(".py"):
                name, raw = name + "c", compiled(name, raw)
            put(after, name, raw, how)
        for name in more:
            put(after, name, open(f"${PACKAGES}/{name}", "rb").read(), how)

stdlib = next(p for p in sys.path if p.endswith(".zip"))
again(stdlib, "/python_stdlib.zip", lambda name: f"{stdlib}/{name}" in KEPT or WANTED.match(name) or not name.endswith(".py"))
`);
python.runPython(`
import os
# Of one large library likewise; of the others all, as what an error asks for is not seen here.
def used(name):
    return not name.startswith("pydantic/") or f"/libraries.zip/{name}c" in KEPT or f"/libraries.zip/{name}" in KEPT
COMPILED = "secondsource/site/_compiled"
TEMPLATES = sorted(f"{COMPILED}/{name}" for name in os.listdir(f"${PACKAGES}/{COMPILED}"))
`);
/** Write a file of the site anew. @param {string} name @param {string} how which files, and how they stand in it */
async function packed(name, how) {
  python.FS.writeFile("/before.zip", new Uint8Array(await bytes(name)));
  python.runPython(`again("/before.zip", "/after.zip", ${how})`);
  return python.FS.readFile("/after.zip");
}

// Compressed as a whole, an archive of files that are not is smaller, and the browser unpacks it, not Python.
const WHOLE = { "python/libraries.bin": "used", "check/ours.bin": "lambda name: True, TEMPLATES" };
for (const [name, how] of Object.entries(WHOLE))
  fs.writeFileSync(at(name), gzipSync(await packed(name, `${how}, how=zipfile.ZIP_STORED`), { level: 9 }));
const core = `python/${wheel}`;
fs.writeFileSync(at(core), await packed(core, "lambda name: not re.search('[.]pyi$|py[.]typed$|/sboms/', name)"));
fs.writeFileSync(at("python/python_stdlib.zip"), python.FS.readFile("/python_stdlib.zip"));
