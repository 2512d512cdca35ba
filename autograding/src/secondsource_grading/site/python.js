// The browser's Python with the course's scorers in it. The page's worker uses this, and Node.js when a site is built.
const PACKAGES = "/lib/python3.14/site-packages";
const LIBRARIES = "/libraries.zip";

/**
 * Return what a compressed file holds; one that is not, as when a site is being built, as it is. The browser does this
 * many times faster than Python in it would, file by file.
 * @param {ArrayBuffer} raw
 */
async function inflated(raw) {
  const [first, second] = new Uint8Array(raw, 0, 2);
  if (first !== 0x1f || second !== 0x8b) return raw;
  return new Response(new Blob([raw]).stream().pipeThrough(new DecompressionStream("gzip"))).arrayBuffer();
}

/**
 * Start Python. `bytes(path)` gives a file of the site, by its path from the root.
 * @param {{load: (options: any) => Promise<any>, bytes: (path: string) => Promise<ArrayBuffer>, options: any,
 *   parts: {python: string, own: string, core: string}, say?: (text: string) => void}} how
 */
export async function start({ load, bytes, options, parts, say = () => {} }) {
  const files = Promise.all([
    bytes(`${parts.python}libraries.bin`).then(inflated),
    bytes(`${parts.own}ours.bin`).then(inflated),
    bytes(parts.core),
  ]);
  const python = await load(options);
  performance.mark("python-core");
  const [libraries, ours, core] = await files;
  say("Python is starting …");
  // Imported from the archive as they are: what is not used is not unpacked.
  python.FS.writeFile(LIBRARIES, new Uint8Array(libraries));
  python.unpackArchive(ours, "zip", { extractDir: PACKAGES });
  // The one compiled file in it needs no other library, so a plain import finds it.
  python.unpackArchive(core, "wheel");
  performance.mark("python-unpacked");
  // Nothing made by an import can be thrown away, so looking for it would only take time.
  python.runPython(`
import gc, sys
gc.disable()
sys.path.append("${LIBRARIES}")
from secondsource.site import browser
browser.begin()
gc.freeze()
gc.enable()
`);
  performance.mark("python-imported");
  return python;
}

/** Put a unit's files into Python. @param {any} python @param {ArrayBuffer[]} archives */
export function open(python, archives) {
  for (const archive of archives) python.unpackArchive(archive, "zip", { extractDir: PACKAGES });
}

/** Ask the scorers. @param {any} python @param {any} message @param {boolean} study @returns {any} */
export function answer(python, message, study) {
  python.globals.set("_message", JSON.stringify(message));
  const keys = study ? "from secondsource_grading.keys import load_keys as _keys" : "_keys = None";
  return JSON.parse(python.runPython(`${keys}\nbrowser.answer(_message, _keys)`));
}
