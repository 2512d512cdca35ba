// The worker of a page: it loads Python at the first question and answers one after the other.
// In: {kind: "start", root, parts, study}, then {id, kind: "check" | "run", …}. Out: {id, …} or {id, problem}; {progress}.
import { answer, open, start } from "./python.js";

const EVERY = 250; // ms between two words on how far it is
const LIBRARY = "/python_stdlib.bin";
const plainFetch = self.fetch.bind(self);

/** @type {any} */
let site = null;
/** @type {Promise<any> | null} */
let starting = null;
const opened = new Set();
let running = false;
let loaded = 0;
let told = 0;

/** @param {string} text */
const say = (text) => self.postMessage({ progress: text });

function progress() {
  const now = Date.now();
  if (running || now - told < EVERY) return;
  told = now;
  const of = Object.values(site.parts.shared).reduce((a, b) => a + b, 0);
  const share = Math.min(99, Math.round((100 * loaded) / of));
  say(`Getting what Check needs, once: ${share} %`);
}

/** As the browser's own, and counts what arrives. @param {RequestInfo | URL} address @param {RequestInit} [how] */
self.fetch = async (address, how) => {
  const got = await plainFetch(address, how);
  if (!got.ok || !got.body) return got;
  let counted = got.body.pipeThrough(
    new TransformStream({
      transform(piece, controller) {
        loaded += piece.byteLength;
        progress();
        controller.enqueue(piece);
      },
    }),
  );
  // Python's own library is unpacked on the way: Python would do that for one module after the other.
  if (got.url.endsWith(LIBRARY)) counted = counted.pipeThrough(new DecompressionStream("gzip"));
  const headers = new Headers(got.headers);
  // A host that doesn't know the type says another one, and the browser would then refuse to compile.
  if (got.url.endsWith(".wasm")) headers.set("Content-Type", "application/wasm");
  return new Response(counted, { status: got.status, headers });
};

/** @param {string} path */
async function bytes(path) {
  const got = await self.fetch(new URL(path, site.root));
  if (!got.ok) throw new Error(`${path} is not there (${got.status})`);
  return got.arrayBuffer();
}

async function begin() {
  const folder = new URL(site.parts.python, site.root).href;
  const { loadPyodide } = await import(`${folder}pyodide.mjs`);
  const options = { indexURL: folder, stdLibURL: new URL(`.${LIBRARY}`, folder).href };
  return start({ load: loadPyodide, bytes, options, parts: site.parts, say });
}

self.onmessage = async ({ data: { id, ...message } }) => {
  if (message.kind === "start") {
    site = message;
    return;
  }
  try {
    starting ??= begin();
    const own = opened.has(message.unit) ? [] : Object.keys(site.parts.units[message.unit]);
    const [python, ...archives] = await Promise.all([starting, ...own.map(bytes)]);
    running = true;
    if (!opened.has(message.unit)) {
      await open(python, archives);
      opened.add(message.unit);
    }
    if (message.kind === "run") say("Python is working …");
    self.postMessage({ id, ...answer(python, message, site.study) });
  } catch (error) {
    if (!opened.size) starting = null; // loading can be tried again
    const why = String(/** @type {any} */ (error)?.message ?? error).trim();
    self.postMessage({ id, problem: `This could not be done: ${why.slice(-400)}` });
  }
};
