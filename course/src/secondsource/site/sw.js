// The site without a network. One cache a version: a page never gets another version's script.
const worker = /** @type {any} */ (self);
const NAME = "secondsource-";
const CACHE = `${NAME}${new URL(worker.registration.scope).pathname}@${"VERSION"}`;
/** @type {any} */
const SMALL = "SMALL";
/** @type {any} */
const LARGE = "LARGE";
const FIRST = (name) => name === "index.html" || name.startsWith("assets/");

worker.addEventListener("install", (event) => {
  event.waitUntil(
    (async () => {
      const cache = await caches.open(CACHE);
      await cache.addAll(SMALL.filter(FIRST).map(fresh));
      await carryOver(cache);
    })(),
  );
});

worker.addEventListener("activate", (event) => {
  event.waitUntil(
    (async () => {
      const mine = CACHE.slice(0, CACHE.lastIndexOf("@") + 1);
      for (const name of await caches.keys()) if (name.startsWith(mine) && name !== CACHE) await caches.delete(name);
      await worker.clients.claim();
    })(),
  );
});

worker.addEventListener("message", (event) => {
  const { kind, url } = event.data ?? {};
  if (kind === "take over") event.waitUntil(worker.skipWaiting());
  if (kind === "keep page") event.waitUntil(keep([url]));
  if (kind === "keep pages") event.waitUntil(keep(SMALL));
  if (kind === "keep all")
    event.waitUntil(keep([...SMALL, ...LARGE]).then((kept) => event.ports[0]?.postMessage({ kept })));
});

worker.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  const home = new URL(worker.registration.scope);
  if (request.method !== "GET" || origin !== home.origin || !pathname.startsWith(home.pathname)) return;
  event.respondWith(answer(request));
});

/** What is kept goes first; what is not is fetched, and kept. */
async function answer(request) {
  const cache = await caches.open(CACHE);
  const held = (await cache.match(request, { ignoreSearch: true })) ?? (await cache.match(page(request.url)));
  if (held) return held;
  const got = await fetch(request);
  if (got.ok && got.status === 200 && !got.redirected) cache.put(request, got.clone()).catch(() => {});
  return got;
}

/** A folder's address is that of its page. */
const page = (url) => (new URL(url).pathname.endsWith("/") ? new URL("index.html", url).href : url);

/** From the network, not from a cache between: the names of pages don't change with their content. */
const fresh = (name) => new Request(new URL(name, worker.registration.scope), { cache: "no-cache" });

/** Files that were kept and have not changed are not fetched again: names with a hash say so. */
async function carryOver(cache) {
  const wanted = new Set(
    [...SMALL, ...LARGE].filter(hashed).map((name) => new URL(name, worker.registration.scope).href),
  );
  for (const name of await caches.keys()) {
    if (name === CACHE || !name.startsWith(CACHE.slice(0, CACHE.lastIndexOf("@") + 1))) continue;
    const before = await caches.open(name);
    for (const request of await before.keys()) {
      const held = wanted.has(request.url) && (await before.match(request));
      if (held) await cache.put(request, held);
    }
  }
}

const hashed = (name) => /-[0-9a-f]{8,}[./]/.test(name);

/** Fetch what is missing, one file after the other, so that the reader's own requests go first. */
async function keep(names) {
  const cache = await caches.open(CACHE);
  let kept = true;
  for (const name of names) {
    const request = fresh(name);
    try {
      if (!(await cache.match(request))) await cache.add(request);
    } catch {
      kept = false;
    }
  }
  return kept;
}
