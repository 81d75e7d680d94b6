/**
 * Records that a parser stumbles over, one of each class, and how it is seen what became of them.
 * Each holds a word, by which it is found where it comes out.
 */

/** What a line that came out says of the record: `undefined` where it is as sent. */
type Change = (line: string) => string | undefined;

export interface HostileRecord {
  readonly name: string;
  readonly line: (word: string) => Uint8Array<ArrayBuffer>;
  /** A change that is silent is a fault: the sender was told that it was taken. */
  readonly changed?: Change;
  /** A change that a store may make, and that a reader should know. */
  readonly noted?: Change;
}

const encoder = new TextEncoder();
const text = (make: (word: string) => string) => (word: string) => encoder.encode(make(word));

const LONG_CHARS = 900_000;
const DEEP = 500;
const BIG = "9007199254740993"; // 2^53 + 1

export const HOSTILE_RECORDS: readonly HostileRecord[] = [
  {
    name: "long_line",
    line: text((word) => `{"msg":"${word}","long":"${"x".repeat(LONG_CHARS)}"}`),
    changed: (line) => line.length >= LONG_CHARS ? undefined : "cut short",
  },
  {
    name: "bad_utf8",
    line: (word) => {
      const bytes = encoder.encode(`{"msg":"${word} ??"}`);
      const at = bytes.indexOf("?".charCodeAt(0));
      bytes.set([0xc3, 0x28], at);
      return bytes;
    },
    noted: (line) => line.includes("\uFFFD") ? "its bytes are U+FFFD now" : undefined,
  },
  {
    name: "nul",
    line: text((word) => `{"msg":"${word} \\u0000 end"}`),
    changed: (line) => line.includes("end") ? undefined : "cut at the NUL",
  },
  {
    name: "deep_json",
    line: text((word) => `{"msg":"${word}","deep":${"[".repeat(DEEP)}${"]".repeat(DEEP)}}`),
    changed: (line) => (line.match(/\[/g)?.length ?? 0) >= DEEP ? undefined : "its depths are gone",
  },
  {
    name: "big_number",
    line: text((word) => `{"msg":"${word}","n":${BIG}}`),
    changed: (line) => line.includes(BIG) ? undefined : `${BIG} is another number now`,
  },
  {
    name: "same_key_twice",
    line: text((word) => `{"msg":"${word}","k":"first-of-two","k":"second-of-two"}`),
    noted: (line) =>
      line.includes("first-of-two") && line.includes("second-of-two")
        ? undefined
        : "one of the two values is gone",
  },
  {
    name: "lone_surrogate",
    line: text((word) => `{"msg":"${word} \\ud800 end"}`),
    changed: (line) => line.includes("end") ? undefined : "cut at the surrogate",
  },
  {
    name: "control_characters",
    line: text((word) => `{"msg":"${word} \\u001b[31m\\u0007\\t end"}`),
    changed: (line) => line.includes("end") ? undefined : "cut at a control character",
  },
  {
    name: "no_json",
    line: text((word) => `${word} is a line of plain text`),
  },
];
