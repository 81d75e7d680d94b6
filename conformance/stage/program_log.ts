/** What a program printed, bounded: its last lines, and the one that says most of a fault. */
import { stripVTControlCharacters } from "node:util";

const LINES_MAX = 400;
const LINE_CHARS_MAX = 400;
const SHOWN_CHARS_MAX = 200;
const LOUD =
  /\b(error|err|warn(ing)?|fatal|panic|fail(ed|ure)?|cannot|refus\w*|lost|discard\w*)\b/i;

export class ProgramLog {
  readonly #lines: string[] = [];

  add(line: string): void {
    if (line.trim() === "") return;
    this.#lines.push(line.slice(0, LINE_CHARS_MAX));
    if (this.#lines.length > LINES_MAX) this.#lines.shift();
  }

  /** Reads `stream` to its end, line by line. */
  async read(stream: ReadableStream<Uint8Array>): Promise<void> {
    let rest = "";
    const decoder = new TextDecoder();
    for await (const chunk of stream) {
      const lines = (rest + decoder.decode(chunk, { stream: true })).split("\n");
      rest = lines.pop()!.slice(0, LINE_CHARS_MAX);
      for (const line of lines) this.add(line);
    }
    this.add(rest);
  }

  matches(pattern: RegExp): boolean {
    return this.#lines.some((line) => pattern.test(line));
  }

  /** The last line that speaks of trouble, else the last of all. */
  tellingLine(): string | undefined {
    const line = this.#lines.findLast((each) => LOUD.test(each)) ?? this.#lines.at(-1);
    return line === undefined
      ? undefined
      : stripVTControlCharacters(line).slice(0, SHOWN_CHARS_MAX);
  }

  last(count: number): string[] {
    return this.#lines.slice(-count);
  }
}
