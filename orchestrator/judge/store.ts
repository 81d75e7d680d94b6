/**
 * A store that a run's records end in, as the verdict reads it: lines, and what record a line is.
 *
 * | store | its lines |
 * |---|---|
 * | `journalStore(folder)` | journal files of our gateway; each line is a stored record |
 * | `anyStore(path)` | any file or folder of lines; the record is looked for in each (`found_record.ts`) |
 * | `farStore({reader})` | a Loki, a bucket, a topic …: the same, of what `delivery/readers` finds |
 */
import { LogRecord } from "../../contract/mod.ts";
import type { StoredRecord } from "./content_match.ts";
import { parseExact } from "./exact_json.ts";
import { createFoundRecord } from "./found_record.ts";
import { fileLines, type StoredLine, storedLines, type StoredLinesCounts } from "./stored_lines.ts";
import { join, relative } from "node:path";

/** Of which run lines are wanted. */
export interface Wanted {
  /** Nothing of it was stored before; epoch milliseconds. */
  readonly fromMs: number;
  /** The run's scenario id: it stands in every line of the run. */
  readonly scenarioId: string;
}

export interface Store {
  /** As a person calls it. */
  readonly name: string;
  /** False where the store keeps lines by time alone: then their order says nothing. */
  readonly isOrdered?: boolean;
  /** Every value is a text there, as `flat_texts.ts` has it. */
  readonly keepsTexts?: boolean;
  /** Lines of the run, in the order of the store, in chunks. */
  lines(wanted: Wanted, counts: StoredLinesCounts): AsyncGenerator<StoredLine[]>;
  /** The record in a line: `undefined` for none. */
  record(text: string, wanted: Wanted): StoredRecord | undefined;
}

/** The sink folder of our gateway. */
export function journalStore(directory: string): Store {
  return {
    name: directory,
    lines: ({ fromMs, scenarioId }, counts) =>
      storedLines({ directory, fromMs, containing: scenarioId }, counts),
    record: parseRecord,
  };
}

function parseRecord(text: string): StoredRecord | undefined {
  try {
    // The value as it is, not the schema's copy: that leaves out keys such as `__proto__`.
    const value = parseExact(text) as StoredRecord;
    return LogRecord.safeParse(value).success ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Folders in folders that are looked into. */
const DEPTH_MAX = 8;
const FILES_MAX = 10_000;

/** A file, or a folder of files that were written since the run began, of whatever pipeline. */
export function anyStore(path: string, emitter: string): Store {
  const found = createFoundRecord(() => emitter);
  return {
    name: path,
    async *lines({ fromMs, scenarioId }, counts) {
      for (const file of await filesSince(path, fromMs)) {
        const name = relative(path, file) || path;
        yield* fileLines(file, { file: { name }, containing: scenarioId }, counts);
      }
    },
    record: (text, { scenarioId }) => found(text, scenarioId),
  };
}

/** By their names, which are in the order of time where they hold one. */
async function filesSince(path: string, fromMs: number): Promise<string[]> {
  const files: string[] = [];
  const visit = async (place: string, depth: number): Promise<void> => {
    const info = await Deno.stat(place);
    if (info.isFile) {
      if ((info.mtime?.getTime() ?? Infinity) >= fromMs) files.push(place);
    } else if (info.isDirectory && depth < DEPTH_MAX) {
      for await (const { name } of Deno.readDir(place)) {
        if (files.length < FILES_MAX) await visit(join(place, name), depth + 1);
      }
    }
  };
  await visit(path, 0);
  return files.sort();
}
