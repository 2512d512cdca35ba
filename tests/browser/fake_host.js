// A notebook page as small as it can be, so that faults can be staged to the millisecond.
// It follows JupyterLab's context: "started", content taken at once, "completed" or "failed".
class Signal {
  slots = new Set();
  connect(fn) { this.slots.add(fn); }
  emit(sender, args) { for (const fn of [...this.slots]) fn(sender, args); }
}

class Host {
  constructor(metadata, { path = "a.ipynb", writable = true } = {}) {
    this.metadata = structuredClone(metadata);
    this.file = structuredClone(metadata);
    this.saves = [];
    this.automatic = true;
    this.stamp = 0;
    const host = this;
    this.context = {
      path,
      contentsModel: { writable, last_modified: "0" },
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

  begin() {
    this.context.saveState.emit(this.context, "started");
    const content = structuredClone(this.metadata);
    const promise = new Promise((resolve, reject) => {
      this.saves.push({
        complete: ({ other = false } = {}) => {
          if (!other) {
            this.file = content;
            this.context.contentsModel.last_modified = String(++this.stamp);
          }
          this.context.saveState.emit(this.context, "completed");
          resolve();
        },
        fail: () => {
          this.context.saveState.emit(this.context, "failed");
          reject(new Error("refused"));
        },
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
      on: (event, fn) => (slots[event] ??= new Set()).add(fn),
      off: (event, fn) => slots[event]?.delete(fn),
      send(message) { this.sent.push(message); },
      receive(message) { for (const fn of slots["msg:custom"] ?? []) fn(message); },
    };
  }
}

async function show(code, model) {
  const url = URL.createObjectURL(new Blob([code], { type: "text/javascript" }));
  const { default: widget } = await import(url);
  const el = document.createElement("div");
  document.body.append(el);
  const end = await widget.render({ model, el });
  return { el, end, root: el.querySelector(".ss-exercise") };
}

Object.assign(window, { Host, show });
