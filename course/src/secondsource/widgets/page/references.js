// References to the material inside a text: where they stand, and what each shows. No page is touched here.

/**
 * @typedef {{name: string, title: string, parts: Part[], from?: string}} Shown what a
 *   reference shows: its name, whose it is, its parts, and the id of the text or table it is from
 * @typedef {{head: string, html: string, text?: string}} Part HTML made by secondsource.views, or plain text
 * @typedef {{start: number, end: number, name: string}} Found where a reference stands in a text, and its whole name
 * @typedef {{id: string, title: string, label: string, original: string, paragraphs: Map<number, Paragraph>}} Text
 * @typedef {{html: string, sentences: string[]}} Paragraph
 * @typedef {{id: string, title: string, rows: Map<string, [string, string][]>}} Table
 */

const REFERENCE =
  /(?<![\w¶.])(?:([A-Z]{1,2})\s)?¶(\d{1,3})(?:\.(\d{1,2})(?!\d)|[-–](\d{1,3}))?|(?<![\w¶.:/-])([A-Z]{1,3}\d{2,4})(?![\w/-])/g;

const PARAGRAPH = /^([A-Z]{1,2}) ¶(\d{1,3})(?:\.(\d{1,2})|[-–](\d{1,3}))?$/;

/** What a data package lets a learner look up. */
export class Material {
  /** @param {any} data as `secondsource.views.material` makes it */
  constructor({ texts = [], tables = [], terms = [] }) {
    /** @type {Map<string, Text>} */
    this.texts = new Map(
      texts.map((text) => [
        text.id,
        { ...text, paragraphs: new Map(text.paragraphs.map(([n, html, sentences]) => [n, { html, sentences }])) },
      ]),
    );
    /** @type {Map<string, Table>} */
    this.tables = new Map(tables.map((table) => [table.id, { ...table, rows: new Map(table.rows) }]));
    /** @type {Map<string, Table>} */
    this.tableOf = new Map();
    for (const table of this.tables.values()) for (const id of table.rows.keys()) this.tableOf.set(id, table);
    /** @type {Map<string, {name: string, html: string}>} */
    this.terms = new Map();
    for (const { names, html } of terms) {
      for (const name of names) this.terms.set(name.toLowerCase(), { name: names[0], html });
    }
    this.words = termPattern([...this.terms.keys()]);
  }

  /** Return what a reference shows; null where it leads nowhere. @param {string} name @returns {Shown | null} */
  look(name) {
    const table = this.tableOf.get(name);
    if (table) {
      const cells = table.rows.get(name) ?? [];
      return { name, title: table.title, parts: cells.map(([head, html]) => ({ head, html })), from: table.id };
    }
    const [, id, first, sentence, last] = PARAGRAPH.exec(name) ?? [];
    const text = this.texts.get(id);
    if (!text) return null;
    const numbers = span(Number(first), Number(last ?? first));
    const parts = numbers.flatMap((n) => paragraphParts(text, n, sentence, numbers.length > 1));
    return parts.length ? { name, title: text.title, parts, from: id } : null;
  }

  /** Return what a word of the glossary means. @param {string} word @returns {Shown | null} */
  define(word) {
    const term = this.terms.get(word.toLowerCase());
    return term ? { name: term.name, title: "What the word means here", parts: [{ head: "", html: term.html }] } : null;
  }

  /**
   * Return the references in a text that lead somewhere.
   * @param {string} text
   * @param {{document: string}} context the document named last in the same paragraph, for a bare ¶8; it is kept up
   * @returns {Found[]}
   */
  find(text, context) {
    /** @type {Found[]} */
    const found = [];
    for (const match of text.matchAll(REFERENCE)) {
      const [whole, document, number, sentence, last, row] = match;
      if (document) context.document = document;
      const tail = last ? `-${last}` : sentence ? `.${sentence}` : "";
      const name = row ?? `${context.document} ¶${number}${tail}`;
      if (this.look(name)) found.push({ start: match.index, end: match.index + whole.length, name });
    }
    return found;
  }

  /**
   * Return the words of the glossary in a text whose term is not in `used` yet, and put them there.
   * @param {string} text
   * @param {Set<string>} used
   * @returns {Found[]}
   */
  findTerms(text, used) {
    /** @type {Found[]} */
    const found = [];
    for (const match of this.words ? text.matchAll(this.words) : []) {
      const term = this.terms.get(match[0].toLowerCase());
      if (!term || used.has(term.name)) continue;
      used.add(term.name);
      found.push({ start: match.index, end: match.index + match[0].length, name: match[0] });
    }
    return found;
  }
}

/** @param {number} first @param {number} last */
function span(first, last) {
  return last < first ? [] : Array.from({ length: Math.min(last - first + 1, 40) }, (_, i) => first + i);
}

/** @param {Text} text @param {number} number @param {string | undefined} sentence @param {boolean} several @returns {Part[]} */
function paragraphParts(text, number, sentence, several) {
  const paragraph = text.paragraphs.get(number);
  if (!paragraph) return [];
  if (sentence === undefined) return [{ head: several ? `¶${number}` : "", html: paragraph.html }];
  const words = paragraph.sentences[Number(sentence) - 1];
  if (words === undefined) return [];
  return [
    { head: `Sentence ${sentence}`, html: "", text: words },
    { head: `The whole paragraph ¶${number}`, html: paragraph.html },
  ];
}

/** One pattern for all words, the longest first, whatever their case. @param {string[]} words */
function termPattern(words) {
  if (!words.length) return null;
  const longestFirst = words.sort((a, b) => b.length - a.length);
  const all = longestFirst.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|");
  return new RegExp(`(?<![\\p{L}\\p{N}-])(?:${all})(?![\\p{L}\\p{N}-])`, "giu");
}
