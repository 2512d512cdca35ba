// A notebook page as small as it can be, so that faults can be staged to the millisecond.
// For a browser and for node alike. It follows JupyterLab's context: "started", content taken at once, "completed" or "failed".
class Signal {
  slots = new Set();
  connect(fn) {
    this.slots.add(fn);
  }
  emit(sender, args) {
    for (const fn of [...this.slots]) fn(sender, args);
  }
}

// A time stamp as the server writes it.
const time = (n) => new Date(1.7e12 + 1000 * n).toISOString();

export class Host {
  /**
   * `server` is what the server replies to a look at the file: a status, or "silent"; without it there is no
   * server to ask. `words`: the host's own.
   */
  constructor(metadata, { path = "a.ipynb", writable = true, server = undefined, words = undefined } = {}) {
    this.metadata = structuredClone(metadata);
    this.file = structuredClone(metadata);
    this.saves = [];
    this.automatic = true;
    this.stamp = 0;
    this.server = server;
    this.requests = [];
    const host = this;
    this.context = {
      path,
      words,
      contentsModel: { writable, last_modified: time(0) },
      sessionContext: server === undefined ? undefined : { sessionManager: { serverSettings: this.settings() } },
      saveState: new Signal(),
      pathChanged: new Signal(),
      model: {
        metadataChanged: new Signal(),
        getMetadata: (key) => structuredClone(host.metadata[key]),
        setMetadata(key, value) {
          host.metadata[key] = structuredClone(value);
          this.metadataChanged.emit(this, { key });
        },
      },
      save: () => host.begin(),
    };
  }

  // What another browser saved into the file, seen by the server only.
  saveElsewhere(metadata) {
    this.file = structuredClone(metadata);
    this.stamp += 1;
  }

  settings() {
    const host = this;
    return {
      baseUrl: "http://server.example/user/a/",
      token: "secret",
      // As the browser's own, it can be called as the window's only.
      fetch: function (address, how) {
        if (this !== globalThis) throw new TypeError("Illegal invocation");
        return host.reply(address, how);
      },
    };
  }

  async reply(address, { headers }) {
    this.requests.push({ address, headers });
    if (this.server === "silent") throw new TypeError("Failed to fetch");
    if (this.server !== 200) return { ok: false, status: this.server };
    const content = address.endsWith("content=1") ? { metadata: structuredClone(this.file) } : null;
    return { ok: true, status: 200, json: async () => ({ last_modified: time(this.stamp), content }) };
  }

  begin() {
    this.context.saveState.emit(this.context, "started");
    const content = structuredClone(this.metadata);
    const promise = new Promise((resolve, reject) => {
      this.saves.push({
        complete: ({ other = false } = {}) => {
          if (!other) {
            this.file = content;
            this.context.contentsModel.last_modified = time(++this.stamp);
          }
          this.context.saveState.emit(this.context, "completed");
          resolve();
        },
        fail: (error = new Error("refused")) => {
          this.context.saveState.emit(this.context, "failed");
          reject(error);
        },
        refuse: (status) => this.saves.at(-1).fail(Object.assign(new Error(), { response: { status } })),
        cancel: () => reject(Object.assign(new Error("Cancel"), { name: "ModalCancelError" })),
      });
    });
    if (this.automatic) setTimeout(() => this.saves.shift().complete(), 10);
    return promise;
  }

  // Another program or a person changed the notebook's metadata under the page.
  change(metadata) {
    this.metadata = structuredClone(metadata);
    this.context.model.metadataChanged.emit(this.context.model, { key: "secondsource" });
  }

  model(state, manager = { context: this.context }) {
    const slots = {};
    const values = structuredClone(state);
    return {
      sent: [],
      widget_manager: manager,
      get: (name) => values[name],
      set(name, value) {
        const changed = typeof name === "object" ? name : { [name]: value };
        for (const [n, v] of Object.entries(changed)) {
          values[n] = v;
          for (const fn of slots[`change:${n}`] ?? []) fn();
        }
      },
      save_changes() {
        if (this.dead) throw new Error("Kernel is dead");
      },
      on(event, fn) {
        slots[event] ??= new Set();
        slots[event].add(fn);
      },
      off: (event, fn) => slots[event]?.delete(fn),
      send(message) {
        this.sent.push(message);
      },
      receive(message) {
        for (const fn of slots["msg:custom"] ?? []) fn(message);
      },
    };
  }
}

// Loaded anew each time, as if by another version of the package.
export async function show(code, model) {
  const url = URL.createObjectURL(new Blob([code], { type: "text/javascript" }));
  const { drawers } = await import(url);
  const el = document.createElement("div");
  document.body.append(el);
  const end = drawers.exercise({ model, el });
  return { el, end, root: el.querySelector(".ss-exercise") };
}

if (globalThis.window) Object.assign(globalThis, { Host, show });
