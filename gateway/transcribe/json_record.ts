/**
 * One record of JSON text → its line in the journal, in one pass over the bytes and without an object
 * in between. What is stored as it was sent is taken over in whole stretches of text.
 *
 * ```
 * {"level":"info","ts":"2026-05-01T10:00:00Z","seq":7,"msg":"hi john@example.com","ip":"83.11.23.45"}
 *
 * {"ts":"2026-05-01T10:00:00.000Z","level":"INFO","msg":"hi j***@example.com","emitter":"json",
 *                                                               "seq":7,"ip":"83.11.x.x"}
 * ```
 *
 * A record with anything out of the common is odd: names twice or given to secrets, a level that is
 * none, deep nesting, text that is no JSON. It is left to those who work on objects.
 */
import { readLevel } from "../level.ts";
import { countLevel, type NormaliseCounts, type Origin } from "../normalise.ts";
import {
  countPii,
  createFieldNames,
  createPiiCounts,
  createScan,
  createStringScan,
  isCardNumber,
  type PiiCounts,
  type PiiKind,
  TRAIT,
} from "../protect/mod.ts";
import { CANONICAL_CHARS, isCanonicalAt, readTimestamp } from "../timestamp.ts";
import { numberEnd, plainNumberEnd, readNumber } from "./json_number.ts";
import {
  blanksEnd,
  CLOSE_ARRAY,
  CLOSE_OBJECT,
  COLON,
  COMMA,
  OPEN_ARRAY,
  OPEN_OBJECT,
  parseJson,
  QUOTE,
  SPACE,
} from "./json_text.ts";
import { createShapes, type Field, ROLE } from "./shapes.ts";

/** A body, and where the records read so far begin in its text: bytes are more than UTF-16 units. */
export interface Source {
  readonly bytes: Uint8Array;
  readonly text: string;
  /** Bytes before the place being read less units before it. */
  shift: number;
}

/** What a batch's lines have in common. */
export interface LineFrame {
  readonly origin: Origin;
  /** The fields of the origin as they stand in a line: `,"emitter":"json"`. */
  readonly originFields: string;
}

export interface RecordTranscriber {
  /** Where the record ends that was written last. */
  readonly end: number;
  /**
   * The line of the record whose `{` is at `at`, with the line feed; adds to both counts.
   * `undefined` for an odd one: then nothing was counted, and `source.shift` is as it was.
   */
  write(
    source: Source,
    at: number,
    frame: LineFrame,
    counts: NormaliseCounts,
    masked: PiiCounts,
  ): string | undefined;
  /** Lets go of the body that was read last. */
  forget(): void;
}

const ODD = -1;
const NO_BYTES: Uint8Array = new Uint8Array(0);
/** Levels of nesting beyond which a record is odd. */
const DEPTH_MAX = 16;

