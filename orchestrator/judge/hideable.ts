/**
 * Places of a text that masking may change: planted values, and what a detector has reason to hide
 * by its form or by the name before it. Wider than any one gateway's rules: what may be hidden is
 * all that this says. What stands there is still compared, but for what a mask covers.
 */
import type { PlantedPii } from "../../emitters/mod.ts";
import { spellingsOf } from "./value_search.ts";

/** UTF-16 offsets; `end` is exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Digits in a word from which on it may be hidden as a number of a person's. */
const PERSONAL_DIGITS_MIN = 7;
/** Longer words may be keys: those of AWS have 20 characters. */
const PLAIN_WORD_CHARS_MAX = 19;

/** Names that are given to secrets, by how they end. */
const SECRET_NAME = "(?:pass|password|passwd|passphrase|passcode|hash|confirmation|pwd|secret|" +
  "token|key|cookie|authorization|sess(?:ion)?id|otp|cvv|cvc|sig|signature|sas)";
const END_OF_NAME = String.raw`["'\\\]]*(?:%22|%27|%5d)*[ \t]{0,4}`;
const ONE_TOKEN = String
  .raw`\s*["']?(?:bearer|basic|token|negotiate|ntlm|apikey|bot)[ \t]+[^ \t\r\n"']+`;

/** What may be hidden beyond single words. */
const FORMS: readonly RegExp[] = [
  // A secret's value: in quotes, in brackets, or up to the next blank.
  new RegExp(
    String.raw`${SECRET_NAME}${END_OF_NAME}(?:=>?|:=?|%3[ad]|>|\\[ux]\w{2,4})[ \t]{0,4}` +
      String.raw`(?:\\*"(?:[^"\\]|\\.)*|'[^']*|\[[^\]]*|[^ \t\r\n]+)`,
    "gi",
  ),
  // The value of a header goes on to the end of its line, but for a scheme with one token.
  new RegExp(String.raw`(?:cookie|authorization)${END_OF_NAME}[:=](?!${ONE_TOKEN})[^\r\n]*`, "gi"),
  new RegExp(String.raw`authorization${END_OF_NAME}[:=]${ONE_TOKEN}`, "gi"),
  new RegExp(String.raw`(?<![\w.-])--[\w.-]*${SECRET_NAME}[ \t]+[^ \t\r\n]+`, "gi"),
  new RegExp(String.raw`<[\w.:-]*${SECRET_NAME}>[^<]*`, "gi"),
  /\b(?:bearer|basic)[ \t]+[^ \t\r\n]+/gi,
  /-----BEGIN[^]*?(?:-----END[^-]*-----|$)/g,
  /"[^"\r\n]*"@[^ \t\r\n]+/g,
  // Cards and accounts, in groups.
  /\d(?:[ -]?\d){11,}/g,
  /[A-Z]{2}\d\d(?: ?[A-Z0-9]{1,4}){3,9}/g,
];

/** Other blanks, as U+2029, part no words for a detector. */
const WORD = /[^ \t\r\n]+/g;
const SECRET_NAME_AT_END = new RegExp(`${SECRET_NAME}$`, "i");

/** Places of planted values, in order, none touching another. */
export function plantedSpans(text: string, planted: readonly PlantedPii[]): Span[] {
  return merged(allPlanted(text, planted));
}

/** All places that may be hidden, in order, none touching another. */
export function hideableSpans(text: string, planted: readonly PlantedPii[]): Span[] {
  const spans = allPlanted(text, planted);
  for (const { 0: word, index } of text.matchAll(WORD)) {
    if (isPersonalWord(word)) spans.push({ start: index, end: index + word.length });
  }
  for (const form of FORMS) {
    for (const { 0: found, index } of text.matchAll(form)) {
      spans.push({ start: index, end: index + found.length });
    }
  }
  return merged(spans);
}

function allPlanted(text: string, planted: readonly PlantedPii[]): Span[] {
  const spans: Span[] = [];
  for (const { value } of planted) {
    if (value === "") continue;
    for (const spelling of new Set([...spellingsOf(value), percentEncoded(value)])) {
      for (let at = text.indexOf(spelling); at >= 0; at = text.indexOf(spelling, at + 1)) {
        spans.push({ start: at, end: at + spelling.length });
      }
    }
  }
  return spans;
}

/** Looks like an address, a number of a person's, a key or a credential. */
export function isPersonalWord(word: string): boolean {
  return word.length > PLAIN_WORD_CHARS_MAX ||
    /[@]|%40|:\/\/|\d\.\d+\.|\d-\d+-\d+-\d|:[\da-f]*:/i.test(word) ||
    (word.match(/\d/g)?.length ?? 0) >= PERSONAL_DIGITS_MIN;
}

/** Under such a name all of a value may be hidden. */
export function isSecretName(name: string): boolean {
  return SECRET_NAME_AT_END.test(name.replace(/[-_.]/g, ""));
}

/** Lone surrogates have no percent encoding. */
function percentEncoded(value: string): string {
  return value.isWellFormed() ? encodeURIComponent(value) : value;
}

function merged(spans: Span[]): Span[] {
  const result: Span[] = [];
  for (const span of spans.sort((a, b) => a.start - b.start)) {
    const last = result.at(-1);
    if (last === undefined || span.start > last.end) result.push(span);
    else if (span.end > last.end) result[result.length - 1] = { start: last.start, end: span.end };
  }
  return result;
}
