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
import {
  type Column,
  COLUMNS_MAX,
  columnsOf,
  isBlank,
  type Kind,
  kindOf,
  LEVEL,
} from "./columns.ts";

/** Lines that a layout is learnt from. */
export const LAYOUT_LINES = 500;
const MOST = 0.9;
/** Tags are left out now and then. */
const TAGGED = 0.8;
/** Columns that a header may have between two of its times, or a time and its level. */
const GAP_MAX = 3;
const LEVEL_COLUMN_MAX = 11;

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

/** What a header is made of: indices of columns, and what comes behind them. */
interface Shape {
  readonly columns: number;
  readonly anchor: number;
  readonly level: number | undefined;
  readonly times: readonly [number, number] | undefined;
  readonly ending: RegExp | undefined;
}

const NO_HEADER: Header = { end: 0, level: undefined };
/** A syslog tag: `sshd[0]:`, `Google Chrome[0]:`, `launchd[0] (com.apple.x[0]):`, `syslogd 0.0.0:`. */
const TAG = /^(?:\S+:|[^:[\]]{1,48}\[[^\]]*\](?: \([^)]*\))?:|[\w.-]+ \d+[\w.]*:)(?=\s|$)/;
/** `chrome.exe - `, `chrome.exe *64 - `. */
const DASH = /^(?:\S+ ){1,3}[-–—] /;

/** Learns from `lines`, some of which may be strange. */
export function learnLayout(lines: readonly string[]): HeaderLayout {
  const shape = learnShape(lines);
  if (shape === undefined) return { read: () => NO_HEADER, timeOf: () => null };
  return {
    read: (line) => read(line, shape) ?? readStranger(line),
    timeOf: (line) => timeOf(line, shape.times),
  };
}

function learnShape(lines: readonly string[]): Shape | undefined {
  const rows = new Rows(lines);
  const indices = Array.from({ length: COLUMNS_MAX }, (_, index) => index);
  const times = indices.filter((index) => rows.areMostly(index, "time"));
  const level = indices.find((index) => rows.areMostly(index, "level"));
  const anchor = anchorOf(times, level);
  if (anchor === undefined) return undefined;
  const shape = { anchor, level, times: timesOf(rows, times, anchor) };
  const pipes = indices.findLast((index) =>
    rows.share(index, ({ between }) => between === "|") >= MOST
  );
  if (pipes !== undefined && pipes >= anchor) {
    return { ...shape, columns: pipes + 1, ending: undefined };
  }
  const columns = anchor + 1;
  if (rows.share(columns, ({ rest }) => DASH.test(rest)) >= MOST) {
    return { ...shape, columns, ending: DASH };
  }
  return { ...shape, ...tagOf(rows, plainColumns(rows, columns), level === undefined) };
}

/** Counts what columns of lines are like. */
class Rows {
  readonly #rows: readonly { line: string; columns: readonly Column[]; kinds: readonly Kind[] }[];

  constructor(lines: readonly string[]) {
    this.#rows = lines.map((line) => {
      const columns = columnsOf(line);
      return {
        line,
        columns,
        kinds: columns.map(({ start, end }) => kindOf(line.slice(start, end))),
      };
    }).filter(({ columns }) => columns.length > 0);
  }

  /** The share of lines, 0 to 1, whose column at `index` is as `test` says. */
  share(index: number, test: (seen: { rest: string; between: string }) => boolean): number {
    return this.#count(index, ({ line, columns }) => {
      const { start, end, next } = columns[index]!;
      return test({ rest: line.slice(start), between: line.slice(end, next) });
    });
  }

  areMostly(index: number, ...kinds: Kind[]): boolean {
    return this.shareOfKinds(index, kinds) >= MOST;
  }

  shareOfKinds(index: number, wanted: readonly Kind[]): number {
    return this.#count(index, ({ kinds }) => wanted.includes(kinds[index]!));
  }

  #count(
    index: number,
    test: (row: { line: string; columns: readonly Column[]; kinds: readonly Kind[] }) => boolean,
  ): number {
    let count = 0;
    for (const row of this.#rows) if (row.columns[index] !== undefined && test(row)) count++;
    return this.#rows.length === 0 ? 0 : count / this.#rows.length;
  }
}

