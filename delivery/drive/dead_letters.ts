/**
 * Records that a sink refused for good: `data/dead/<sink>/<journal file>`, a line each, with the
 * reason and the place. They stay until somebody sends them again or removes the file.
 *
 * ```json
 * {"offset":81920,"reason":"the record does not fit the index","at":"2026-12-01T13:00:00.000Z","record":"…"}
 * ```
 */
import { join } from "node:path";
import { z } from "zod";
import type { Line } from "../journal/mod.ts";

const DeadLine = z.object({
  offset: z.int().nonnegative(),
  reason: z.string(),
  at: z.string(),
  record: z.string(),
});

export interface DeadLetter {
  readonly offset: number;
  readonly reason: string;
  readonly at: string;
  readonly record: string;
}

export interface DeadLetters {
  /** Resolves when they are on disk. A place that is there already is left as it is. */
  add(file: string, lines: readonly Line[], reason: string): Promise<void>;
}

export function deadFolder(root: string, sink: string): string {
  return join(root, sink);
}

export function createDeadLetters(folder: string, nowMs: () => number): DeadLetters {
  return {
    async add(file, lines, reason) {
      await Deno.mkdir(folder, { recursive: true, mode: 0o750 });
      const path = join(folder, file);
      const known = new Set((await readDeadLetters(path)).map(({ offset }) => offset));
      const at = new Date(nowMs()).toISOString();
      const decoder = new TextDecoder();
      // A line that was cut short must not swallow the next: one that is empty does no harm.
      const texts = lines.filter(({ offset }) => !known.has(offset)).map(({ offset, bytes }) =>
        JSON.stringify({ offset, reason, at, record: decoder.decode(bytes) }) + "\n"
      );
      const handle = await Deno.open(path, { append: true, create: true, mode: 0o640 });
      try {
        if (texts.length === 0) return;
        const rest = new TextEncoder().encode("\n" + texts.join(""));
        for (let done = 0; done < rest.length;) done += await handle.write(rest.subarray(done));
        await handle.sync();
      } finally {
        handle.close();
      }
    },
  };
}

/** The dead letters in a file; a line that a crash cut short is none: its record comes again. */
export async function readDeadLetters(path: string): Promise<DeadLetter[]> {
  let text: string;
  try {
    text = await Deno.readTextFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
  return text.split("\n").flatMap((line) => {
    const parsed = DeadLine.safeParse(parse(line));
    return parsed.success ? [parsed.data] : [];
  });
}

/** The files of dead letters of a sink, by name. */
export async function listDeadFiles(folder: string): Promise<string[]> {
  const names: string[] = [];
  try {
    for await (const { name, isFile } of Deno.readDir(folder)) if (isFile) names.push(name);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  return names.sort();
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
