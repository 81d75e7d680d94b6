/**
 * Lines of NDJSON: records of the journal, or anyone's. A record as the gateway writes it is read
 * from its bytes, `ts`, `level`, `msg` and `emitter` being its first keys; any other by `JSON.parse`.
 * A line that is no record is a message without a level.
 */
import { addEmitter, type FormTable, type Tally } from "./form_table.ts";
import { KNOWN_MAX, KnownLines, UNKNOWN } from "./known_lines.ts";
import { DEFAULT_LEVEL, levelIndex } from "../message/mod.ts";
import { wordsOfMessage } from "../message/mod.ts";
import { Outliner } from "../message/mod.ts";
import { EXAMPLE_MAX, type LineReader, type OnForm } from "./text_reader.ts";

/** Buckets of time in which the lines of a form are counted apart; later ones are in none. */
export const BUCKETS_MAX = 400;
const LETTER_D = 68, LETTER_E = 69, LETTER_W = 87;
const QUOTE = 34, BACKSLASH = 92;
const encoder = new TextEncoder();
const TS = encoder.encode('{"ts":"');
const LEVEL = encoder.encode('","level":"');
const MSG = encoder.encode('","msg":"');
const EMITTER = encoder.encode('","emitter":"');
const TS_BYTES = "2026-05-01T10:00:00.000Z".length;
const NAMES = {
  ts: ["ts", "timestamp", "time", "@timestamp"],
  level: ["level", "lvl", "severity", "log.level"],
  msg: ["message", "msg", "log", "text", "raw", "body"],
} as const;

/** A record that has been counted. One object serves for all: it is valid during the call. */
export interface RecordSeen {
  /** The number of its form. */
  form: number;
  /** An index in `LEVELS`. */
  level: number;
  /** Epoch milliseconds; NaN where it has no time. */
  timeMs: number;
  /** Empty where it names none. */
  emitter: string;
}

export type OnRecord = (record: Readonly<RecordSeen>) => void;

export interface RecordReaderOptions {
  readonly side: number;
  readonly onForm?: OnForm | undefined;
  readonly onRecord?: OnRecord | undefined;
  readonly bucketMs?: number | undefined;
}

export class RecordReader implements LineReader {
  readonly #table: FormTable;
  readonly #side: number;
  readonly #onForm: OnForm | undefined;
  readonly #onRecord: OnRecord | undefined;
  readonly #seen: RecordSeen = { form: 0, level: 0, timeMs: NaN, emitter: "" };
  readonly #bucketMs: number | undefined;
  readonly #outliner = new Outliner();
  readonly #decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  readonly #known = new KnownLines();
  /** By the numbers of `#known`. */
  readonly #numbers = new Int32Array(KNOWN_MAX);
  readonly #tallies: Tally[] = [];
  #generation: number;
  /** The hour of the last time, as its bytes and as epoch milliseconds. */
  readonly #hour = new Uint8Array(13);
  #hourMs = NaN;

  constructor(table: FormTable, { side, onForm, onRecord, bucketMs }: RecordReaderOptions) {
    this.#table = table;
    this.#side = side;
    this.#onForm = onForm;
    this.#onRecord = onRecord;
    this.#bucketMs = bucketMs;
    this.#generation = table.generation;
  }

