// What the exercises say of keeping, where the page is no notebook: here the browser keeps the answers.

const FAILED = new Map([
  [
    403,
    "Not kept: this browser lets the page store nothing, as some private windows do. Download your notebook before you close the page.",
  ],
  [
    507,
    "Not kept: the browser's storage is full. Download your notebook now, then free some space on the device and choose Save now.",
  ],
]);

export const PAGE_WORDS = {
  saved: "Saved in this browser.",
  saveIt: "Download your notebook to keep it.",
  answeredSaveIt: "Answered; download your notebook to keep it.",
  elsewhere: "Answered in another tab of this unit, which keeps it.",
  slow: "Not saved yet: the browser's storage has not answered. Keep this page open.",
  unreachable: "Not saved: the browser's storage cannot be reached. Keep this page open, or download your notebook.",
  refused: "Not saved: the browser's storage refused. Choose Save now; if this stays, download your notebook.",
  conflict: "Not saved: choose Save now.",
  /** @param {number} status */
  failed: (status) => FAILED.get(status) ?? "Not saved: the browser's storage failed. Download your notebook now.",
  /** @param {number} _status */
  unchecked: (_status) => "Saved in this browser.",
  otherVersion:
    "These answers were recorded by a newer version of this course. They are kept, but nothing can be recorded here. Reload the page; if this stays, save your answers to a file and tell whoever gave you this address.",
  tooMany:
    "The stored record holds more than 1000 answers, which no unit has: it is damaged. Nothing is recorded here. Save it to a file, remove it from this browser on the first page, and load an earlier file.",
  /** @param {string} unit @param {string} recorded */
  otherUnit: (unit, recorded) =>
    `This exercise belongs to unit ${unit}, but the stored record is of unit ${recorded}. Nothing is recorded here. Load the file of this unit.`,
  readOnly: "Nothing can be recorded here.",
  noReply: "No reply yet. Your answer is kept; press Check again, or reload the page.",
  alone: "You take this unit by yourself, so there is nobody to hand it in to. Your answers stay in this browser.",
  allSaved: "All of it is saved in this browser.",
  notAllSaved: "Not everything is saved yet.",
  /** @param {string} id */
  notShown: (id) => `${id} is not on this page. Reload it.`,
};
