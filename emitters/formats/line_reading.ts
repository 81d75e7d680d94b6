/**
 * What a gateway reads from a line of text that is not ours: the level that it will store, and what
 * it will count as missing.
 *
 * | line | level | time |
 * |---|---|---|
 * | `<PRI>1 …`, RFC 5424 | by severity | unless `-` |
 * | `<PRI>Mmm dd hh:mm:ss …`, RFC 3164 | by severity | yes |
 * | `<PRI>…` with anything else behind | by severity | missing |
 * | `Mmm dd hh:mm:ss …`, `YYYY-MM-DDThh:mm:ss… …` | missing | yes |
 * | `YYYY-MM-DD hh:mm:ss LEVEL host app[pid]: …` | the word | yes |
 * | anything else | missing | missing |
 */
import type { Level } from "../../contract/mod.ts";
import type { DefectClass } from "../record/mod.ts";

export interface LineReading {
  readonly level: Level;
  /** A class of the taxonomy whose outcome is `repaired`. */
  readonly defect?: DefectClass;
}

export function readLine(line: string): LineReading {
  if (line[0] === "<") {
    const pri = PRI.exec(line);
    const level = pri === null ? undefined : LEVEL_BY_SEVERITY[Number(pri[1]) % 8];
    if (pri === null || level === undefined || Number(pri[1]) > PRI_MAX) return NOTHING;
    const rest = line.slice(pri[0].length);
    return hasSyslogTime(rest) ? { level } : { level, defect: "missing_ts" };
  }
  if (hasRelayTime(line)) return { level: "INFO", defect: "missing_level" };
  const plain = PLAIN.exec(line);
  if (plain === null || !isIsoTime(plain[1]!)) return NOTHING;
  const level = LEVEL_BY_WORD.get(plain[2]!.toLowerCase());
  return level === undefined ? { level: "INFO", defect: "unknown_level" } : { level };
}

const NOTHING: LineReading = { level: "INFO", defect: "missing_ts_and_level" };

const PRI = /^<(0|[1-9]\d{0,2})>/;
const PRI_MAX = 191;
const LEVEL_BY_SEVERITY: readonly Level[] = [
  ...(["ERROR", "ERROR", "ERROR", "ERROR", "WARN", "INFO", "INFO", "DEBUG"] as const),
];

const LEVEL_BY_WORD: ReadonlyMap<string, Level> = new Map(
  ([
    ["DEBUG", "debug trace verbose fine finer finest dbg d t"],
    ["INFO", "info information informational notice log i n"],
    ["WARN", "warn warning w"],
    ["ERROR", "error err severe e f fatal critical crit alert emerg emergency panic"],
  ] as const).flatMap(([level, words]) => words.split(" ").map((word) => [word, level] as const)),
);

/** RFC 5424 up to its first structured data. */
const RFC_5424 =
  /^1 (\S+) \S+ \S+ \S+ \S+ (?:-(?: |$)|\[[^ ="\]]+(?: [^ ="\]]+="(?:[^"\\\]]|\\.)*")*\])/;
const BSD_TIME = new RegExp(
  "^(?:(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) (?: ?[1-9]|0[1-9]|[12]\\d)" +
    "|(?:Jan|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) 30|(?:Jan|Mar|May|Jul|Aug|Oct|Dec) 31)" +
    " (?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?: |$)",
);
const ISO_TIME =
  /^(\d{4}-\d\d-\d\d)[T ](?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?$/;
const PLAIN = /^(\d{4}-\d\d-\d\d \S+) ([A-Za-z]{1,16}) \S+ +[^\s:[]+\[[^\]\s]*\]/;

function hasSyslogTime(rest: string): boolean {
  const modern = RFC_5424.exec(rest);
  if (modern !== null) return isIsoTime(modern[1]!);
  return hasRelayTime(rest);
}

/** As in RFC 3164, or the ISO form that relays write in its place. */
function hasRelayTime(text: string): boolean {
  if (BSD_TIME.test(text)) return true;
  return text[10] === "T" && isIsoTime(text.split(" ", 1)[0]!);
}

function isIsoTime(text: string): boolean {
  const date = ISO_TIME.exec(text)?.[1];
  if (date === undefined) return false;
  const at = new Date(`${date}T00:00:00Z`); // 31 February becomes 3 March, or nothing
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(date);
}
