/**
 * The words of a message's outline: what stays as it is, and what stands for a value.
 *
 * ```
 * Failed password for root from 0.0.0.0 port 0 ssh2
 * Failed password for root from <ip> port <num> ssh2
 * ```
 *
 * A word has a `text`, which people read, and a `key`, which words of one pattern share: all values
 * have the key `<*>`, whatever they are called, and `blk_<num>` has `blk_<*>`. Reading the text of a
 * pattern gives the keys of its messages again, so a pattern that was saved can be found anew.
 */
import { HEX_MARK, ID_MARK, UUID_MARK } from "./outline.ts";

export interface Word {
  readonly text: string;
  readonly key: string;
  /** Whether white space stands before it. */
  readonly gap: boolean;
}

/** What a value is called in a pattern. */
export const WILDCARDS = [
  "bool",
  "email",
  "hex",
  "host",
  "id",
  "ip",
  "list",
  "mac",
  "num",
  "path",
  "secret",
  "text",
  "time",
  "url",
  "user",
  "uuid",
  "word",
] as const;
export type Wildcard = typeof WILDCARDS[number];

/** The key of every value. */
export const ANY = "<*>";

/** Words of a message that take part; the rest of a longer one is one value. */
export const WORDS_MAX = 120;

const NAMES = WILDCARDS.join("|");
const HEXES = `[0-9a-fA-F${HEX_MARK}${ID_MARK}]`;
const CLOCK = "0:0:0(?:[.,]0)?";
const DAY = "(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)";
const MONTH = "(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)";
const UNIT = "(?:[KMGT]i?B|[kmgt]b|[kKMGT]|B|[mun]?s|µs|secs?|[kMG]?Hz|%)";
/** Stand for runs of letters and digits in an outline. */
const RUNS = `${HEX_MARK}${ID_MARK}${UUID_MARK}`;
/** No letter, digit or mark follows. */
const END = `(?![\\w${RUNS}\\u0080-\\uffff])`;

/** Tried from top to bottom wherever a word begins. */
const VALUES: readonly (readonly [Wildcard, string])[] = [
  [
    "text",
    `(?<==)(?<!\\b(?:msg|message|event|error|err|reason|text|log)=)"[^"\\\\]*(?:\\\\.[^"\\\\]*)*"`,
  ],
  ["url", `[a-zA-Z][\\w+.-]*:/[^\\s"'<>,;)\\]}|]*[^\\s"'<>,;)\\]}|.:]`],
  [
    "email",
    `[^\\s@"'<>(),;:=\\[\\]{}|/]+@[\\w${HEX_MARK}${ID_MARK}-]+(?:\\.[\\w${ID_MARK}-]+)*\\.[a-zA-Z]{2,}${END}`,
  ],
  ["uuid", `${UUID_MARK}${END}`],
  ["uuid", `${HEXES}+(?:-${HEXES}+){4}${END}(?![-.]\\w)`],
  ["time", `0[-/.]0[-/.]0(?:(?:T|[ -]+)${CLOCK}|-0\\.0\\.0\\.0)(?:Z|\\s?[+-]0:?0)?${END}`],
  [
    "time",
    `(?:${DAY},? )?(?:${MONTH} +0|0 ${MONTH})(?:,? 0)? +${CLOCK}(?: [A-Z]{3,4})?(?: 0)?${END}`,
  ],
  ["time", `${CLOCK}(?:Z|[+-]0:0)?${END}(?!:)`],
  ["time", `0T0Z?${END}`],
  ["time", `0(?:-0-|/0/)[09]${END}(?![-/.])`],
  ["mac", `(?:[0-9a-fA-F]{1,3}:){5}[0-9a-fA-F]{1,3}${END}(?!:)`],
  ["ip", `(?:[0-9a-fA-Fx]{1,4}:){4,7}(?::?[0-9a-fA-Fx]{1,4})${END}`],
  [
    "ip",
    `(?:[0-9a-fA-F]{1,4}(?::[0-9a-fA-F]{1,4})*)?::(?:[0-9a-fA-F]{1,4}:)*[0-9a-fA-F]{1,4}${END}(?!:)`,
  ],
  ["ip", `0\\.0\\.(?:0|x)\\.(?:0|x)${END}(?!\\.\\w)`],
  ["path", `[A-Za-z]:[\\\\/][^\\s"'<>|,;]*`],
  ["path", `\\\\\\\\[\\w.$-]+\\\\[^\\s"'<>|,;]*`],
  ["path", `(?<![\\w.])~?/(?![0./:]+${END})[^\\s"'<>,;:()\\[\\]{}=|]*[^\\s"'<>,;:()\\[\\]{}=|.]`],
  ["path", `[\\w.@$-]+(?:/[\\w.@+$-]+){2,}/?`],
  ["time", `0:0${END}(?![:.])`],
  [
    "num",
    `[<>~]?[-+]?[09](?:[.,][09])*(?:[eE][-+]?0)?(?: ?${UNIT}${END}|${END})(?![-._][\\w${RUNS}])`,
  ],
  ["hex", `${HEX_MARK}${END}(?![-._]\\w)`],
  ["id", `${ID_MARK}${END}(?![-._]\\w)`],
  ["secret", `\\*{3,4}[09]?`],
];

