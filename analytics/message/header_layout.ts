/**
 * Where the header of a line ends and its message begins, learnt from the first lines of a source.
 * No format is known by name: times, levels, numbers and separators are, and a column is of the
 * header if nine lines in ten have the same kind of thing there.
 *
 * ```
 * Jun 0 0:0:0 combo sshd(pam_unix)[0]: session opened
 * time ······ host  tag ·············· message
 * - 9 0.0.0 R0-M0 0-0-0-0.0.0.0 R0-M0 RAS KERNEL INFO instruction cache parity error
 * · time ········ time ······················· level message
 * 0-0:0:0:0|Step_LSC|0|onStandStepChanged 0
 * ```
 *
 * The header ends with its level, or with its last time where there is none; then come numbers,
 * separators, brackets, the name of a logger, a host and a tag, if the lines have them. Lines are
 * outlines: see `outline.ts`.
 */

/** Lines that a layout is learnt from. */
export const LAYOUT_LINES = 500;
const MOST = 0.9;
const TAGGED = 0.8;
const COLUMNS_MAX = 14;
const BRACKET_MAX = 200;

type Kind = "time" | "number" | "level" | "separator" | "bracket" | "tag" | "logger" | "other";

interface Column {
  readonly start: number;
  /** Behind the column, and what parts it from the next one. */
  readonly next: number;
  readonly text: string;
  readonly kind: Kind;
  /** What parts it from the next one: white space or `|`. */
  readonly between: string;
}

export interface Header {
  /** Where the message begins. */
  readonly end: number;
  readonly level: string | undefined;
}

export interface HeaderLayout {
  /** Of an outline, or of the line itself: the two have the same columns. */
  read(line: string): Header;
  /** The time as the line has it. */
  timeOf(line: string): string | null;
}

const NO_HEADER: Header = { end: 0, level: undefined };
const WORDS =
  "trace|debug|dbg|verbose|info|information|notice|warn|warning|error|err|severe|fatal|failure|critical|crit|alert|emerg|emergency|panic";
const LEVEL = new RegExp(
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
/** A syslog tag: `sshd[0]:`, `Google Chrome[0]:`, `launchd[0] (com.apple.x[0]):`, `syslogd 0.0.0:`. */
const TAG = /^(?:\S+:|[^:[\]]{1,48}\[[^\]]*\](?: \([^)]*\))?:|[\w.-]+ \d+[\w.]*:)(?=\s|$)/;

/** Learns from `lines`, some of which may be strange. */
export function learnLayout(
  lines: readonly string[],
  readStrange: (line: string, row: readonly Column[]) => Header = readStranger,
): HeaderLayout {
  const rows = lines.map(columnsOf).filter((row) => row.length > 0);
  const share = (index: number, is: (column: Column, row: readonly Column[]) => boolean) => {
    let count = 0;
    for (const row of rows) if (row[index] !== undefined && is(row[index], row)) count++;
    return rows.length === 0 ? 0 : count / rows.length;
  };
  const isMostly = (index: number, ...kinds: Kind[]) =>
    share(index, ({ kind }) => kinds.includes(kind)) >= MOST;
  const indices = Array.from({ length: COLUMNS_MAX }, (_, index) => index);
  const times = indices.filter((index) => isMostly(index, "time"));
  const level = indices.find((index) => isMostly(index, "level"));
  const anchor = anchorOf(times, level);
  if (anchor === undefined) return { read: () => NO_HEADER, timeOf: () => null };

  let columns = anchor + 1;
  const pipes = indices.findLast((index) => share(index, ({ between }) => between === "|") >= MOST);
  if (pipes !== undefined && pipes >= anchor) columns = pipes + 1;
  let isTagged = false;
  const isDashed = pipes === undefined &&
    share(columns, ({ start }, row) => DASH.test(rest(row, start))) >= MOST;
  for (; columns < COLUMNS_MAX && pipes === undefined && !isDashed; columns++) {
    if (isMostly(columns, "number", "separator", "bracket", "logger")) continue;
    if (isMostly(columns, "time")) continue;
    if (share(columns, ({ between }) => /\s{2}|\t/.test(between)) >= MOST) continue;
    break;
  }
  if (pipes === undefined && !isDashed) {
    const isTag = (index: number) =>
      share(index, ({ start }, row) => TAG.test(rest(row, start))) >= TAGGED;
    const isHosted = level === undefined && isTag(columns + 1) &&
      share(columns, ({ kind }) => kind === "tag") < 1 - TAGGED;
    if (isHosted) columns++;
    isTagged = isHosted || isTag(columns);
  }
  const shape = { columns, anchor, level, isTagged, isDashed, readStrange };
  const timeTo = times.findLast((index) => index <= anchor);
  let timeFrom = timeTo ?? 0;
  while (isMostly(timeFrom - 1, "time", "number")) timeFrom--;
  while (timeTo !== undefined && !times.includes(timeFrom)) timeFrom++;
  return {
    read: (line) => read(line, shape),
    timeOf: (line) => timeTo === undefined ? null : timeOf(line, timeFrom, timeTo),
  };
}

