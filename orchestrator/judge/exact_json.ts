/**
 * JSON with its numbers as they are written: `9007199254740993` is no other number than …992 once both
 * are doubles, and `1e400` is none at all. A number that a double does not give back digit by digit is
 * read as its text; all others are numbers.
 */

interface RawJson {
  rawJSON(text: string): unknown;
}

/** A number by its digits. */
export class NumberText {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  toString(): string {
    return this.text;
  }

  /** So that `JSON.stringify` writes the same digits. */
  toJSON(): unknown {
    return (JSON as unknown as RawJson).rawJSON(this.text);
  }
}

/** Could be such a number: many digits, a trailing zero behind a point, an exponent, `-0`. */
const MAY_BE_INEXACT = /\d{16}|\.\d{16}|\.\d*0(?!\d)|\d[eE]|-0(?![.\d])/;

interface Written {
  readonly source?: string;
}

/** Like `JSON.parse`; throws as it does. */
export function parseExact(text: string): unknown {
  if (!MAY_BE_INEXACT.test(text)) return JSON.parse(text);
  const exact = (_: string, value: unknown, { source }: Written) =>
    typeof value === "number" && source !== undefined && String(value) !== source
      ? new NumberText(source)
      : value;
  return JSON.parse(text, exact as (key: string, value: unknown) => unknown);
}
