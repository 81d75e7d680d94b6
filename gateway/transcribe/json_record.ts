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
import type { NormaliseCounts, Origin } from "../normalise.ts";
import { countPii, type PiiCounts, type PiiKind, TRAIT } from "../protect/mod.ts";
import { CANONICAL_CHARS, isCanonicalAt, readTimestamp } from "../timestamp.ts";
import { type LineFrame, lineOf } from "./batch_lines.ts";
import { numberEnd, readNumber } from "./json_number.ts";
import { blanksEnd, CLOSE_OBJECT, COLON, COMMA, QUOTE, SPACE } from "./json_text.ts";
import { createValueReader, type Line, ODD } from "./json_values.ts";
import { type Field, ROLE } from "./shapes.ts";
import type { Source } from "./source.ts";

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

const NO_BYTES: Uint8Array = new Uint8Array(0);

export function createRecordTranscriber(kinds: readonly PiiKind[]): RecordTranscriber {
  const line: Line = { bytes: NO_BYTES, text: "", shift: 0, out: "", run: -1, found: [] };
  const values = createValueReader(line, kinds);
  const { strings, shapes } = values;
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
    line.bytes = source.bytes;
    line.text = source.text;
    line.shift = source.shift;
    line.out = "";
    line.run = -1;
    line.found.length = 0;
    ts = msg = scenarioId = undefined;
    level = undefined;
    const end = readFields(start, frame.origin);
    if (end === ODD) return undefined;
    transcriber.end = end;
    source.shift = line.shift;
    for (let i = 0; i < line.found.length; i++) countPii(masked, line.found[i]!);
    const scenario = scenarioId === undefined ? "" : `,"scenario_id":"${scenarioId}"`;
    return lineOf(frame, counts, ts, level, msg ?? '""', scenario + line.out);
  }

  function forget(): void {
    line.bytes = NO_BYTES;
    line.text = line.out = "";
    ts = msg = scenarioId = undefined;
  }

  /** The fields at the top; those that stay where they are go to `line`, each after a comma. */
  function readFields(start: number, origin: Origin): number {
    const { bytes, text } = line;
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
        if (line.run === -1 || name !== lastEnd + 1) {
          if (line.run !== -1) line.out += text.slice(line.run, lastEnd - line.shift);
          line.out += ",";
          line.run = name - line.shift;
        }
        if (!isTight) {
          line.out += text.slice(line.run, name - line.shift + field.bytes.length + 2) + ":";
          line.run = value - line.shift;
        }
        at = values.value(value, field, 1);
        lastEnd = at;
      } else {
        if (line.run !== -1) line.out += text.slice(line.run, lastEnd - line.shift);
        line.run = -1;
        at = readOwn(value, field, origin);
      }
      if (at === ODD) return ODD;
      if (bytes[at] !== COMMA && bytes[at] !== CLOSE_OBJECT) at = blanksEnd(bytes, at);
      if (bytes[at] === CLOSE_OBJECT) {
        if (line.run !== -1) line.out += text.slice(line.run, lastEnd - line.shift);
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
    if (line.bytes[at] !== QUOTE) {
      return field.role === ROLE.scenario ? ODD : readNumeric(at, field);
    }
    const canonicalEnd = at + 1 + CANONICAL_CHARS;
    if (
      field.role === ROLE.ts && line.bytes[canonicalEnd] === QUOTE &&
      isCanonicalAt(line.bytes, at + 1)
    ) {
      ts = line.text.slice(at + 1 - line.shift, canonicalEnd - line.shift);
      return canonicalEnd + 1;
    }
    const traits = strings.read(line.bytes, at + 1);
    if (traits > TRAIT.candidates) return ODD;
    const { end, cuts } = strings;
    const value = line.text.slice(at + 1 - line.shift, end - line.shift);
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
    const end = numberEnd(line.bytes, at);
    const value = readNumber(line.text.slice(at - line.shift, end - line.shift));
    if (field.role === ROLE.ts) ts = readTimestamp(value);
    else level = readLevel(value);
    return isUnread(field) ? ODD : end;
  }

  function isUnread({ role }: Field): boolean {
    return (role === ROLE.ts && ts === undefined) || (role === ROLE.level && level === undefined);
  }

  function readMessage(at: number): number {
    if (line.bytes[at] !== QUOTE) return ODD;
    const fields = line.out;
    line.out = "";
    line.run = at - line.shift;
    const end = values.string(at);
    if (end !== ODD) msg = line.out + line.text.slice(line.run, end - line.shift);
    line.out = fields;
    line.run = -1;
    return end;
  }

  return transcriber;
}