/** Letters, digits and what holds names together; values inside are there where a pattern is read. */
const PLAIN = `[\\w$@${RUNS}\\u0080-\\uffff]` +
  `(?:[\\w$@.~-]|[${RUNS}\\u0080-\\uffff]|\\*{3,4}|<(?:${NAMES})>…?)*`;
/** Any word that is not told by its first letters alone: groups are the values, then a plain word. */
const SCANNER = new RegExp(
  `<num> ?${UNIT}${END}|<(?:${NAMES})>…?|${
    VALUES.map(([, source]) => `(${source})`).join("|")
  }|(${PLAIN})|[^]`,
  "uy",
);
/** A word of letters that can be the beginning of nothing else, but for days and months. */
const SIMPLE = /[a-zA-Z_]+(?=[\s=,;)\]}"']|$)/y;
const CALENDAR = new RegExp(`^(?:${DAY}|${MONTH})$`);
/** Stand for themselves, whatever follows. */
const MARKS = "()[]{},;|=";

const HOST =
  /^[\w-]+(?:\.[\w-]+)*\.(?:com|net|org|edu|gov|mil|info|biz|local|internal|lan|intra|corp)$/i;
const COUNTRY_HOST = /^[\w-]+(?:\.[\w-]+){2,}\.[a-z]{2}$/;
const NOTHING = /^(?:true|false|null|nil|none|undefined|NaN)$/i;
const SWITCH = /^(?:yes|no|on|off|enabled|disabled)$/i;
const IS_WILD = new RegExp(`^(?:<(?:${NAMES})>…?|<num> ?${UNIT}|"<text>")$`);
const WILD_PART = new RegExp(`<(?:${NAMES})>…?`);
const WILD_PARTS = new RegExp(WILD_PART, "g");

/** A line without anything in it has a pattern, too. */
const EMPTY: Word = { text: "<empty line>", key: "", gap: false };

/** The words of `outline`; never none. */
export function readWords(outline: string): Word[] {
  if (outline === EMPTY.text) return [EMPTY];
  const words: Word[] = [];
  let gap = false;
  for (let at = 0; at < outline.length && words.length < WORDS_MAX;) {
    const character = outline[at]!;
    if (character === " " || character === "\t" || /\s/.test(character)) {
      gap = true;
      at++;
      continue;
    }
    at += readWord(words, outline, at, gap);
    gap = false;
  }
  addEmpty(words, "", true);
  if (words.length === 0) words.push(EMPTY);
  return withLists(words);
}

/** Reads the word at `at`; returns its length. */
function readWord(words: Word[], outline: string, at: number, gap: boolean): number {
  const character = outline[at]!;
  if (MARKS.includes(character)) {
    addEmpty(words, character, gap);
    words.push({ text: character, key: character, gap });
    return 1;
  }
  SIMPLE.lastIndex = at;
  const simple = SIMPLE.exec(outline)?.[0];
  if (simple !== undefined && !CALENDAR.test(simple)) {
    addEmpty(words, simple, gap);
    addPlain(words, simple, gap);
    return simple.length;
  }
  SCANNER.lastIndex = at;
  const match = SCANNER.exec(outline)!;
  const [whole] = match;
  addEmpty(words, whole, gap);
  const plain = match[VALUES.length + 1];
  if (plain !== undefined) addPlain(words, plain, gap);
  else words.push(wordOf(valueName(whole, match), whole, gap));
  return whole.length;
}

const CLOSING: Readonly<Record<string, string>> = {
  "(": ")",
  "[": "]",
  "{": "}",
  '"': '"',
  "'": "'",
};

/** A value that is empty is one: `user= rhost=::1`, `from 0.0.0.0 ()`. */
function addEmpty(words: Word[], next: string, gap: boolean): void {
  const last = words.at(-1);
  if (last === undefined) return;
  const isAssigned = last.key === "=" && !last.gap && (gap || next === "," || next === ";");
  const isBracket = last.gap && !gap && CLOSING[last.key] === next && next !== "";
  if (isAssigned || isBracket) words.push({ text: "", key: ANY, gap: false });
}

function valueName(whole: string, match: RegExpExecArray): string {
  if (IS_WILD.test(whole)) return whole;
  for (let index = 0; index < VALUES.length; index++) {
    if (match[index + 1] === undefined) continue;
    const name = VALUES[index]![0];
    if (name === "text") return '"<text>"';
    if (name !== "num") return `<${name}>`;
    const unit = /[a-zA-Zµ%]+$/.exec(whole)?.[0];
    if (unit === undefined || /^e/i.test(unit)) return "<num>";
    return `<num>${/ /.test(whole) ? " " : ""}${unit}`;
  }
  return whole;
}

