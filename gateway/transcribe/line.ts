/** A line under way: what it is made from, what is written of it, and what was found in it. */
import type { NamedRole } from "../normalise.ts";
import type { Hidden } from "../protect/mod.ts";
import type { Source } from "./source.ts";

/** What was masked in a record, one by one, until it counts. */
export interface Found {
  count: number;
  readonly kinds: Hidden[];
  /** Where each stood, for the blind index: `texts[i][starts[i], ends[i])`. */
  readonly texts: string[];
  readonly starts: number[];
  readonly ends: number[];
}

export interface Line {
  source: Source;
  text: string;
  codes: Uint8Array;
  /** What is written so far, and where in the text the stretch begins that follows it; or -1. */
  out: string;
  run: number;
  readonly found: Found;
  /** What fields deeper in the record say of it, as JSON text: ECS has the level in `log.level`. */
  readonly nested: Record<NamedRole, string | undefined>;
  /** By listed field: its original as JSON text, and whether it stands there by its name. */
  readonly originals: (string | undefined)[];
  readonly isByName: boolean[];
}

const NOTHING: Source = { text: "", codes: new Uint8Array(0) };
/** Findings for which memory is kept from one record to the next. */
const FOUND_KEPT_MAX = 256;

export function createLine(): Line {
  return {
    source: NOTHING,
    text: NOTHING.text,
    codes: NOTHING.codes,
    out: "",
    run: -1,
    found: { count: 0, kinds: [], texts: [], starts: [], ends: [] },
    nested: { ts: undefined, level: undefined, msg: undefined },
    originals: [],
    isByName: [],
  };
}

export function setSource(line: Line, source: Source): void {
  line.source = source;
  line.text = source.text;
  line.codes = source.codes;
}

/** Begins with another record. */
export function clearLine(line: Line): void {
  const { found } = line;
  line.out = "";
  line.run = -1;
  line.nested.ts = line.nested.level = line.nested.msg = undefined;
  if (found.kinds.length > FOUND_KEPT_MAX) {
    for (const list of [found.kinds, found.texts, found.starts, found.ends]) list.length = 0;
  }
  found.count = 0;
  for (let i = 0; i < line.originals.length; i++) {
    line.originals[i] = undefined;
    line.isByName[i] = false;
  }
}

/** Lets go of what it was made from. */
export function releaseLine(line: Line): void {
  setSource(line, NOTHING);
  line.out = "";
}

/** Writes `by` in place of `text[from, to)`, and the stretch before it. */
export function replace(line: Line, from: number, to: number, by: string): void {
  line.out += line.text.slice(line.run, from) + by;
  line.run = to;
}

/** Writes the stretch up to `end`, and begins none. */
export function flush(line: Line, end: number): void {
  if (line.run !== -1) line.out += line.text.slice(line.run, end);
  line.run = -1;
}

export function noteFound(
  { found }: Line,
  kind: Hidden,
  text: string,
  start: number,
  end: number,
): void {
  const { count } = found;
  found.kinds[count] = kind;
  found.texts[count] = text;
  found.starts[count] = start;
  found.ends[count] = end;
  found.count = count + 1;
}

/** Findings by their numbers: from one to before another. */
export interface FoundRange {
  readonly foundFrom: number;
  readonly foundTo: number;
}

/** Forgets what was found in `ranges`, which are in order: all of them in one pass over the list. */
export function forgetFound({ found }: Line, ranges: readonly FoundRange[]): void {
  const { kinds, texts, starts, ends } = found;
  let range = 0;
  let kept = 0;
  for (let i = 0; i < found.count; i++) {
    while (range < ranges.length && ranges[range]!.foundTo <= i) range++;
    if (range < ranges.length && ranges[range]!.foundFrom <= i) continue;
    kinds[kept] = kinds[i]!;
    texts[kept] = texts[i]!;
    starts[kept] = starts[i]!;
    ends[kept++] = ends[i]!;
  }
  found.count = kept;
}
