// No notebook page within reach (VS Code, Colab): the kernel puts the answer into the cell's output.
import { Answers } from "./answers.js";

const PATIENCE = 4000; // ms before an answer without an echo counts as lost

export class KernelAnswers extends Answers {
  /** @param {import("../widgets/page/words.js").Words} words */
  constructor(words) {
    super(words);
    /** Item id to the time of the answer the kernel has put into an output. @type {Map<string, number>} */
    this.kept = new Map();
    /** Items whose answer had no echo in time. @type {Set<string>} */
    this.late = new Set();
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
    }, PATIENCE);
  }

  attached(model) {
    const id = this.models.get(model) ?? "";
    model.on("msg:custom", (message) => {
      if (message?.kind !== "kept" || !this.models.has(model)) return;
      this.kept.set(id, message.t);
      this.late.delete(id);
      this.tell(id);
    });
    model.set("host", "kernel");
    model.save_changes();
  }

  /** @param {string} id @returns {import("./answers.js").State} */
  state(id) {
    const entry = this.get(id);
    if (!entry) return { kind: "blank", text: "" };
    if (this.kept.get(id) === entry.t) return { kind: "kernel", text: this.words.answeredSaveIt };
    if (this.late.has(id)) return { kind: "problem", text: this.words.kernelSilent };
    return { kind: "unsaved", text: "" };
  }
}
