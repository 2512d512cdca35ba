// When the notebook is saved, and what a save has put into the file. It knows no answer and no page: the host
// saves, and tells by "started", "completed" and "failed" how each save goes, also those it began by itself.
//
// The states, and where each event leads. What a table can't say stands beside it:
//   again   something changed after the content of a save may have been taken: another save follows it
//   unsure  two saves crossed, so nobody knows which of them the file holds. Nothing counts as saved before a
//           save that ran alone
/** @typedef {"resting" | "waiting" | "comparing" | "asking" | "saving" | "refused"} Phase */
/** @typedef {"change" | "due" | "compared" | "began" | "ended" | "returned" | "failed"} Event */

/** @type {Record<Phase, Partial<Record<Event, Phase>>>} */
export const NEXT = {
  // Nothing to save.
  resting: { change: "waiting", due: "comparing", began: "saving" },
  // Something changed; a moment is left for further changes.
  waiting: { change: "waiting", due: "comparing", began: "saving" },
  // Looking at the file for what another browser saved. A save that the host begins meanwhile goes first.
  comparing: { compared: "asking", began: "saving" },
  // The host was asked to save and has not begun. `due`: it is overdue, and is asked again.
  asking: { began: "saving", returned: "resting", failed: "refused", due: "comparing" },
  // At least one save is under way. `due`: it is overdue, and another is tried.
  saving: { began: "saving", ended: "resting", failed: "refused", due: "comparing" },
  // The last save failed, and the answers are in the page only. A later change, a click or the server's
  // return tries again.
  refused: { change: "waiting", due: "comparing", began: "saving", failed: "refused" },
};

export const SAVE_AFTER = 400; // ms without a further change
export const SAVE_AT_MOST = 2500; // ms after the first unsaved change
export const PATIENCE = 8000; // ms before a save counts as stuck
export const RETRY = 5000; // ms before the server is looked for again; doubled up to ten times that

/** Why a save failed. @typedef {"slow" | "conflict" | "unreachable" | "refused" | number} Cause a number is HTTP's status */

/** A save under way; `attempt` is 0 where the host began it by itself. @typedef {{content: any, modified: string | undefined, attempt: number}} Save */

/**
 * What the queue needs of its host.
 * @typedef {object} Host
 * @property {() => Promise<void> | void} compare  take over what another browser saved; never throws
 * @property {() => Promise<void>} save  save now; rejects where that failed
 * @property {() => any} content  what a save that begins now puts into the file
 * @property {() => string | undefined} modified  the time stamp of the file this page saves
 * @property {(content: any) => void} saved  a save put `content` into the file
 * @property {(cause: Cause) => void} trouble  a save failed, or seems to
 * @property {() => Promise<boolean>} reachable  whether the server answers
 */

export class SaveQueue {
  /** @param {Host} host */
  constructor(host) {
    this.host = host;
    /** @type {Phase} */
    this.phase = "resting";
    this.again = false;
    this.unsure = false;
    /** Saves under way, oldest first: what each puts into the file. @type {Save[]} */
    this.begun = [];
    this.givenUp = 0; // saves that were overdue and may still end
    /** Each attempt of ours has a number: what comes back late from an earlier one is passed over. */
    this.attempt = 0;
    this.changedAt = 0; // of the first unsaved change; 0: none
    this.beganAt = 0;
    this.wait = RETRY;
  }

  /** Save soon: something in the notebook changed. */
  change() {
    const now = Date.now();
    this.changedAt ||= now;
    this.step("change");
    if (this.busy) this.again = true;
    if (this.phase !== "waiting" && !this.overdue) return;
    clearTimeout(this.timer);
    const wait = Math.max(0, Math.min(SAVE_AFTER, this.changedAt + SAVE_AT_MOST - now));
    this.timer = setTimeout(() => this.save(), wait);
  }

  /** Whether a save was asked for or has begun, and has not ended. */
  get busy() {
    return this.phase === "asking" || this.phase === "saving";
  }

  /** Whether that one takes too long. */
  get overdue() {
    return this.busy && Date.now() - this.beganAt >= PATIENCE;
  }

  /**
   * Save now. One save at a time: two at once make JupyterLab believe that somebody else changed the file. So
   * while one is under way another follows it, or is tried in spite of it once that one is overdue.
   */
  save() {
    if (this.phase === "comparing") return;
    if (this.busy && !this.overdue) {
      this.again = true;
      return;
    }
    this.unsure ||= this.busy;
    this.givenUp += this.begun.length;
    this.begun = [];
    this.step("due");
    this.attempt += 1;
    void this.run(this.attempt);
  }

