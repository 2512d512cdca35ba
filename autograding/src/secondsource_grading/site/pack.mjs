// Make Python's files ready for a browser: `node pack.mjs FOLDER UNIT:PACK,…`. FOLDER has python/ and check/.
// Compiled files load in half the time; Python compiles them itself, so that they fit. Every unit is opened and
// asked something before, so that a part that is missing shows here and not on a learner's page.
import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import { CODE, open, start } from "./python.js";

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
  await open(python, [await bytes(`check/units/${unit}.zip`), await bytes(`check/packs/${pack}.zip`)]);
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
import importlib._bootstrap_external as ext, marshal, re, sys, zipfile
import secondsource
secondsource.coverage_bar

# Of the standard library, what was used, and what a reader's line of Python may ask for besides.
WANTED = re.compile(r"(bisect|calendar|cmath|copy|csv|decimal|_pydecimal|difflib|fractions|heapq|numbers|operator|pprint"
    r"|random|statistics|string|textwrap|zoneinfo/.*|collections/.*|json/.*|encodings/(ascii|cp1252|latin_1|utf_8_sig|utf_16))[.]pyc?$")
KEPT = {m.__file__ for m in list(sys.modules.values()) if getattr(m, "__file__", None)}

def code_of(name, source):
    return compile(source, name, "exec", dont_inherit=True, optimize=2)

def compiled(name, source):
    return ext._code_to_hash_pyc(code_of(name, source), b"\\0" * 8, False)

def put(archive, name, raw, how):
    archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), raw, how, 9)

def again(source, target, used, how=zipfile.ZIP_DEFLATED):
    with zipfile.ZipFile(source) as before, zipfile.ZipFile(target, "w") as after:
        for name in sorted(before.namelist()):
            if name.endswith("/") or not used(name):
                continue
            raw = before.read(name)
            if name.endswith(".py"):
                name, raw = name + "c", compiled(name, raw)
            put(after, name, raw, how)

def in_memory(source, target, used, more=()):
    """Write an archive whose modules are one member, which is imported from without a search."""
    modules = {}
    with zipfile.ZipFile(source) as before, zipfile.ZipFile(target, "w") as after:
        for name in sorted(before.namelist()):
            if name.endswith("/") or not used(name):
                continue
            raw = before.read(name)
            if name.endswith(".py"):
                module = name[:-3].replace("/", ".")
                package = module.endswith(".__init__")
                code = marshal.dumps(code_of(name, raw))
                modules[module.removesuffix(".__init__")] = (f"${PACKAGES}/{name}", package, code)
            else:
                put(after, name, raw, zipfile.ZIP_STORED)
        for name in more:
            put(after, name, open(f"${PACKAGES}/{name}", "rb").read(), zipfile.ZIP_STORED)
        put(after, "${CODE}", marshal.dumps(modules), zipfile.ZIP_STORED)

stdlib = next(p for p in sys.path if p.endswith(".zip"))
again(stdlib, "/python_stdlib.zip", lambda name: f"{stdlib}/{name}" in KEPT or WANTED.match(name) or not name.endswith(".py"),
    how=zipfile.ZIP_STORED)
`);
python.runPython(`
import os
# Of one large library likewise; of the others all, as what an error asks for is not seen here.
def used(name):
    return not name.startswith("pydantic/") or f"${PACKAGES}/{name}" in KEPT
COMPILED = "secondsource/site/_compiled"
TEMPLATES = sorted(f"{COMPILED}/{name}" for name in os.listdir(f"${PACKAGES}/{COMPILED}"))
`);
/** Return a file of the site, made anew. @param {string} name @param {string} make @param {string} which files */
async function packed(name, make, which) {
  python.FS.writeFile("/before.zip", new Uint8Array(await bytes(name)));
  python.runPython(`${make}("/before.zip", "/after.zip", ${which})`);
  return python.FS.readFile("/after.zip");
}

/** Write an archive compressed as a whole: that is smaller, and the browser unpacks it, not Python. */
const write = (name, archive) => fs.writeFileSync(at(name), gzipSync(archive, { level: 9 }));

write("python/libraries.bin", await packed("python/libraries.bin", "in_memory", "used"));
write("check/ours.bin", await packed("check/ours.bin", "in_memory", "lambda name: True, TEMPLATES"));
const core = `python/${wheel}`;
const WANTED_OF_CORE = "lambda name: not re.search('[.]pyi$|py[.]typed$|/sboms/', name)";
fs.writeFileSync(at(core), await packed(core, "again", WANTED_OF_CORE));
write("python/python_stdlib.bin", python.FS.readFile("/python_stdlib.zip"));
fs.rmSync(at("python/python_stdlib.zip"));
