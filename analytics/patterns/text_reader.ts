/**
 * Lines of any text log: a header that is learnt from the first of them, and a message. A line that
 * looks like one before it is recognised by its outline and costs no more than reading its bytes.
 */
import { type HeaderLayout, LAYOUT_LINES, learnLayout } from "../message/mod.ts";
import { type FormTable, later, type Tally } from "./form_table.ts";
import { KnownLines } from "./known_lines.ts";
import { DEFAULT_LEVEL, levelIndex } from "../message/mod.ts";
import { FRAMES_MAX, isFrame, traceOfFrames, wordsOfMessage } from "../message/mod.ts";
import { Outliner } from "../message/mod.ts";

/** Told the form of each line, in order. */
export type OnForm = (number: number) => void;

/** A reader of the lines of one source. */
export interface LineReader {
  line(bytes: Uint8Array, start: number, end: number): void;
  /** Before the bytes of the lines so far are given up. */
  flush(): void;
  finish(): void;
}

/** Bytes that are kept while the header is learnt. */
const LEARNING_BYTES_MAX = 1024 * 1024;
/** Characters of an example. */
export const EXAMPLE_MAX = 400;
/** Messages whose form is remembered. */
const MESSAGES_MAX = 16_384;
const TAB = 9, SPACE = 32;

interface Known {
  readonly number: number;
  readonly level: number;
  readonly tally: Tally;
  /** The last of these lines in the bytes at hand; -1 if none. */
  start: number;
  end: number;
}

export class TextReader implements LineReader {
  readonly #table: FormTable;
  readonly #side: number;
  readonly #onForm: OnForm | undefined;
  readonly #outliner = new Outliner();
  readonly #decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  readonly #known = new KnownLines<Known>();
  /** Forms of messages: headers may make lines of one message differ. */
  readonly #messages = new Map<string, number>();
  #generation: number;
  #layout: HeaderLayout | undefined;
  #waiting: Uint8Array[] = [];
  #waitingBytes = 0;
  #touched: Known[] = [];
  #bytes: Uint8Array = new Uint8Array(0);
  /** Frames of a trace whose top is not read yet, or the form of one whose top is. */
  #frames: string[] = [];
  #frameLine = "";
  #trace: Known | undefined;

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
    this.#touched.sort((a, b) => a.start - b.start);
    for (const known of this.#touched) {
      known.tally.last = later(known.tally.last, this.#timeOf(known.start, known.end));
      known.start = -1;
    }
    this.#touched = [];
  }

  finish(): void {
    if (this.#layout === undefined) this.#learn();
    this.#endTrace();
    this.flush();
  }

  #learn(): void {
    const outlines = this.#waiting.map((line) => this.#outlineOf(line, 0, line.length));
    this.#layout = learnLayout(outlines);
    for (const line of this.#waiting) {
      this.#read(line, 0, line.length);
      this.flush();
    }
    this.#waiting = [];
  }

  #read(bytes: Uint8Array, start: number, end: number): void {
    if (bytes !== this.#bytes) {
      this.flush();
      this.#bytes = bytes;
    }
    const first = bytes[start];
    if (first === SPACE || first === TAB) {
      const outline = this.#outlineOf(bytes, start, end);
      if (isFrame(outline)) return this.#readFrame(outline, start, end);
    }
    if (this.#frames.length > 0 || this.#trace !== undefined) this.#endTrace();
    this.#outliner.read(bytes, start, end);
    const { hash } = this.#outliner;
    let known = this.#known.get(hash);
    if (known === undefined) {
      known = this.#work(start, end);
      this.#known.set(hash, known);
    }
    this.#count(known, start, end);
  }

  #count(known: Known, start: number, end: number): void {
    known.tally.levels[known.level]!++;
    if (known.start === -1) this.#touched.push(known);
    known.start = start;
    known.end = end;
    this.#onForm?.(known.number);
  }

  /** Reads a line that looks like none before. */
  #work(start: number, end: number): Known {
    const outline = this.#outline();
    const header = this.#layout!.read(outline);
    const message = outline.slice(header.end);
    return this.#knownOf(
      message,
      levelOf(header.level),
      start,
      end,
      () => this.#messageOf(start, end),
    );
  }

  #knownOf(
    message: string,
    level: number,
    start: number,
    end: number,
    example: () => string,
  ): Known {
    let number = this.#messages.get(message);
    if (number === undefined) {
      number = this.#table.find(wordsOfMessage(message), example);
      if (this.#messages.size >= MESSAGES_MAX) this.#messages.clear();
      this.#messages.set(message, number);
    }
    if (this.#table.generation !== this.#generation) {
      this.flush();
      this.#known.clear();
      this.#messages.clear();
      this.#generation = this.#table.generation;
    }
    const tally = this.#table.form(number).tallies[this.#side]!;
    if (tally.first === null) tally.first = this.#timeOf(start, end);
    return { number, level, tally, start: -1, end: -1 };
  }

  #readFrame(outline: string, start: number, end: number): void {
    if (this.#trace !== undefined) return this.#count(this.#trace, start, end);
    this.#frames.push(outline);
    if (this.#frames.length === 1) this.#frameLine = this.#text(start, end);
    if (this.#frames.length === FRAMES_MAX) this.#openTrace();
  }

  /** Counts the frames that waited for their trace to be told from others. */
  #openTrace(): void {
    const waiting = this.#frames.length;
    const example = this.#frameLine.trim();
    this.#trace = this.#knownOf(traceOfFrames(this.#frames), DEFAULT_LEVEL, 0, 0, () => example);
    for (let count = 0; count < waiting; count++) {
      this.#trace.tally.levels[DEFAULT_LEVEL]!++;
      this.#onForm?.(this.#trace.number);
    }
    this.#frames = [];
  }

  #endTrace(): void {
    if (this.#frames.length > 0) this.#openTrace();
    this.#trace = undefined;
  }

  #outlineOf(bytes: Uint8Array, start: number, end: number): string {
    this.#outliner.read(bytes, start, end);
    return this.#outline();
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
    return line.slice(this.#layout!.read(line).end, EXAMPLE_MAX * 2).slice(0, EXAMPLE_MAX);
  }

  #timeOf(start: number, end: number): string | null {
    return this.#layout!.timeOf(this.#text(start, end));
  }
}

function levelOf(word: string | undefined): number {
  return word === undefined ? DEFAULT_LEVEL : levelIndex(word);
}