export function createRecordTranscriber(kinds: readonly PiiKind[]): RecordTranscriber {
  const scan = createScan(kinds);
  const strings = createStringScan(kinds);
  const shapes = createShapes(createFieldNames(scan, kinds));
  const masksCards = kinds.includes("card");
  const ofText = createPiiCounts();
  const found: PiiKind[] = [];
  let bytes = NO_BYTES;
  let text = "";
  let shift = 0;
  // What is written of the fields so far, and where in the text the stretch began that follows it.
  let out = "";
  let run = -1;
  let ts: string | undefined;
  let level: ReturnType<typeof readLevel>;
  let msg: string | undefined;
  let scenarioId: string | undefined;
  const transcriber = { end: 0, write, forget };

  function write(
    source: Source,
    start: number,
    frame: LineFrame,
    counts: NormaliseCounts,
    masked: PiiCounts,
  ): string | undefined {
    ({ bytes, text, shift } = source);
    out = "";
    run = -1;
    found.length = 0;
    ts = msg = scenarioId = undefined;
    level = undefined;
    const end = readFields(start, frame.origin);
    if (end === ODD) return undefined;
    transcriber.end = end;
    source.shift = shift;
    for (let i = 0; i < found.length; i++) countPii(masked, found[i]!);
    if (ts === undefined) counts.missing_ts++;
    if (level === undefined) counts.missing_level++;
    countLevel(counts.levels, level ??= "INFO");
    const scenario = scenarioId === undefined ? "" : `,"scenario_id":"${scenarioId}"`;
    return `{"ts":"${ts ?? frame.origin.receivedTs}","level":"${level}","msg":` + (msg ?? '""') +
      frame.originFields + scenario + out + "}\n";
  }

  function forget(): void {
    bytes = NO_BYTES;
    text = out = "";
    ts = msg = scenarioId = undefined;
  }

  /** The fields at the top; those that stay where they are go to `out`, each after a comma. */
  function readFields(start: number, origin: Origin): number {
    let field = shapes.start();
    let at = blanksEnd(bytes, start + 1);
    if (bytes[at] === CLOSE_OBJECT) return at + 1;
    let lastEnd = -1;
    for (;;) {
      if (bytes[at] !== QUOTE) return ODD;
      field = shapes.match(bytes, at + 1, field) ?? shapes.learn(bytes, at + 1, field, true);
      if (field.role === ROLE.odd) return ODD;
      const name = at;
      at += field.bytes.length + 2;
      const isTight = bytes[at] === COLON && bytes[at + 1]! > SPACE;
      if (!isTight) {
        at = blanksEnd(bytes, at);
        if (bytes[at] !== COLON) return ODD;
      }
      const value = isTight ? at + 1 : blanksEnd(bytes, at + 1);
      if (field.role === ROLE.plain) {
        if (run === -1 || name !== lastEnd + 1) {
          if (run !== -1) out += text.slice(run, lastEnd - shift);
          out += ",";
          run = name - shift;
        }
        if (!isTight) {
          out += text.slice(run, name - shift + field.bytes.length + 2) + ":";
          run = value - shift;
        }
        at = readValue(value, field, 1);
        lastEnd = at;
      } else {
        if (run !== -1) out += text.slice(run, lastEnd - shift);
        run = -1;
        at = readOwn(value, field, origin);
      }
      if (at === ODD) return ODD;
      if (bytes[at] !== COMMA && bytes[at] !== CLOSE_OBJECT) at = blanksEnd(bytes, at);
      if (bytes[at] === CLOSE_OBJECT) {
        if (run !== -1) out += text.slice(run, lastEnd - shift);
        return at + 1;
      }
      if (bytes[at] !== COMMA) return ODD;
      at++;
      if (bytes[at] !== QUOTE) at = blanksEnd(bytes, at);
    }
  }

  /** A field that has its own place in a line. */
  function readOwn(at: number, field: Field, origin: Origin): number {
    if (field.role === ROLE.msg) return readMessage(at);
    if (bytes[at] !== QUOTE) return field.role === ROLE.scenario ? ODD : readNumeric(at, field);
    const canonicalEnd = at + 1 + CANONICAL_CHARS;
    if (field.role === ROLE.ts && bytes[canonicalEnd] === QUOTE && isCanonicalAt(bytes, at + 1)) {
      ts = text.slice(at + 1 - shift, canonicalEnd - shift);
      return canonicalEnd + 1;
    }
    const traits = strings.read(bytes, at + 1);
    if (traits > TRAIT.candidates) return ODD;
    const { end, cuts } = strings;
    const value = text.slice(at + 1 - shift, end - shift);
    if (field.role === ROLE.ts) ts = readTimestamp(value);
    else if (field.role === ROLE.level) level = readLevel(value);
    else if (!isScenario(value, traits === 0 && cuts.count === 0, origin)) return ODD;
    return isUnread(field) ? ODD : end + 1;
  }

  /** What the record itself says of its run counts where the request says nothing. */
  function isScenario(value: string, isClean: boolean, { scenarioId: given, tenantId }: Origin) {
    if (given !== undefined) return value === given;
    scenarioId = value;
    return value !== "" && isClean && tenantId === undefined;
  }

  /** A timestamp or a level that is a number. */
  function readNumeric(at: number, field: Field): number {
    const end = numberEnd(bytes, at);
    const value = readNumber(text.slice(at - shift, end - shift));
    if (field.role === ROLE.ts) ts = readTimestamp(value);
    else level = readLevel(value);
    return isUnread(field) ? ODD : end;
  }

  function isUnread({ role }: Field): boolean {
    return (role === ROLE.ts && ts === undefined) || (role === ROLE.level && level === undefined);
  }

  function readMessage(at: number): number {
    if (bytes[at] !== QUOTE) return ODD;
    const fields = out;
    out = "";
    run = at - shift;
    const end = readString(at);
    if (end !== ODD) msg = out + text.slice(run, end - shift);
    out = fields;
    run = -1;
    return end;
  }

  function readValue(at: number, field: Field, depth: number): number {
    switch (bytes[at]) {
      case QUOTE:
        return readString(at);
      case OPEN_OBJECT:
        return depth === DEPTH_MAX ? ODD : readObject(at, shapes.inside(field), depth + 1);
      case OPEN_ARRAY:
        return depth === DEPTH_MAX ? ODD : readArray(at, field, depth + 1);
      case 0x74:
        return literalEnd(at, "true");
      case 0x66:
        return literalEnd(at, "false");
      case 0x6e:
        return literalEnd(at, "null");
      default: {
        const end = plainNumberEnd(bytes, at);
        return end === -1 ? readOtherNumber(at, field.name) : end;
      }
    }
  }

  function readObject(start: number, first: Field, depth: number): number {
    let field = first;
    let at = skipBlanks(start + 1);
    if (bytes[at] === CLOSE_OBJECT) return at + 1;
    for (;;) {
      if (bytes[at] !== QUOTE) return ODD;
      field = shapes.match(bytes, at + 1, field) ?? shapes.learn(bytes, at + 1, field, false);
      if (field.role === ROLE.odd) return ODD;
      at = skipBlanks(at + field.bytes.length + 2);
      if (bytes[at] !== COLON) return ODD;
      at = readValue(skipBlanks(at + 1), field, depth);
      if (at === ODD) return ODD;
      at = skipBlanks(at);
      if (bytes[at] === CLOSE_OBJECT) return at + 1;
      if (bytes[at] !== COMMA) return ODD;
      at = skipBlanks(at + 1);
    }
  }

  function readArray(start: number, field: Field, depth: number): number {
    let at = skipBlanks(start + 1);
    if (bytes[at] === CLOSE_ARRAY) return at + 1;
    for (;;) {
      at = readValue(at, field, depth);
      if (at === ODD) return ODD;
      at = skipBlanks(at);
      if (bytes[at] === CLOSE_ARRAY) return at + 1;
      if (bytes[at] !== COMMA) return ODD;
      at = skipBlanks(at + 1);
    }
  }

  function readString(at: number): number {
    const traits = strings.read(bytes, at + 1);
    const { end, cuts } = strings;
    if (traits !== 0) {
      if ((traits & TRAIT.broken) !== 0) return ODD;
      const isFound = traits === TRAIT.candidates &&
        strings.find(text.slice(at + 1 - shift, end - shift));
      if (!isFound) return rewriteString(at, end + 1, traits);
    }
    const start = at + 1 - shift;
    for (let i = 0; i < cuts.count; i++) {
      found.push(cuts.kinds[i]!);
      replace(start + cuts.starts[i]!, start + cuts.ends[i]!, cuts.masks[i]!);
    }
    return end + 1;
  }

  /** A string that has to be looked at as what it says; `at` and `end` are those of its quotes. */
  function rewriteString(at: number, end: number, traits: number): number {
    const from = at - shift;
    shift += strings.surplus;
    const to = end - shift;
    const raw = text.slice(from, to);
    const value = (traits & TRAIT.escaped) === 0
      ? raw.slice(1, -1)
      : parseJson(raw) as string | undefined;
    if (value === undefined) return ODD;
    const masked = scan(value, ofText);
    if (masked !== value) takeCounts();
    else if ((traits & TRAIT.escaped) === 0) return end;
    const json = JSON.stringify(masked);
    if (json !== raw) replace(from, to, json);
    return end;
  }

  function takeCounts(): void {
    for (const kind of kinds) for (; ofText[kind] > 0; ofText[kind]--) found.push(kind);
  }

  function readOtherNumber(at: number, name: string): number {
    const end = numberEnd(bytes, at);
    const raw = text.slice(at - shift, end - shift);
    const value = readNumber(raw);
    if (value === undefined || (masksCards && isCardNumber(value, name))) return ODD;
    const json = JSON.stringify(value);
    if (json !== raw) replace(at - shift, end - shift, json);
    return end;
  }

  function literalEnd(at: number, word: string): number {
    return text.startsWith(word, at - shift) ? at + word.length : ODD;
  }

  /** Writes `by` in place of `text[from, to)`. */
  function replace(from: number, to: number, by: string): void {
    out += text.slice(run, from) + by;
    run = to;
  }

  /** Leaves blanks out of the line. */
  function skipBlanks(at: number): number {
    if (bytes[at]! > SPACE) return at;
    const end = blanksEnd(bytes, at);
    if (end > at) replace(at - shift, end - shift, "");
    return end;
  }

  return transcriber;
}
