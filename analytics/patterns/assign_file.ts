/**
 * `line,pattern_id` for every line. A pattern is known when all lines are, so numbers of forms wait
 * in a file beside the result, four bytes a line, and memory does not grow with lines.
 */
import type { FormTable } from "./form_table.ts";

const BUFFER_LINES = 16 * 1024;
const LINE_BYTES = 4;

export class AssignFile {
  readonly #path: string;
  readonly #table: FormTable;
  readonly #spool: Deno.FsFile;
  readonly #numbers = new Uint32Array(BUFFER_LINES);
  #filled = 0;

  private constructor(path: string, table: FormTable, spool: Deno.FsFile) {
    this.#path = path;
    this.#table = table;
    this.#spool = spool;
  }

  static async create(path: string, table: FormTable): Promise<AssignFile> {
    const options = { read: true, write: true, create: true, truncate: true };
    return new AssignFile(path, table, await Deno.open(spoolOf(path), options));
  }

  add(number: number): void {
    this.#numbers[this.#filled++] = number;
    if (this.#filled === BUFFER_LINES) this.#write();
  }

  /** Writes the result, and takes its place at `path` when it is whole. */
  async finish(): Promise<void> {
    this.#write();
    const ids = this.#table.patternIds();
    await this.#spool.seek(0, Deno.SeekMode.Start);
    const result = await Deno.open(`${this.#path}.part`, {
      write: true,
      create: true,
      truncate: true,
    });
    const encoder = new TextEncoder();
    await writeAll(result, encoder.encode("line,pattern_id\n"));
    const bytes = new Uint8Array(this.#numbers.buffer);
    let line = 0;
    for (let length; (length = await fill(this.#spool, bytes)) > 0;) {
      const rows: string[] = [];
      for (let index = 0; index < length / LINE_BYTES; index++) {
        rows.push(`${++line},${ids.get(this.#table.resolve(this.#numbers[index]!))}\n`);
      }
      await writeAll(result, encoder.encode(rows.join("")));
    }
    result.close();
    await this.remove();
    await Deno.rename(`${this.#path}.part`, this.#path);
  }

  /** Gives up what waits; nothing stands at `path` then. */
  async remove(): Promise<void> {
    this.#spool.close();
    await Deno.remove(spoolOf(this.#path));
  }

  #write(): void {
    let at = 0;
    const bytes = new Uint8Array(this.#numbers.buffer, 0, this.#filled * LINE_BYTES);
    while (at < bytes.length) at += this.#spool.writeSync(bytes.subarray(at));
    this.#filled = 0;
  }
}

function spoolOf(path: string): string {
  return `${path}.spool`;
}

async function fill(file: Deno.FsFile, bytes: Uint8Array): Promise<number> {
  let filled = 0;
  for (
    let count;
    filled < bytes.length && (count = await file.read(bytes.subarray(filled))) !== null;
  ) {
    filled += count;
  }
  return filled;
}

async function writeAll(file: Deno.FsFile, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length;) at += await file.write(bytes.subarray(at));
}