function wordOf(text: string, whole: string, gap: boolean): Word {
  const isValue = text !== whole || IS_WILD.test(text);
  return { text, key: isValue ? ANY : text, gap };
}

/** A word of letters, with or without digits in it. */
function addPlain(words: Word[], plain: string, gap: boolean): void {
  const core = plain.replace(/[.~-]+$/, "") || plain;
  words.push(plainWord(core, gap, words));
  for (const character of plain.slice(core.length)) {
    words.push({ text: character, key: character, gap: false });
  }
}

function plainWord(core: string, gap: boolean, before: readonly Word[]): Word {
  const value = (name: Wildcard): Word => ({ text: `<${name}>`, key: ANY, gap });
  if (core.includes("<")) return { text: core, key: core.replace(WILD_PARTS, ANY), gap };
  if (core.includes("***")) return value("secret");
  if (HOST.test(core) || COUNTRY_HOST.test(core)) return value("host");
  if (NOTHING.test(core) && isValuePlace(before)) return value("bool");
  if (SWITCH.test(core) && before.at(-1)?.key === "=") return value("bool");
  if (/^[vV][\d](?:\.[09])+$/.test(core)) {
    return { text: `${core[0]!}<num>`, key: core[0]! + ANY, gap };
  }
  const first = core.search(/(?<![a-zA-Z])[09](?![a-zA-Z])|[a-zA-Z]0|9|\p{Cc}/u);
  if (first === -1) return { text: core, key: core, gap };
  const head = core.slice(0, first) + (/[a-zA-Z]/.test(core[first]!) ? core[first]! : "");
  const rest = core.slice(head.length);
  const prefix = head.replace(/([_.])-$/, "$1");
  const name = /^[09]$/.test(rest) ? "num" : rest === HEX_MARK ? "hex" : "id";
  return prefix === "" ? value(name) : { text: `${prefix}<${name}>`, key: prefix + ANY, gap };
}

function isValuePlace(before: readonly Word[]): boolean {
  const last = before.at(-1)?.key;
  return last === "=" || last === ":" || last === "(" || last === ",";
}

/** Runs of values, `<num>, <num>, <num>`, become one: lists have any length. */
function withLists(words: Word[]): Word[] {
  const short: Word[] = [];
  for (let at = 0; at < words.length;) {
    const end = words[at]!.key.includes(ANY) ? endOfList(words, at) : at + 1;
    const first = words[at]!;
    if (end === at + 1) short.push(first);
    else {short.push({
        text: `${first.text.replace(/>.*$/, ">")}…`,
        key: first.key,
        gap: first.gap,
      });}
    at = end;
  }
  return short;
}

const LIST_MIN = 3;
/** Values in a row are a list only if they are many, or all of one name: `blk_<num> blk_<num>`. */
const ROW_MIN = 5;
const NAMED_ROW_MIN = 2;

function endOfList(words: readonly Word[], at: number): number {
  let comma = at + 1, items = 1;
  const { key } = words[at]!;
  while (words[comma]?.key === "," && words[comma + 1]?.key === key) {
    comma += 2;
    items++;
  }
  if (items >= LIST_MIN) return comma;
  let row = at + 1;
  while (words[row]?.key === key && words[row]!.gap) row++;
  return row - at >= (key === ANY ? ROW_MIN : NAMED_ROW_MIN) ? row : at + 1;
}

/** A text as people read it. */
export function textOf(words: readonly Word[]): string {
  return words.map(({ text, gap }, index) => gap && index > 0 ? ` ${text}` : text).join("");
}

/** What the texts of a word have in common in all messages of a pattern; `name` if nothing. */
export function commonText(a: string, b: string, name: string): string {
  if (a === b) return a;
  const [first, second] = [a, b].map((text) => WILD_PART.exec(text)?.[0]);
  if (first === undefined && second === undefined) return commonStem(a, b) ?? name;
  if (a === "" || b === "") return first ?? second!;
  if (first !== second) return isAddress(first) && isAddress(second) ? "<host>" : name;
  return a.startsWith(first!) || b.startsWith(first!) ? first! : commonStem(a, b) ?? name;
}

function isAddress(wildcard: string | undefined): boolean {
  return wildcard === "<ip>" || wildcard === "<host>";
}

/** `eth<num>` for `eth0` and `eth1`. */
function commonStem(a: string, b: string): string | undefined {
  const stems = [a, b].map((text) => text.replace(WILD_PARTS, "0").replace(/\d+/g, "<num>"));
  return stems[0] === stems[1] ? stems[0] : undefined;
}
