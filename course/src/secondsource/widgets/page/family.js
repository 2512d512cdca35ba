// What a family of exercises brings to the page. One file of `secondsource.families` each exports it as
// `family`; nothing here runs.

/**
 * @typedef {object} Part what a drawn exercise lets its frame do
 * @property {(value: any) => void} show  put a stored value into the inputs; null empties them
 * @property {(width: number) => boolean} [layout]  fit a width in px; whether the inputs were drawn anew
 */

/**
 * @typedef {object} Family
 * @property {(item: any, value: any) => boolean} fits  whether a stored value other than null is an answer
 *   to this item: the same values as `Item.parse` takes in Python, held together by a test
 * @property {(item: any, value: any) => {given: number, of: number}} progress  how much is answered of
 *   how much; `value` fits or is null, which is an unanswered exercise
 * @property {(item: any, box: any, change: (value: any, merge?: string) => void, uid: string) => Part} draw
 *   fill `box` with inputs and call `change` on each answer; changes with one `merge` name are undone together
 * @property {(item: any, value: any) => HTMLElement} [summary]  what the record of one's work shows of answers
 */

export {};