function timeOf(line: string, from: number, to: number): string | null {
  const row = columnsOf(line);
  const first = row[from], last = row[to];
  if (first === undefined || last?.kind !== "time") return null;
  return line.slice(first.start, last.start + last.text.length).replace(/^[[(<"]|[\])>",:]+$/g, "");
}

const DASH = /^(?:\S+ ){1,3}[-–—] /;

/** The last of the times that stand together, or the level if it comes later. */
function anchorOf(times: readonly number[], level: number | undefined): number | undefined {
  const GAP_MAX = 3;
  let last: number | undefined;
  for (const index of times) {
    if (index - (last ?? 1) > GAP_MAX) break;
    last = index;
  }
  if (level === undefined) return last;
  const LEVEL_MAX = 11;
  return level > LEVEL_MAX
    ? last
    : Math.max(level, last !== undefined && last - level <= GAP_MAX ? last : 0);
}

interface Shape {
  readonly columns: number;
  readonly anchor: number;
  readonly level: number | undefined;
  readonly isTagged: boolean;
  readonly isDashed: boolean;
  readonly readStrange: (line: string, row: readonly Column[]) => Header;
}

function read(line: string, shape: Shape): Header {
  const row = columnsOf(line);
  const anchor = row[shape.anchor];
  const wanted: Kind = shape.anchor === shape.level ? "level" : "time";
  if (anchor?.kind !== wanted) return shape.readStrange(line, row);
  const last = row[Math.min(shape.columns, row.length) - 1]!;
  let end = last.next;
  const behind = line.slice(end);
  const more = shape.isTagged ? TAG.exec(behind) : shape.isDashed ? DASH.exec(behind) : null;
  if (more !== null) end += more[0].length;
  while (end < line.length && (line[end] === " " || line[end] === "\t")) end++;
  const word = shape.level === undefined ? undefined : row[shape.level]?.text;
  return { end, level: word === undefined ? undefined : LEVEL.exec(word)?.[1] };
}

/** A line of another program among the others: what it says of itself, if it begins with a time. */
function readStranger(line: string, row: readonly Column[]): Header {
  const TIME_WITHIN = 3;
  const hasTime = row.slice(0, TIME_WITHIN).some(({ kind }) => kind === "time");
  return hasTime ? learnLayout([line], readNothing).read(line) : NO_HEADER;
}

function readNothing(): Header {
  return NO_HEADER;
}

function columnsOf(line: string): Column[] {
  const columns: Column[] = [];
  let at = 0;
  while (at < line.length && (line[at] === " " || line[at] === "\t")) at++;
  while (at < line.length && columns.length < COLUMNS_MAX) {
    const start = at;
    at = endOfColumn(line, at);
    const end = at;
    while (at < line.length && (line[at] === " " || line[at] === "\t" || line[at] === "|")) at++;
    const text = line.slice(start, end);
    columns.push({ start, next: at, text, kind: kindOf(text), between: line.slice(end, at) });
  }
  Object.defineProperty(columns, LINE, { value: line });
  return columns;
}

const LINE = Symbol("line");

function rest(row: readonly Column[], start: number): string {
  return (row as unknown as { [LINE]: string })[LINE].slice(start);
}

/** A column ends at white space or `|`; one that begins with a bracket, behind its other half. */
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
  while (at < line.length && line[at] !== " " && line[at] !== "\t" && line[at] !== "|") at++;
  return at === start ? start + 1 : at;
}

function kindOf(text: string): Kind {
  if (EPOCH.test(text) || CLOCK.test(text) || DATE.test(text) || CLOCK_DATE.test(text)) {
    return "time";
  }
  if (NAMED_DAY.test(text) || /^\[(?:[A-Z][a-z]{2}|\d+[./-]\d+) [\w:,. ]*\]$/.test(text)) {
    return "time";
  }
  if (LEVEL.test(text)) return "level";
  if (NUMBER.test(text)) return "number";
  if (SEPARATOR.test(text)) return "separator";
  if (/^\[.*\][:,]?$/.test(text)) return "bracket";
  if (text.endsWith(":")) return "tag";
  if (LOGGER.test(text)) return "logger";
  return "other";
}
