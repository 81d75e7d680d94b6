/**
 * Lines of any text log: a header that is learnt from the first of them, and a message. A line that
 * looks like one before it is recognised by its outline and costs no more than reading its bytes.
 * Frames of a stack trace are one pattern for each trace, told by the frames on top.
 */
import {
  DEFAULT_LEVEL,
  FRAMES_MAX,
  type HeaderLayout,
  isFrame,
  LAYOUT_LINES,
  learnLayout,
  levelIndex,
  Outliner,
  traceOfFrames,
  wordsOfMessage,
} from "../message/mod.ts";
import { type FormTable, later, type Tally } from "./form_table.ts";
import { KNOWN_MAX, KnownLines, UNKNOWN } from "./known_lines.ts";

/** Told the form of each line, in order. */
export type OnForm = (number: number) => void;

/** A reader of the lines of one source. */
export interface LineReader {
  line(bytes: Uint8Array, start: number, end: number): void;
  /** Before the bytes of the lines so far are given up. */
  flush(): void;
  finish(): void;
}

/** Characters of an example. */
export const EXAMPLE_MAX = 400;
/** Bytes that are kept while the header is learnt. */
const LEARNING_BYTES_MAX = 1024 * 1024;
/** Messages whose form is remembered. */
const MESSAGES_MAX = 8192;
const TAB = 9, SPACE = 32;
const NOT_SEEN = -1;

export class TextReader implements LineReader {
  readonly #table: FormTable;
  readonly #side: number;
  readonly #onForm: OnForm | undefined;
  readonly #outliner = new Outliner();
  readonly #decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  readonly #known = new KnownLines();
  /** By the numbers of `#known`. */
  readonly #numbers = new Int32Array(KNOWN_MAX);
  readonly #levels = new Uint8Array(KNOWN_MAX);
  readonly #tallies: Tally[] = [];
  /** The last of these lines in the bytes at hand. */
  readonly #starts = new Int32Array(KNOWN_MAX).fill(NOT_SEEN);
  readonly #ends = new Int32Array(KNOWN_MAX);
  #touched: number[] = [];
  /** Forms of messages: headers may make lines of one message differ. */
  readonly #messages = new Map<string, number>();
  #generation: number;
  #layout: HeaderLayout | undefined;
  #waiting: Uint8Array[] = [];
  #waitingBytes = 0;
  #bytes: Uint8Array = new Uint8Array(0);
  /** Frames of a trace whose top is not read yet, or the form of one whose top is. */
  #frames: string[] = [];
  #frameLine = "";
  #trace: number | undefined;

  constructor(table: FormTable, side: number, onForm?: OnForm) {
    this.#table = table;
    this.#side = side;
    this.#onForm = onForm;
    this.#generation = table.generation;
  }

