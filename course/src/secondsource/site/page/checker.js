// *Check* and code cells: Python in a worker, which is made at the first question and says how far it is.
const HEARTBEAT = 4000; // ms between two words to an exercise that waits; it gives up after ten seconds without one

const FROM_FILE =
  "This works from the course's web address only: a page that is opened as a file may not start Python. Your answers are kept.";
const STOPPED = "Stopped. Your answer is kept, and you can try again.";

/**
 * @typedef {(reply: any) => void} Reply
 * @typedef {{message: any, reply: Reply}} Question
 */

export class Checker {
  /**
   * @param {any} parts what the site carries for it: {worker, shared, units, core}; null where it has none
   * @param {URL} root of the site
   * @param {boolean} study whether all keys are there
   * @param {(text: string, cancel?: () => void) => void} say tells the reader; "" when there is nothing to tell
   */
  constructor(parts, root, study, say) {
    this.parts = parts;
    this.root = root;
    this.study = study;
    this.say = say;
    /** @type {Worker | null} */
    this.worker = null;
    /** @type {Map<number, Question>} */
    this.waiting = new Map();
    this.asked = 0;
    this.told = "";
  }

  /** Whether anything can be asked here. */
  get there() {
    return this.parts !== null && this.root.protocol !== "file:";
  }

  /** @param {any} message @param {Reply} reply */
  ask(message, reply) {
    if (!this.there) return reply(failure(message, FROM_FILE));
    this.asked += 1;
    this.waiting.set(this.asked, { message, reply });
    if (!this.worker) this.start();
    this.worker?.postMessage({ id: this.asked, ...message });
    this.pulse ??= setInterval(() => this.beat(), HEARTBEAT);
    this.slow ??= setTimeout(() => this.tell(this.told || "Python is working …"), 700);
  }

  start() {
    this.worker = new Worker(new URL(this.parts.worker, this.root), { type: "module" });
    this.worker.onmessage = ({ data }) => this.receive(data);
    this.worker.onerror = (event) => this.fail(`Python could not be started: ${event.message || "no reply"}.`);
    this.worker.postMessage({ kind: "start", root: this.root.href, parts: this.parts, study: this.study });
  }

  /** @param {any} data */
  receive({ id, progress, problem, ...reply }) {
    if (progress) return this.tell(progress);
    const question = this.waiting.get(id);
    if (!question) return;
    this.waiting.delete(id);
    if (!this.waiting.size) this.rest();
    question.reply(problem ? failure(question.message, problem) : { kind: "checked", ...reply });
  }

  /** Say how far it is, and let those who wait know. @param {string} text */
  tell(text) {
    this.told = text;
    if (!this.waiting.size) return;
    this.say(text, () => this.fail(STOPPED));
    this.beat();
  }

  beat() {
    for (const { reply } of this.waiting.values()) reply({ kind: "progress", text: this.told || "Checking …" });
  }

  rest() {
    clearInterval(this.pulse);
    clearTimeout(this.slow);
    this.pulse = this.slow = undefined;
    this.told = "";
    this.say("");
  }

  /** End the worker; those who wait are told why. @param {string} why */
  fail(why) {
    this.worker?.terminate();
    this.worker = null;
    const left = [...this.waiting.values()];
    this.waiting.clear();
    this.rest();
    for (const { message, reply } of left) reply(failure(message, why));
  }
}

/** @param {any} message @param {string} problem */
const failure = (message, problem) => ({
  kind: "checked",
  problem,
  error: message.kind === "run" ? problem : undefined,
});
