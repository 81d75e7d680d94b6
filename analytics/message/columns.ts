/**
 * The columns at the beginning of a line, and what kind of thing stands in them. Columns end at white
 * space or `|`; what stands in brackets is one. A line and its outline have the same columns of the
 * same kinds.
 */

/** Columns that are looked at: no header has more. */
export const COLUMNS_MAX = 14;
const BRACKET_MAX = 200;

export type Kind =
  | "time"
  | "number"
  | "level"
  | "separator"
  | "bracket"
  | "tag"
  | "logger"
  | "other";

export interface Column {
  readonly start: number;
  readonly end: number;
  /** Where the next one begins. */
  readonly next: number;
}

const WORDS =
  "trace|debug|dbg|verbose|info|information|notice|warn|warning|error|err|severe|fatal|failure|critical|crit|alert|emerg|emergency|panic";
/** The first group is the level. */
export const LEVEL = new RegExp(
  `^[<([]?(?:(?:level|lvl|severity)=)?"?(${WORDS}|[VDIWEF](?=$))"?[>)\\]]?[:,]?$`,
  "i",
);
const CLOCK_DATE = /\d+[-/.]\d+(?:[-/.]\d+)?[T_ -]\d+[:.]\d+|^\d+[-T_]\d+:\d+:\d+/;
const DATE =
  /^[[(<"]?(?:\d+([-/.])\d+\1\d+(?!\d|\.\d)|\d+[-/.](?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)|\d+[-/]\d+$)/;
const CLOCK = /^[[(<"]?\d+:\d+(?::\d+)?(?:[.,:]\d+)?(?:Z|[+-]\d+(?::\d+)?)?[\])>",]*:?$/;
const NAMED_DAY =
  /^[[(<]?(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun|Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec),?$/;
const EPOCH = /^[[(]?(?:9|\d{9,13})(?:\.\d+)?[\])]?:?$/;
const NUMBER = /^[[(<]?\d+[\])>]?[,:]?$/;
const SEPARATOR = /^(?:[-–—|:>*]+)$/;
const LOGGER = /^[A-Za-z_$][\w$]*(?:\.[\w$]+)+$/;
const BRACKETED_TIME = /^\[(?:[A-Z][a-z]{2}|\d+[./-]\d+) [\w:,. ]*\]$/;

/** The first `count` columns of `line`. */
export function columnsOf(line: string, count: number = COLUMNS_MAX): Column[] {
  const columns: Column[] = [];
  let at = 0;
  while (isBlank(line, at)) at++;
  while (at < line.length && columns.length < count) {
    const start = at;
    const end = endOfColumn(line, at);
    at = end;
    while (isBlank(line, at) || line[at] === "|") at++;
    columns.push({ start, end, next: at });
  }
  return columns;
}

export function isBlank(line: string, at: number): boolean {
  return line[at] === " " || line[at] === "\t";
}

/** A column that begins with a bracket ends behind its other half. */
function endOfColumn(line: string, start: number): number {
  let at = start;
  if (line[start] === "[") {
    let depth = 0;
    for (; at < line.length && at - start < BRACKET_MAX; at++) {
      if (line[at] === "[") depth++;
      else if (line[at] === "]" && --depth === 0) break;
    }
    if (depth !== 0) at = start;
  }
  while (at < line.length && !isBlank(line, at) && line[at] !== "|") at++;
  return at === start ? start + 1 : at;
}

export function kindOf(text: string): Kind {
  if (isTime(text)) return "time";
  if (LEVEL.test(text)) return "level";
  if (NUMBER.test(text)) return "number";
  if (SEPARATOR.test(text)) return "separator";
  if (/^\[.*\][:,]?$/.test(text)) return "bracket";
  if (text.endsWith(":")) return "tag";
  return LOGGER.test(text) ? "logger" : "other";
}

function isTime(text: string): boolean {
  return CLOCK.test(text) || DATE.test(text) || CLOCK_DATE.test(text) || EPOCH.test(text) ||
    NAMED_DAY.test(text) || BRACKETED_TIME.test(text);
}
