/**
 * What a sample of real logs says about the traffic that it is of: which emitter makes the like, how
 * many records a second, which levels. Pure; none of the sample's text is kept.
 */
import { type Level, LEVELS } from "../../contract/mod.ts";

export interface SampleFacts {
  readonly lines: number;
  /** An emitter type, and why. */
  readonly emitter: string;
  readonly because: string;
  /** Records a second between the first and the last time that can be read; absent if there are none. */
  readonly eps?: number;
  /** Lines by the level that they name; absent if few of them name one. */
  readonly levels?: Readonly<Record<Level, number>>;
}

interface Form {
  readonly emitter: string;
  readonly because: string;
  readonly fits: (line: string) => boolean;
}

const FORMS: readonly Form[] = [
  {
    emitter: "json",
    because: "lines are JSON objects",
    fits: (line) => /^\s*\{.*\}\s*$/.test(line),
  },
  {
    emitter: "access-log",
    because: "lines are requests in the Common or Combined Log Format",
    fits: (line) => /^\S+ \S+ \S+ \[[^\]]+\] "[A-Z]+ \S+ HTTP\/[\d.]+" \d{3} /.test(line),
  },
  {
    emitter: "syslog",
    because: "lines are syslog",
    fits: (line) => /^(<\d{1,3}>|[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \S+ \S+:)/.test(line),
  },
  {
    emitter: "csv",
    because: "lines are comma-separated",
    fits: (line) => line.split(",").length > 3,
  },
];
const OTHER = { emitter: "minimal", because: "lines have no form that an emitter makes" } as const;
/** Of all lines, so many must be of a form. */
const SHARE_MIN = 0.8;
const LEVEL_SHARE_MIN = 0.5;
const ISO = /\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?/;
const BSD = /^(?:<\d{1,3}>)?([A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d)/;
const CLF = /\[(\d\d)\/([A-Z][a-z]{2})\/(\d{4}):(\d\d:\d\d:\d\d) ([+-]\d{4})\]/;
const LEVEL_NAMES: readonly (readonly [Level, RegExp])[] = [
  ["ERROR", /\b(error|err|fatal|critical|crit|alert|emerg|panic|severe)\b/i],
  ["WARN", /\b(warn|warning)\b/i],
  ["DEBUG", /\b(debug|trace|verbose)\b/i],
  ["INFO", /\b(info|information|notice)\b/i],
];
/** What a level stands in front of; a message may use the same words. */
const HEAD_CHARS = 120;

export function sampleFacts(text: string): SampleFacts {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  const form = FORMS.find(({ fits }) => lines.filter(fits).length >= SHARE_MIN * lines.length);
  const { emitter, because } = lines.length === 0 ? OTHER : form ?? OTHER;
  const eps = rateOf(lines);
  const levels = levelsOf(lines);
  return {
    lines: lines.length,
    emitter,
    because,
    ...(eps === undefined ? {} : { eps }),
    ...(levels === undefined ? {} : { levels }),
  };
}

function rateOf(lines: readonly string[]): number | undefined {
  const times = lines.map(timeOf).filter((ms) => ms !== undefined);
  if (times.length < 2) return undefined;
  const sec = (times.at(-1)! - times[0]!) / 1000;
  return sec > 0 ? (times.length - 1) / sec : undefined;
}

function timeOf(line: string): number | undefined {
  const iso = ISO.exec(line)?.[0].replace(" ", "T").replace(",", ".");
  const clf = CLF.exec(line);
  const bsd = BSD.exec(line)?.[1];
  const text = iso ??
    (clf === null ? bsd : `${clf[1]} ${clf[2]} ${clf[3]} ${clf[4]} ${clf[5]}`);
  const ms = text === undefined ? NaN : Date.parse(text);
  return Number.isNaN(ms) ? undefined : ms;
}

function levelsOf(lines: readonly string[]): Record<Level, number> | undefined {
  const counts = Object.fromEntries(LEVELS.map((level) => [level, 0])) as Record<Level, number>;
  let named = 0;
  for (const line of lines) {
    const head = line.slice(0, HEAD_CHARS);
    const level = LEVEL_NAMES.find(([, pattern]) => pattern.test(head))?.[0];
    if (level === undefined) continue;
    counts[level]++;
    named++;
  }
  return named >= LEVEL_SHARE_MIN * lines.length && named > 0 ? counts : undefined;
}
