/**
 * A store that a pipeline ends in, by its address: `loki://127.0.0.1:3100`. Records are looked for
 * in its lines in any wrapping, as in files of any pipeline.
 */
import type { Reader } from "../../delivery/mod.ts";
import type { StoredRecord } from "./content_match.ts";
import { asTexts } from "./flat_texts.ts";
import { createFoundRecord } from "./found_record.ts";
import { SEQUENCE_SD_ID } from "../../contract/mod.ts";
import type { Store } from "./store.ts";

export interface FarStoreOptions {
  /** The address, as a person wrote it. */
  readonly name: string;
  readonly reader: Reader;
  /** The run's emitters: who sent, where a line does not say it. */
  readonly emitters: readonly string[];
}

export function farStore({ name, reader, emitters }: FarStoreOptions): Store {
  const emitterOf = (record: StoredRecord) =>
    emitters.length === 1
      ? emitters[0]!
      // OTLP names who sent by the resource.
      : String(record.emitter ?? record["service.name"] ?? "");
  const found = createFoundRecord(emitterOf);
  return {
    name,
    isOrdered: reader.isOrdered,
    keepsTexts: reader.keepsTexts,
    async *lines({ fromMs, scenarioId }, counts) {
      const parts = new Set<string>();
      for await (const lines of reader.lines({ fromMs, containing: scenarioId })) {
        for (const { part } of lines) parts.add(part);
        counts.files = parts.size;
        counts.lines += lines.length;
        yield lines.map(({ part, group, number, text }) => {
          return { file: { name: part, worker: group }, text, number };
        });
      }
    },
    record(text, { scenarioId }) {
      const record = found(text, scenarioId) ??
        (reader.keepsTexts ? found(withoutPrefix(text, scenarioId), scenarioId) : undefined);
      return record === undefined || !reader.keepsTexts ? record : numbered(asTexts(record));
    },
  };
}

/** A record in a member of its line, where objects in objects are `name.inner`. */
function withoutPrefix(text: string, scenarioId: string): string {
  try {
    const line = JSON.parse(text) as Record<string, unknown>;
    const key = Object.keys(line).find((name) =>
      name.endsWith(".scenario_id") && line[name] === scenarioId
    );
    if (key === undefined) return "";
    const prefix = key.slice(0, -"scenario_id".length);
    return JSON.stringify(Object.fromEntries(
      Object.entries(line).filter(([name]) => name.startsWith(prefix))
        .map(([name, value]) => [name.slice(prefix.length), value]),
    ));
  } catch {
    return "";
  }
}

/** Where a number stands in structured data, it is a member of a member. */
function numbered(record: StoredRecord): StoredRecord {
  const seq = record[`structured_data.${SEQUENCE_SD_ID}.seq`];
  return seq === undefined ? record : { seq, ...record };
}
