// The browser's Python with the course's scorers in it. The page's worker uses this, and Node.js when a site is built.
const PACKAGES = "/lib/python3.14/site-packages";
export const CODE = "code"; // the member of an archive that holds its modules, compiled: marshal's {name: [file, package, code]}

// A module that lies in memory is found at once. A search through folders and archives takes a quarter of all imports.
const BEGIN = `
import gc, marshal, os, sys
from importlib.machinery import ModuleSpec

class Modules:
    """Imports modules from their compiled code."""

    def __init__(self, code):
        self.code = code

    def find_spec(self, name, path=None, target=None):
        if name not in self.code:
            return None
        file, package, _ = self.code[name]
        spec = ModuleSpec(name, self, origin=file, is_package=package)
        spec.has_location = True
        if package:
            spec.submodule_search_locations.append(os.path.dirname(file))
        return spec

    def create_module(self, spec):
        return None

    def exec_module(self, module):
        exec(marshal.loads(self.code[module.__name__][2]), module.__dict__)

# Nothing made by an import can be thrown away, so looking for it would only take time.
gc.disable()
# Nothing here adds to pydantic, which would look for it among all that is installed.
os.environ["PYDANTIC_DISABLE_PLUGINS"] = "__all__"
sys.path.append("${PACKAGES}")
for _name in ("libraries", "ours"):
    if os.path.exists(f"/{_name}.${CODE}"):
        with open(f"/{_name}.${CODE}", "rb") as _file:
            sys.meta_path.insert(0, Modules(marshal.loads(_file.read())))
        os.remove(f"/{_name}.${CODE}")
from secondsource.site import browser
browser.begin()
gc.freeze()
gc.enable()
`;

/** @param {Uint8Array | ArrayBuffer} raw @param {CompressionFormat} format */
const through = (raw, format) =>
  new Response(
    new Blob([/** @type {any} */ (raw)]).stream().pipeThrough(new DecompressionStream(format)),
  ).arrayBuffer();

/**
 * Return the files of a ZIP archive, which may be compressed as a whole, by their place. The browser does this many
 * times faster than Python in it would.
 * @param {ArrayBuffer} raw
 * @returns {Promise<Map<string, Uint8Array>>}
 */
export async function unpacked(raw) {
  const [first, second] = new Uint8Array(raw, 0, 2);
  if (first === 0x1f && second === 0x8b) return unpacked(await through(raw, "gzip"));
  const view = new DataView(raw);
  let end = raw.byteLength - 22; // of the list's own end, which a comment may follow
  while (end > 0 && view.getUint32(end, true) !== 0x06054b50) end -= 1;
  if (end <= 0) throw new Error("a file of Python's is no archive, or only a part of one");
  const files = new Map();
  let at = view.getUint32(end + 16, true);
  for (let left = view.getUint16(end + 10, true); left > 0; left -= 1) {
    const name = new TextDecoder().decode(new Uint8Array(raw, at + 46, view.getUint16(at + 28, true)));
    const head = view.getUint32(at + 42, true);
    const from = head + 30 + view.getUint16(head + 26, true) + view.getUint16(head + 28, true);
    const held = new Uint8Array(raw, from, view.getUint32(at + 20, true));
    const compressed = view.getUint16(at + 10, true) !== 0;
    if (!name.endsWith("/")) files.set(name, compressed ? through(held, "deflate-raw") : held);
    at += 46 + view.getUint16(at + 28, true) + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
  for (const [name, held] of files) files.set(name, new Uint8Array(await held));
  return files;
}

/** Put files where Python looks for modules. @param {any} python @param {Map<string, Uint8Array>} files */
function place(python, files) {
  for (const [name, held] of files) {
    python.FS.mkdirTree(`${PACKAGES}/${name}`.replace(/\/[^/]*$/, ""));
    python.FS.writeFile(`${PACKAGES}/${name}`, held);
  }
}

/**
 * Start Python. `bytes(path)` gives a file of the site, by its path from the root.
 * @param {{load: (options: any) => Promise<any>, bytes: (path: string) => Promise<ArrayBuffer>, options: any,
 *   parts: {python: string, own: string, core: string}, say?: (text: string) => void}} how
 */
export async function start({ load, bytes, options, parts, say = () => {} }) {
  const archives = Promise.all(
    [`${parts.python}libraries.bin`, `${parts.own}ours.bin`, parts.core].map((path) => bytes(path).then(unpacked)),
  );
  const python = await load(options);
  performance.mark("python-core");
  const [libraries, ours, core] = await archives;
  say("Python is starting …");
  for (const [name, files] of Object.entries({ libraries, ours, core })) {
    const code = files.get(CODE);
    if (code) python.FS.writeFile(`/${name}.${CODE}`, code);
    files.delete(CODE);
    place(python, files);
  }
  performance.mark("python-unpacked");
  python.runPython(BEGIN);
  performance.mark("python-imported");
  return python;
}

/** Put a unit's files into Python. @param {any} python @param {ArrayBuffer[]} archives */
export async function open(python, archives) {
  for (const archive of archives) place(python, await unpacked(archive));
}

/** Ask the scorers. @param {any} python @param {any} message @param {boolean} study @returns {any} */
export function answer(python, message, study) {
  python.globals.set("_message", JSON.stringify(message));
  const keys = study ? "from secondsource_grading.keys import load_keys as _keys" : "_keys = None";
  return JSON.parse(python.runPython(`${keys}\nbrowser.answer(_message, _keys)`));
}