  line(bytes: Uint8Array, start: number, end: number): void {
    if (!this.#readStored(bytes, start, end)) this.#readAny(bytes, start, end);
  }

  flush(): void {}

  finish(): void {}

  /** Whether the line is as the gateway writes it, and has been counted. */
  #readStored(bytes: Uint8Array, start: number, end: number): boolean {
    if (!stands(TS, bytes, start)) return false;
    const ts = start + TS.length;
    if (!stands(LEVEL, bytes, ts + TS_BYTES)) return false;
    const level = ts + TS_BYTES + LEVEL.length;
    const levelEnd = bytes.indexOf(QUOTE, level);
    if (levelEnd === -1 || levelEnd >= end || !stands(MSG, bytes, levelEnd)) return false;
    const msg = levelEnd + MSG.length;
    let msgEnd = msg;
    while (msgEnd < end && bytes[msgEnd] !== QUOTE) {
      if (bytes[msgEnd++] === BACKSLASH) return false;
    }
    const timeMs = this.#timeOf(bytes, ts);
    if (!(timeMs > 0)) return false;
    const known = this.#find(bytes, msg, msgEnd);
    let emitter = "";
    if (stands(EMITTER, bytes, msgEnd)) {
      const from = msgEnd + EMITTER.length;
      emitter = this.#decoder.decode(
        bytes.subarray(from, Math.min(end, bytes.indexOf(QUOTE, from))),
      );
    }
    this.#count(known, levelOfByte(bytes[level]!), timeMs, emitter);
    return true;
  }

  #readAny(bytes: Uint8Array, start: number, end: number): void {
    const line = this.#decoder.decode(bytes.subarray(start, end));
    const record = recordOf(line);
    const pick = (names: readonly string[]) =>
      names.map((name) => record?.[name]).find((value) => value !== undefined);
    const message = record === undefined ? line : pick(NAMES.msg) ?? restOf(record);
    const text = encoder.encode(typeof message === "string" ? message : JSON.stringify(message));
    const known = this.#find(text, 0, text.length);
    const emitter = typeof record?.emitter === "string" ? record.emitter : "";
    this.#count(known, levelIndex(pick(NAMES.level)), timeMsOf(pick(NAMES.ts)), emitter);
  }

  /** The number of a message among the known ones. */
  #find(bytes: Uint8Array, start: number, end: number): number {
    this.#outliner.read(bytes, start, end);
    const { hash } = this.#outliner;
    const known = this.#known.find(hash);
    if (known !== UNKNOWN && this.#table.generation === this.#generation) return known;
    const outline = this.#decoder.decode(this.#outliner.bytes.subarray(0, this.#outliner.length));
    const example = () =>
      this.#decoder.decode(bytes.subarray(start, Math.min(end, start + EXAMPLE_MAX)));
    const number = this.#table.find(wordsOfMessage(outline), example);
    if (this.#table.generation !== this.#generation) {
      this.#known.clear();
      this.#generation = this.#table.generation;
    }
    const added = this.#known.add(hash);
    this.#numbers[added] = number;
    this.#tallies[added] = this.#table.form(number).tallies[this.#side]!;
    return added;
  }

  #count(known: number, level: number, timeMs: number, emitter: string): void {
    const tally = this.#tallies[known]!;
    tally.levels[level]!++;
    if (emitter !== "") addEmitter(tally, emitter, 1);
    if (timeMs > 0) {
      if (timeMs < tally.firstMs) tally.firstMs = timeMs;
      if (timeMs > tally.lastMs) tally.lastMs = timeMs;
      if (this.#bucketMs !== undefined) addToBucket(tally, timeMs - timeMs % this.#bucketMs);
    }
    this.#onForm?.(this.#numbers[known]!);
    if (this.#onRecord === undefined) return;
    const seen = this.#seen;
    seen.form = this.#numbers[known]!;
    seen.level = level;
    seen.timeMs = timeMs;
    seen.emitter = emitter;
    this.#onRecord(seen);
  }

  /** `2026-05-01T10:20:30.456Z` at `at`, as epoch milliseconds; NaN if it is none. */
  #timeOf(bytes: Uint8Array, at: number): number {
    if (!stands(this.#hour, bytes, at)) {
      this.#hour.set(bytes.subarray(at, at + this.#hour.length));
      this.#hourMs = Date.parse(`${this.#decoder.decode(this.#hour)}:00:00.000Z`);
    }
    const digit = (index: number) => bytes[at + index]! - 48;
    const minute = digit(14) * 10 + digit(15), second = digit(17) * 10 + digit(18);
    return this.#hourMs + minute * 60_000 + second * 1000 + digit(20) * 100 + digit(21) * 10 +
      digit(22);
  }
}

function addToBucket({ buckets }: Tally, start: number): void {
  const count = buckets.get(start);
  if (count !== undefined || buckets.size < BUCKETS_MAX) buckets.set(start, (count ?? 0) + 1);
}

/** Whether `part` stands in `bytes` at `at`. */
function stands(part: Uint8Array, bytes: Uint8Array, at: number): boolean {
  for (let index = 0; index < part.length; index++) {
    if (bytes[at + index] !== part[index]) return false;
  }
  return true;
}

function levelOfByte(byte: number): number {
  return byte === LETTER_D ? 0 : byte === LETTER_W ? 2 : byte === LETTER_E ? 3 : DEFAULT_LEVEL;
}

function recordOf(line: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    const isRecord = typeof value === "object" && value !== null && !Array.isArray(value);
    return isRecord ? value as Record<string, unknown> : undefined;
  } catch {
    return undefined;
  }
}

/** A record without a message is told by its other fields. */
function restOf(record: Record<string, unknown>): Record<string, unknown> {
  const known: readonly string[] = [...NAMES.ts, ...NAMES.level, "emitter"];
  return Object.fromEntries(Object.entries(record).filter(([name]) => !known.includes(name)));
}

function timeMsOf(value: unknown): number {
  if (typeof value === "string") return Date.parse(value);
  if (typeof value !== "number") return NaN;
  const MILLISECONDS_MIN = 1e11;
  return value < MILLISECONDS_MIN ? value * 1000 : value;
}

/** Whether the first line of a source says that it is NDJSON. */
export function isRecord(line: string): boolean {
  return recordOf(line) !== undefined;
}