  /** @param {number} attempt */
  async run(attempt) {
    this.again = false;
    this.changedAt = 0;
    clearTimeout(this.timer);
    clearTimeout(this.retry);
    this.watchOver();
    const compared = this.host.compare(); // nothing to wait for in a page that closes: save in the same moment
    if (compared) await compared;
    if (attempt !== this.attempt || this.phase !== "comparing") return;
    this.step("compared");
    this.beganAt = Date.now();
    try {
      await this.host.save();
      if (attempt === this.attempt) this.returned();
    } catch (error) {
      if (attempt === this.attempt) this.fail(causeOf(error));
    }
  }

  /** The host's word on a save. @param {"started" | "completed" | "failed" | string} word */
  signal(word) {
    if (word === "started") this.began();
    else if (word === "completed") this.ended();
    else if (word === "failed") this.fail("refused");
  }

  began() {
    // What is compared now is not in this save.
    if (this.phase === "comparing") this.again = true;
    this.unsure ||= this.begun.length > 0;
    const attempt = this.phase === "asking" ? this.attempt : 0;
    this.step("began");
    this.begun.push({ content: this.host.content(), modified: this.host.modified(), attempt });
    this.beganAt = Date.now();
    this.watchOver();
  }

  /** A save ended well. Which one, the host does not say: it may be one that was given up. */
  ended() {
    if (this.givenUp) {
      this.givenUp -= 1;
      return;
    }
    const held = this.begun.shift();
    if (held) this.took(held);
  }

  /** The save that we asked for last has come back, so that one has surely ended. */
  returned() {
    if (this.phase === "asking") this.rest("returned");
    const at = this.begun.findIndex((save) => save.attempt === this.attempt);
    if (at < 0) return;
    this.givenUp += 1; // its end was taken for another one's
    this.took(this.begun.splice(at, 1)[0]);
  }

  /** The file holds what this save put there, as far as can be known. @param {Save} held */
  took(held) {
    const now = this.host.modified();
    const otherFile = now !== undefined && now === held.modified; // Save As
    if (this.unsure && !otherFile) {
      if (this.begun.length) return;
      this.unsure = false;
      this.again = true; // one more, that runs alone
    } else if (!otherFile) {
      this.wait = RETRY;
      this.host.saved(held.content);
    }
    if (!this.begun.length) this.rest("ended");
  }

  /** No save is under way any more. @param {"ended" | "returned"} event */
  rest(event) {
    clearTimeout(this.patience);
    this.step(event);
    if (this.again) this.save();
    else if (this.changedAt) this.change();
  }

  /** @param {Cause} cause */
  fail(cause) {
    clearTimeout(this.patience);
    clearTimeout(this.retry);
    this.givenUp += Math.max(0, this.begun.length - 1);
    this.begun = [];
    this.unsure = false;
    this.again = false;
    this.step("failed");
    this.host.trouble(cause);
    const mayPass =
      cause === "unreachable" || cause === "refused" || cause === 401 || cause === 403 || Number(cause) >= 500;
    if (mayPass) this.tryLater();
  }

  /** Look for the server now and then, and save as soon as it answers. */
  tryLater() {
    this.retry = setTimeout(async () => {
      this.wait = Math.min(2 * this.wait, 10 * RETRY);
      const there = await this.host.reachable();
      if (this.phase !== "refused") return;
      if (there) this.save();
      else this.tryLater();
    }, this.wait);
  }

  /** The network is back: what waits for it is saved at once. */
  online() {
    this.wait = RETRY;
    if (this.phase === "refused") this.save();
  }

  /** Say so when a save takes too long, and try another where something waits for it. */
  watchOver() {
    clearTimeout(this.patience);
    this.patience = setTimeout(() => {
      this.host.trouble("slow");
      if (this.again) this.save();
    }, PATIENCE);
  }

  /** @param {Event} event */
  step(event) {
    this.phase = NEXT[this.phase][event] ?? this.phase;
  }
}

/** Return why a save was rejected, as far as the error tells. @param {any} error @returns {Cause} */
export function causeOf(error) {
  if (error?.name === "ModalCancelError" || error?.name === "ModalDuplicateError") return "conflict";
  const status = error?.response?.status;
  if (Number.isInteger(status)) return status;
  return error instanceof TypeError || error?.name === "NetworkError" || error?.name === "AbortError"
    ? "unreachable"
    : "refused";
}
