// A page without a screen: what the recording part asks of a browser, and no more.
const listeners = new Map();
const listen = (event, fn) => listeners.set(event, [...(listeners.get(event) ?? []), fn]);

globalThis.document = { visibilityState: "visible", cookie: "", getElementById: () => null, addEventListener: listen };
globalThis.addEventListener = listen;
globalThis.BroadcastChannel = undefined; // node's own would keep the process alive

/** Send an event to the page. @param {string} event */
export const happen = (event) => {
  for (const fn of listeners.get(event) ?? []) fn({});
};

/** A browser's storage, in memory. */
export class Storage {
  held = new Map();
  getItem = (key) => this.held.get(key) ?? null;
  setItem = (key, value) => this.held.set(key, value);
  removeItem = (key) => this.held.delete(key);
}

export const SOURCE = new URL("../../course/src/secondsource/", import.meta.url);

/** Import a module of the page's code. @param {string} path below the package's folder */
export const load = (path) => import(new URL(path, SOURCE));
