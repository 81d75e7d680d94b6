import { readLevel, readLevelAt, readLevelNumber } from "./level.ts";
import assert from "node:assert/strict";
import fc from "fast-check";

const SPELLINGS: Readonly<Record<string, readonly unknown[]>> = {
  DEBUG: ["DEBUG", "debug", "trace", " Trace ", 7, "7", 10, 20, "20"],
  INFO: ["INFO", "Info", "notice", "informational", 5, 6, 30, "30"],
  WARN: ["WARN", "warning", "Warning", 4, "4", 40],
  ERROR: [
    ...["ERROR", "err", "fatal", "critical", "CRIT", "alert", "emerg", "panic"],
    ...[0, 1, 2, 3, "0", 50, 60, "60"],
  ],
};

/** A text, or another value of JSON. */
function read(given: unknown) {
  return typeof given === "string" ? readLevel(given) : readLevelNumber(JSON.stringify(given));
}

Deno.test("readLevel() reads words, syslog severities and the pino scale", () => {
  for (const [level, spellings] of Object.entries(SPELLINGS)) {
    for (const given of spellings) assert.equal(read(given), level, JSON.stringify(given));
  }
});

Deno.test("readLevel() says so when it cannot read", () => {
  for (const given of ["", "loud", 8, 9, 70, -1, 3.5, "3.5", null, true, {}, "constructor"]) {
    assert.equal(read(given), undefined, JSON.stringify(given));
  }
});

Deno.test("readLevel() takes any value", () => {
  fc.assert(fc.property(fc.oneof(fc.string(), fc.jsonValue()), (given) => {
    const level = read(given);
    assert.ok(level === undefined || level in SPELLINGS);
  }));
});

Deno.test("readLevelAt() reads each word as readLevel() does, in any case, and no other", () => {
  const at = (text: string) => {
    const codes = new TextEncoder().encode(`"${text}"`);
    return readLevelAt(codes, 1, codes.length - 1);
  };
  const words = Object.values(SPELLINGS).flat().filter((word) => typeof word === "string");
  for (const word of words) {
    const isPlain = /^[A-Za-z]+$/.test(word);
    assert.equal(at(word), isPlain ? readLevel(word) : undefined, word);
  }
  fc.assert(fc.property(fc.stringMatching(/^[ -~]{0,12}$/), (text) => {
    const level = at(text);
    assert.ok(level === undefined || level === readLevel(text), text);
  }));
});
