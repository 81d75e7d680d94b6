/**
 * Reads a level in any of its common spellings: words in any case, syslog severities 0–7
 * (RFC 5424, table 2), and the pino/bunyan scale 10–60. Numbers may come as text.
 */
import type { Level } from "../contract/mod.ts";

const LEVEL_BY_WORD: ReadonlyMap<string, Level> = new Map(
  Object.entries({
    DEBUG: [
      "debug",
      "trace",
      "verbose",
      "fine",
      "finer",
      "finest",
      "dbg",
      "d",
      "t",
      "silly",
      "dbug",
      "trce",
    ],
    INFO: [
      "info",
      "information",
      "informational",
      "notice",
      "log",
      "i",
      "n",
      "note",
      "config",
      "success",
      "http",
    ],
    WARN: ["warn", "warning", "w"],
    ERROR: [
      ...["error", "err", "severe", "fail", "e", "f"],
      ...["fatal", "critical", "crit", "alert", "emerg", "emergency", "panic"],
    ],
  }).flatMap(([level, words]) => words.map((word) => [word, level as Level] as const)),
);

const LEVEL_BY_SYSLOG_SEVERITY: readonly Level[] = [
  "ERROR",
  "ERROR",
  "ERROR",
  "ERROR",
  "WARN",
  "INFO",
  "INFO",
  "DEBUG",
];

/** Words by a sum of their first and last letter and their length, which tells nearly all apart. */
const SUMS = 128;
const BY_SUM = indexWords();

/** The same for the word `codes[start, end)`, in any case; `undefined` for what is no plain word. */
export function readLevelAt(codes: Uint8Array, start: number, end: number): Level | undefined {
  const words = BY_SUM[sumOf(codes[start]!, codes[end - 1]!, end - start)];
  if (words === undefined) return undefined;
  for (let i = 0; i < words.length; i++) {
    const { word, level } = words[i]!;
    if (word.length !== end - start) continue;
    let at = 0;
    while (at < word.length && (codes[start + at]! | 0x20) === word[at]) at++;
    if (at === word.length) return level;
  }
  return undefined;
}

function sumOf(first: number, last: number, length: number): number {
  return ((first | 0x20) * 7 + (last | 0x20) * 3 + length) % SUMS;
}

interface Word {
  readonly word: Uint8Array;
  readonly level: Level;
}

function indexWords(): readonly (readonly Word[] | undefined)[] {
  const table: Word[][] = [];
  for (const [text, level] of LEVEL_BY_WORD) {
    const word = new TextEncoder().encode(text);
    const sum = sumOf(word[0]!, word.at(-1)!, word.length);
    (table[sum] ??= []).push({ word, level });
  }
  return Array.from({ length: SUMS }, (_, sum) => table[sum]);
}

/** The level that a number of JSON is; also for any other JSON, which is none. */
export function readLevelNumber(json: string): Level | undefined {
  return /^-?\d/.test(json) ? levelOfNumber(Number(json)) : undefined;
}

/** The level; `undefined` when `value` is none. */
export function readLevel(value: string): Level | undefined {
  switch (value) {
    case "DEBUG":
    case "INFO":
    case "WARN":
    case "ERROR":
      return value;
  }
  const word = value.trim().toLowerCase();
  return LEVEL_BY_WORD.get(word) ??
    (/^\d{1,2}$/.test(word) ? levelOfNumber(Number(word)) : undefined);
}

/** OpenTelemetry's `SeverityNumber`, 1 to 24; its digits may come as text. */
export function readSeverityNumber(text: string): Level | undefined {
  return /^\d{1,2}$/.test(text) ? levelOfSeverity(Number(text)) : undefined;
}

/** `undefined` for 0, "not said", and for what is no number of the scale. */
export function levelOfSeverity(value: number): Level | undefined {
  return value >= 1 && value <= 24 ? severityLevel(value) : undefined;
}

/** The number that says no more than the level does. */
export function severityOf(level: Level): number {
  return SEVERITY_BY_LEVEL[level];
}

const SEVERITY_BY_LEVEL: Readonly<Record<Level, number>> = {
  DEBUG: 5,
  INFO: 9,
  WARN: 13,
  ERROR: 17,
};

function severityLevel(value: number): Level {
  return value < 9 ? "DEBUG" : value < 13 ? "INFO" : value < 17 ? "WARN" : "ERROR";
}

function levelOfNumber(value: number): Level | undefined {
  if (!Number.isInteger(value)) return undefined;
  if (value >= 0 && value <= 7) return LEVEL_BY_SYSLOG_SEVERITY[value];
  if (value < 10 || value > 69) return undefined;
  // Between pino's and bunyan's 10 and 20 is OpenTelemetry's scale.
  if (value > 10 && value < 25 && value !== 20) return severityLevel(value);
  return value < 30 ? "DEBUG" : value < 40 ? "INFO" : value < 50 ? "WARN" : "ERROR";
}