  line(bytes: Uint8Array, start: number, end: number): void {
    if (this.#layout !== undefined) return this.#read(bytes, start, end);
    const line = bytes.slice(start, end);
    this.#waiting.push(line);
    this.#waitingBytes += line.length;
    if (this.#waiting.length >= LAYOUT_LINES || this.#waitingBytes >= LEARNING_BYTES_MAX) {
      this.#learn();
    }
  }

  flush(): void {
    this.#touched.sort((a, b) => this.#starts[a]! - this.#starts[b]!);
    for (const known of this.#touched) {
      const tally = this.#tallies[known]!;
      tally.last = later(tally.last, this.#timeOf(this.#starts[known]!, this.#ends[known]!));
      this.#starts[known] = NOT_SEEN;
    }
    this.#touched = [];
  }

  finish(): void {
    if (this.#layout === undefined) this.#learn();
    this.#endTrace();
    this.flush();
  }

  #learn(): void {
    const outlines = this.#waiting.map((line) => {
      this.#outliner.read(line, 0, line.length);
      return this.#outline();
    });
    this.#layout = learnLayout(outlines);
    for (const line of this.#waiting) this.#read(line, 0, line.length);
    this.flush();
    this.#waiting = [];
  }

  #read(bytes: Uint8Array, start: number, end: number): void {
    if (bytes !== this.#bytes) {
      this.flush();
      this.#bytes = bytes;
    }
    this.#outliner.read(bytes, start, end);
    const first = bytes[start];
    if (first === SPACE || first === TAB) {
      const outline = this.#outline();
      if (isFrame(outline)) return this.#readFrame(outline, start, end);
    }
    if (this.#frames.length > 0 || this.#trace !== undefined) {
      this.#endTrace();
      this.#outliner.read(bytes, start, end);
    }
    const { hash } = this.#outliner;
    let known = this.#known.find(hash);
    if (known === UNKNOWN) known = this.#learnLine(hash, start, end);
    this.#tallies[known]!.levels[this.#levels[known]!]!++;
    if (this.#starts[known] === NOT_SEEN) this.#touched.push(known);
    this.#starts[known] = start;
    this.#ends[known] = end;
    this.#onForm?.(this.#numbers[known]!);
  }

  /** Reads a line that looks like none before; returns its number among the known ones. */
  #learnLine(hash: number, start: number, end: number): number {
    const outline = this.#outline();
    const header = this.#layout!.read(outline);
    const number = this.#formOf(outline.slice(header.end), () => this.#messageOf(start, end));
    // Numbers of known lines begin anew when they are too many: what those saw is told first.
    if (this.#known.isFull) this.flush();
    const known = this.#known.add(hash);
    const tally = this.#table.form(number).tallies[this.#side]!;
    tally.first ??= this.#timeOf(start, end);
    this.#numbers[known] = number;
    this.#levels[known] = header.level === undefined ? DEFAULT_LEVEL : levelIndex(header.level);
    this.#tallies[known] = tally;
    return known;
  }

  #formOf(message: string, example: () => string): number {
    const known = this.#messages.get(message);
    if (known !== undefined) return known;
    if (this.#table.isAtLimit) this.flush();
    const number = this.#table.find(wordsOfMessage(message), example);
    if (this.#table.generation !== this.#generation) {
      this.#known.clear();
      this.#messages.clear();
      this.#generation = this.#table.generation;
    }
    if (this.#messages.size >= MESSAGES_MAX) this.#messages.clear();
    this.#messages.set(message, number);
    return number;
  }

  #readFrame(outline: string, start: number, end: number): void {
    if (this.#trace !== undefined) return this.#countFrame(this.#trace);
    this.#frames.push(outline);
    if (this.#frames.length === 1) this.#frameLine = this.#text(start, end);
    if (this.#frames.length === FRAMES_MAX) this.#openTrace();
  }

  /** Counts the frames that waited for their trace to be told from others. */
  #openTrace(): void {
    const waiting = this.#frames.length;
    const example = this.#frameLine.trim().slice(0, EXAMPLE_MAX);
    const trace = this.#formOf(traceOfFrames(this.#frames), () => example);
    for (let count = 0; count < waiting; count++) this.#countFrame(trace);
    this.#trace = trace;
    this.#frames = [];
  }

  #countFrame(number: number): void {
    this.#table.form(number).tallies[this.#side]!.levels[DEFAULT_LEVEL]!++;
    this.#onForm?.(number);
  }

  #endTrace(): void {
    if (this.#frames.length > 0) this.#openTrace();
    this.#trace = undefined;
  }

  #outline(): string {
    return this.#decoder.decode(this.#outliner.bytes.subarray(0, this.#outliner.length));
  }

  #text(start: number, end: number): string {
    return this.#decoder.decode(
      this.#bytes.subarray(start, Math.min(end, start + EXAMPLE_MAX * 4)),
    );
  }

  #messageOf(start: number, end: number): string {
    const line = this.#text(start, end).trimEnd();
    return line.slice(this.#layout!.read(line).end).slice(0, EXAMPLE_MAX);
  }

  #timeOf(start: number, end: number): string | null {
    return this.#layout!.timeOf(this.#text(start, end));
  }
}
