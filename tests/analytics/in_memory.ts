/** Inputs that stand in memory, for tests. */
import {
  FormTable,
  type Input,
  mine,
  type PatternReport,
  patternsOf,
  reportOf,
} from "../../analytics/mod.ts";

/** `bytes` in chunks of `chunkBytes`. */
export function inMemory(bytes: Uint8Array, chunkBytes = bytes.length): Input {
  return {
    name: "memory",
    read(onChunk) {
      const chunk = new Uint8Array(Math.max(1, chunkBytes));
      for (let at = 0; at < bytes.length; at += chunk.length) {
        const piece = bytes.subarray(at, at + chunk.length);
        chunk.set(piece);
        onChunk(chunk.subarray(0, piece.length));
        chunk.fill(0); // it is not theirs any more
      }
      return Promise.resolve();
    },
  };
}

export interface Mined {
  readonly report: PatternReport;
  /** The id of each line's pattern. */
  readonly ids: readonly string[];
}

export interface MineTextOptions {
  readonly chunkBytes?: number;
  readonly formsMax?: number;
}

/** The patterns of a text, and of each of its lines. */
export async function mineText(text: string, options: MineTextOptions = {}): Promise<Mined> {
  const { chunkBytes, formsMax } = options;
  const table = new FormTable(formsMax === undefined ? {} : { formsMax });
  const numbers: number[] = [];
  const input = inMemory(new TextEncoder().encode(text), chunkBytes);
  await mine(input, { table, onForm: (number) => numbers.push(number) });
  const ids = table.patternIds();
  return {
    report: reportOf(patternsOf(table, (each) => each).map(({ pattern }) => pattern)),
    ids: numbers.map((number) => ids.get(table.resolve(number))!),
  };
}