/** The last of the times that stand together, or the level if it comes later. */
function anchorOf(times: readonly number[], level: number | undefined): number | undefined {
  let last: number | undefined;
  for (const index of times) {
    if (index - (last ?? 1) > GAP_MAX) break;
    last = index;
  }
  if (level === undefined || level > LEVEL_COLUMN_MAX) return last;
  return Math.max(level, last !== undefined && last - level <= GAP_MAX ? last : 0);
}

/** The columns of the last time before the message: `Jun 14 15:16:01` has three. */
function timesOf(
  rows: Rows,
  times: readonly number[],
  anchor: number,
): readonly [number, number] | undefined {
  const to = times.findLast((index) => index <= anchor);
  if (to === undefined) return undefined;
  let from = to;
  while (rows.areMostly(from - 1, "time", "number")) from--;
  while (!times.includes(from)) from++;
  return [from, to];
}

/** Further columns that are no words of a message: numbers, brackets, loggers, what is padded. */
function plainColumns(rows: Rows, first: number): number {
  let columns = first;
  while (
    columns < COLUMNS_MAX &&
    (rows.areMostly(columns, "number", "separator", "bracket", "logger", "time") ||
      rows.share(columns, ({ between }) => /\s{2}|\t/.test(between)) >= MOST)
  ) columns++;
  return columns;
}

/** A tag, and a host before it where there is no level. */
function tagOf(
  rows: Rows,
  columns: number,
  mayHaveHost: boolean,
): Pick<Shape, "columns" | "ending"> {
  const areTags = (index: number) => rows.share(index, ({ rest }) => TAG.test(rest)) >= TAGGED;
  const hasHost = mayHaveHost && areTags(columns + 1) &&
    rows.shareOfKinds(columns, ["tag"]) < 1 - TAGGED;
  if (hasHost) return { columns: columns + 1, ending: TAG };
  return { columns, ending: areTags(columns) ? TAG : undefined };
}

function read(line: string, { columns, anchor, level, ending }: Shape): Header | undefined {
  const row = columnsOf(line, columns);
  const found = row[anchor];
  const wanted: Kind = anchor === level ? "level" : "time";
  if (found === undefined || kindOf(line.slice(found.start, found.end)) !== wanted) {
    return undefined;
  }
  let end = row.at(-1)!.next;
  if (ending !== undefined) end += ending.exec(line.slice(end))?.[0].length ?? 0;
  while (isBlank(line, end)) end++;
  const word = level === undefined ? undefined : row[level];
  return {
    end,
    level: word === undefined ? undefined : LEVEL.exec(line.slice(word.start, word.end))?.[1],
  };
}

/** A line of another program among the others: what it says of itself, if it begins with a time. */
function readStranger(line: string): Header {
  const TIME_WITHIN = 3;
  const hasTime = columnsOf(line, TIME_WITHIN)
    .some(({ start, end }) => kindOf(line.slice(start, end)) === "time");
  const shape = hasTime ? learnShape([line]) : undefined;
  return (shape === undefined ? undefined : read(line, shape)) ?? NO_HEADER;
}

function timeOf(line: string, times: readonly [number, number] | undefined): string | null {
  if (times === undefined) return null;
  const [from, to] = times;
  const row = columnsOf(line, to + 1);
  const first = row[from], last = row[to];
  if (first === undefined || last === undefined) return null;
  if (kindOf(line.slice(last.start, last.end)) !== "time") return null;
  return line.slice(first.start, last.end).replace(/^[[(<"]|[\])>",:]+$/g, "");
}
