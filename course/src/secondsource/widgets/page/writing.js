// A field in which a learner writes: its length kept, pictures and far too long texts turned away in words.
import { h } from "./dom.js";

/** Whether a letter is space for Python's `strip`. @param {string} letter */
const isSpace = (letter) =>
  (/\s/.test(letter) && letter !== "\ufeff") || (letter >= "\x1c" && letter <= "\x1f") || letter === "\x85";

/** Whether anything but space is written, told as Python's `strip` tells it. @param {string} text */
export const isWritten = (text) => {
  for (const letter of text) if (!isSpace(letter)) return true;
  return false;
};

/** Return how many characters a text has, counted as Python counts them. @param {string} text */
export const letters = (text) => {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
};

/** Whether `x` is a text that can be kept: not too long, without half a character. @param {any} x @param {number} longest */
export const isText = (x, longest) =>
  typeof x === "string" &&
  x.length <= 2 * longest &&
  letters(x) <= longest &&
  !/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/.test(x);

/** Return how many words a text has. @param {string} text */
export const words = (text) => text.split(/\s+/).filter(Boolean).length;

/**
 * Return a field of several lines. `onwrite` is called with the text after each change; `say` with what
 * can't be taken and why, or with nothing once something was taken again.
 * @param {Record<string, any>} attributes
 * @param {number} longest
 * @param {(text: string) => void} onwrite
 * @param {(words: string) => void} say
 */
export function writingField(attributes, longest, onwrite, say) {
  let before = "";
  const most = longest.toLocaleString("en");
  const refuse = (event, data) => {
    const text = data?.getData("text/plain") ?? "";
    if (text.length > 2 * longest) {
      event.preventDefault();
      say(`Not taken: that text has ${text.length.toLocaleString("en")} characters, and ${most} fit here.`);
    } else if (!text && data?.files?.length) {
      event.preventDefault();
      say("A picture or a file can't be kept here. Write what it shows in words.");
    }
  };
  const node = h("textarea", {
    class: "ss-writing",
    dir: "auto",
    spellcheck: "true",
    ...attributes,
    onpaste: (event) => refuse(event, event.clipboardData),
    ondrop: (event) => refuse(event, event.dataTransfer),
    oninput: () => {
      if (!isText(node.value, longest)) {
        const whole = node.value.toWellFormed?.() ?? node.value;
        if (!isText(whole, longest)) {
          node.value = before;
          say(`Not taken: the text would be longer than the ${most} characters that fit here.`);
          return;
        }
        node.value = whole;
      }
      before = node.value;
      say("");
      onwrite(node.value);
    },
  });
  /** @param {string} text */
  const show = (text) => {
    before = text;
    if (node.value !== text) node.value = text;
  };
  return { node, show };
}
