/** Lines out of the objects of a store, for every object store: list, get, unpack. */
import { unpacked } from "./http_lines.ts";
import { LINES_MAX, type Reader } from "./reader.ts";

export interface StoredObject {
  readonly name: string;
  readonly modifiedMs: number;
}

export interface ObjectStore {
  /** Objects whose names begin with the prefix, by name, page by page. */
  list(): AsyncGenerator<StoredObject[]>;
  get(name: string): Promise<Uint8Array<ArrayBuffer>>;
}

/** `…/2026120113.w1-000000081920.ndjson.gz`: the journal file is the group, in order of offsets. */
const OF_OURS = /([^/]+)-\d{12}\.ndjson(\.\w+)?$/;

export function objectReader(store: ObjectStore): Reader {
  return {
    isOrdered: true,
    keepsTexts: false,
    async *lines({ fromMs, containing }) {
      const groups = new Map<string, number>();
      for await (const page of store.list()) {
        for (const { name, modifiedMs } of page) {
          if (modifiedMs < fromMs) continue;
          const journal = OF_OURS.exec(name)?.[1] ?? name;
          if (!groups.has(journal)) groups.set(journal, groups.size + 1);
          const group = groups.get(journal)!;
          const lines = unpacked(await store.get(name)).split("\n");
          const found = lines.flatMap((text, i) =>
            text.includes(containing) ? [{ part: name, group, number: i + 1, text }] : []
          );
          for (let at = 0; at < found.length; at += LINES_MAX) {
            yield found.slice(at, at + LINES_MAX);
          }
        }
      }
    },
  };
}
