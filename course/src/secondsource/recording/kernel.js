// No notebook page within reach (VS Code, Colab): the kernel puts the answer into the cell's output.
const KERNEL_PATIENCE = 4000; // ms before an answer without an echo counts as lost

class KernelAnswers extends Answers {
  constructor() {
    super();
    this.hosted = false;
    this.kept = new Map();
    this.late = new Set();
  }

  place() {
    return "";
  }

  blocked() {
    return "";
  }

  found(id, entry) {
    this.entries.set(id, entry);
    this.kept.set(id, entry.t);
    this.tell(id);
  }

  overheard(id, entry) {
    this.found(id, entry);
  }

  keep(id, entry, source) {
    super.keep(id, entry, source);
    this.late.delete(id);
    setTimeout(() => {
      if (this.get(id) === entry && this.kept.get(id) !== entry.t) {
        this.late.add(id);
        this.tell(id);
      }
    }, KERNEL_PATIENCE);
  }

  attached(model) {
    const id = this.models.get(model);
    model.on("msg:custom", (message) => {
      if (message?.kind !== "kept" || !this.models.has(model)) return;
      this.kept.set(id, message.t);
      this.late.delete(id);
      this.tell(id);
    });
    model.set("host", "kernel");
    model.save_changes();
  }

  save() {}

  state(id) {
    const entry = this.get(id);
    if (!entry) return { kind: "blank", text: "" };
    if (this.kept.get(id) === entry.t) {
      return { kind: "kernel", text: "Answered; save the notebook yourself (Ctrl+S)." };
    }
    if (this.late.has(id)) {
      return {
        kind: "problem",
        text: "Not kept: the kernel does not answer. Restart the kernel, run this cell again, and answer again.",
      };
    }
    return { kind: "unsaved", text: "" };
  }
}
