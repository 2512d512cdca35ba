// What the page says about keeping answers. A host that is no notebook, such as a web page, brings its own
// words for any of these: `context.words`, an object with some of the names below.

export const WORDS = {
  saved: "Saved in the notebook.",
  saveIt: "Save the notebook yourself (Ctrl+S).",
  answeredSaveIt: "Answered; save the notebook yourself (Ctrl+S).",
  elsewhere:
    "Answered in another window of this notebook, which saves it. If Jupyter asks about a changed file, " +
    "choose Overwrite: no answer is lost.",
  misfit: "The stored answer does not fit this exercise; it is kept until you answer again.",
  notAnswered: "Not answered.",
  answerFirst: "Answer first. Then Check says whether you are right so far.",
  writeFirst: "Write your answer first. Then you can compare it with a model answer.",
  cleared: "Answer cleared, not yet saved.",

  // Why a save failed, by what is known of the cause.
  slow: "Not saved yet: the notebook server has not answered. Keep this page open.",
  unreachable:
    "Not saved: the notebook server cannot be reached. Keep this page open; it is saved as soon as the server answers again.",
  refused: "Not saved: the notebook server did not take the file. Keep this page open and try again.",
  conflict: "Not saved: the file was changed outside this page. Save again and choose Overwrite to keep your answers.",
  /** @param {number} status an HTTP status @returns {string} */
  failed: (status) =>
    SAVING_FAILED.get(status) ??
    `Not saved: the notebook server reported error ${status}. Keep this page open and try again.`,

  // The file could not be read before it was saved, so what another browser saved there is not known.
  /** @param {number} status an HTTP status; 0 where no answer came @returns {string} */
  unchecked: (status) =>
    `This page's answers are in the file, but the server did not let the page look for answers given in another browser ${status ? `(error ${status})` : "(no reply)"}. Choose Save now; if this stays, reload the page.`,

  otherVersion:
    "This notebook's answers were recorded by another version of Second Source. They are kept, but nothing can be recorded here. Update the package secondsource, then run all cells again.",
  tooMany:
    "This notebook holds more than 1000 answers, which no unit has: it is damaged, and its answers would not be graded. Nothing is recorded here. Get the notebook anew, or go back to an earlier version of the file.",
  /** @param {string} unit @param {string} recorded @returns {string} */
  otherUnit: (unit, recorded) =>
    `This exercise belongs to unit ${unit}, but this notebook records unit ${recorded}. Nothing is recorded here. Open the notebook of ${unit}, or run this notebook's first cell and then this one again.`,
  readOnly:
    "This file is read-only, so no answer can be kept. Choose File > Save Notebook As, and answer in the new file.",
  kernelSilent: "Not kept: the kernel does not answer. Restart the kernel, run this cell again, and answer again.",
  noReply:
    "No reply from the kernel. Choose Kernel > Restart Kernel and Run All Cells, then check again. Your answer is kept.",
  /** @param {string} cause @returns {string} */
  notDrawn: (cause) =>
    `This exercise could not be shown, because its code met an error in this browser (${cause}). Your answers are kept. Reload the page; if it stays, try another browser and tell whoever gave you this course.`,

  /** For a learner who takes the course without a class. */
  alone: "You take this unit by yourself, so there is nobody to hand it in to. Your answers stay in this notebook.",
  allSaved: "All of it is saved in the notebook.",
  notAllSaved: "Not everything is saved yet.",
  /** @param {string} id @returns {string} */
  notShown: (id) => `${id} is not shown yet: run its cell, or Run > Run All Cells.`,
};

const SAVING_FAILED = new Map([
  [
    401,
    "Not saved: you are no longer logged in. Keep this page open, log in again in another tab, then choose Save now.",
  ],
  [
    403,
    "Not saved: the notebook server refused the file, most often because the log-in has run out. Keep this page open, log in again in another tab, then choose Save now.",
  ],
  [
    404,
    "Not saved: the notebook's folder is gone from the server. Choose File > Save Notebook As to keep your answers.",
  ],
  [409, "Not saved: the file was changed outside this page. Save again and choose Overwrite to keep your answers."],
  [
    413,
    "Not saved: the notebook is too large for the server. Choose Edit > Clear Outputs of All Cells, then Save now; your answers stay.",
  ],
  [
    507,
    "Not saved: the server's disk is full. Delete files you do not need, then choose Save now. Keep this page open.",
  ],
]);

/** @typedef {typeof WORDS} Words */

/**
 * Return the words for a host: ours, and its own in their place.
 * @param {Partial<Words> | undefined} [own]
 * @returns {Words}
 */
export const wordsFor = (own) => ({ ...WORDS, ...own });
