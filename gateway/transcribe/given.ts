/** A value as a reader hands it over: where it stands, and how it is written there. */
import { type Field } from "./field.ts";
import { parseJson, QUOTE } from "./json_text.ts";
import { flush, type Line, setSource } from "./line.ts";
import type { Strings } from "./strings.ts";
import type { ValueReader } from "./values.ts";

/** As JSON in the source; each character for itself; a text of its own; JSON text of its own. */
export const FORM = { json: 0, text: 1, own: 2, literal: 3 } as const;
export type Form = typeof FORM[keyof typeof FORM];

/** A value of `field`. Reused: `createGiven` makes as many as a record needs. */
export interface Given {
  field: Field;
  form: Form;
  /** In the source, where it stands there. */
  start: number;
  end: number;
  own: string;
}

const NUMBER_START = /^[-\d]/;
/** Levels of nesting of what is at the top of a record. */
const TOP_DEPTH = 1;

export interface GivenReader {
  /** Whether it is a text, and if so what it says. */
  isText(given: Given): boolean;
  textOf(given: Given): string;
  /** As JSON text, not masked. */
  jsonOf(given: Given): string;
  /** As JSON text, masked as the value of `field`; says where it ends, where it is JSON. */
  write(given: Given, field: Field): string;
  /** Where a value of JSON ends, as `ValueReader` says it. */
  measure(start: number, field: Field): number;
}

export function createGivenReader(
  line: Line,
  strings: Strings,
  values: ValueReader,
): GivenReader {
  const inSource = ({ start, end }: Given) => line.text.slice(start, end);

  function isText({ form, start }: Given): boolean {
    if (form === FORM.json) return line.codes[start] === QUOTE;
    return form !== FORM.literal;
  }

  function textOf(given: Given): string {
    if (given.form === FORM.own) return given.own;
    const text = inSource(given);
    if (given.form === FORM.text) return text;
    return text.includes("\\") ? parseJson(text) as string : text.slice(1, -1);
  }

  function jsonOf(given: Given): string {
    switch (given.form) {
      case FORM.json:
        return inSource(given);
      case FORM.literal:
        return given.own;
      default:
        return JSON.stringify(textOf(given));
    }
  }

  function write(given: Given, field: Field): string {
    const { form, start, end, own } = given;
    if (form === FORM.json) return writeJson(given, field);
    if (form === FORM.literal) return writeLiteral(own, field);
    if (field.secret !== undefined) return strings.secretText(textOf(given), field.secret);
    if (field.isKept) return JSON.stringify(textOf(given));
    return form === FORM.text ? strings.between(start, end) : strings.text(own);
  }

  function writeJson(given: Given, field: Field): string {
    const { start } = given;
    const { out, run } = line;
    line.out = "";
    line.run = start;
    given.end = values.value(start, field, TOP_DEPTH);
    flush(line, Math.max(given.end, start));
    const written = line.out;
    line.out = out;
    line.run = run;
    return written;
  }

  function measure(start: number, field: Field): number {
    const { count } = line.found;
    const originals = line.originals.slice();
    const isByName = line.isByName.slice();
    const one = { field, form: FORM.json, start, end: start, own: "" };
    writeJson(one, field);
    line.found.count = count;
    originals.forEach((json, slot) => line.originals[slot] = json);
    line.originals.length = originals.length;
    isByName.forEach((is, slot) => line.isByName[slot] = is);
    return one.end;
  }

  /** A value of its own is read as a source of its own, unless it is a number. */
  function writeLiteral(json: string, field: Field): string {
    if (NUMBER_START.test(json)) return values.number(json, field);
    const { source } = line;
    const text = `\n${json}\n`;
    const codes = new Uint8Array(text.length);
    for (let i = 0; i < text.length; i++) codes[i] = Math.min(text.charCodeAt(i), 0x80);
    setSource(line, { text, codes });
    const written = writeJson({ field, form: FORM.json, start: 1, end: 1, own: "" }, field);
    setSource(line, source);
    return written;
  }

  return { isText, textOf, jsonOf, write, measure };
}
