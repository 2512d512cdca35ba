// Try the notebooks' Python before a browser does: `node lab.mjs PYTHON LAB UNIT,…`. PYTHON has the interpreter, LAB the
// standard library, the wheels and the list of them. It is started as a kernel starts it, so that a part that is missing
// shows here; in self-study, where there are keys, each item is checked once. What it imported is compiled then, which
// halves the time until it is ready.
import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";

const [interpreter, folder, units] = process.argv.slice(2);
const lab = (name) => path.join(folder, name);
const { loadPyodide } = await import(pathToFileURL(path.join(interpreter, "pyodide.mjs")).href);
const list = JSON.parse(fs.readFileSync(lab("pyodide-lock.json"), "utf-8"));
const python = await loadPyodide({
  indexURL: `${interpreter}/`,
  lockFileURL: lab("pyodide-lock.json"),
  stdLibURL: lab("python_stdlib.zip"),
  packageBaseUrl: `${folder}/`,
  packages: Object.keys(list.packages),
  env: { HOME: "/home/pyodide", ...("secondsource-grading" in list.packages ? { SECONDSOURCE_STUDY: "1" } : {}) },
  stdout: () => {},
});
python.globals.set("_units", units);
python.runPython(`
import io, sys
import pyodide_kernel, piplite.piplite
sys.stdout, sys.stderr = sys.__stdout__, sys.__stderr__

import secondsource, secondsource.self_study, secondsource.widgets.exercise, secondsource.widgets.hand_in
from secondsource import plots, start, ask, article, reading, facts, hand_in
from secondsource.packs.pack import load_pack
from secondsource.scoring import keys, steps
from secondsource.units import load_unit
from secondsource.self_study import checker, studies_alone
for name in _units.split(","):
    load_pack(load_unit(name).pack)
    for item in load_unit(name).items if studies_alone() else ():
        if not item.test:
            checker(name, item.id)(None, "full")

import importlib._bootstrap_external as ext, zipfile
USED = {m.__file__ for m in list(sys.modules.values()) if getattr(m, "__file__", None)}

def compiled(name, source):
    code = compile(source, name, "exec", dont_inherit=True, optimize=0)
    return ext._code_to_hash_pyc(code, b"\\0" * 8, False)

def again(root):
    """Write /before.zip, whose files are found below root, to /after.zip with what is used compiled."""
    with zipfile.ZipFile("/before.zip") as before, zipfile.ZipFile("/after.zip", "w") as after:
        for name in sorted(n for n in before.namelist() if not n.endswith("/")):
            raw = before.read(name)
            if name.endswith(".py") and f"{root}/{name}" in USED:
                name, raw = f"{name}c", compiled(name, raw)
            after.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), raw, zipfile.ZIP_DEFLATED, 6)

stdlib = next(p for p in sys.path if p.endswith(".zip"))
packages = next(p for p in sys.path if p.endswith("site-packages"))
`);
for (const name of fs.readdirSync(folder)) {
  if (!/\.(zip|whl)$/.test(name)) continue;
  python.FS.writeFile("/before.zip", new Uint8Array(fs.readFileSync(lab(name))));
  python.runPython(name.endsWith(".zip") ? "again(stdlib)" : "again(packages)");
  fs.writeFileSync(lab(name), python.FS.readFile("/after.zip"));
}
