/** One body of JSON on the one way, for tests that say what is stored. */
import type { Batch } from "../../batch.ts";
import { PII_KINDS } from "../../protect/mod.ts";
import { createTranscribe, type TranscribeOptions } from "../mod.ts";
import { bounds, encoder, NOW_MS, origins } from "./both.ts";

export type StoreOptions = Partial<TranscribeOptions>;

/** Gives the batch of a body; fails where it is refused. */
export type Store = (json: string) => Promise<Batch>;

export function createStore(options: StoreOptions = {}): Store {
  const transcribe = createTranscribe({ kinds: PII_KINDS, keepFields: [], ...bounds, ...options });
  return async (json) => {
    const batch = await transcribe("json", encoder.encode(json), origins[0]!, NOW_MS);
    if (!batch.ok) throw new Error(JSON.stringify(batch.failure));
    return batch.value;
  };
}

export async function storeBody(json: string, options: StoreOptions = {}): Promise<Batch> {
  return await createStore(options)(json);
}

/** The line of one record, without its line feed. */
export async function storeLine(json: string, options: StoreOptions = {}): Promise<string> {
  return (await storeBody(json, options)).lines.slice(0, -1);
}

/** The fields of `content` as they are stored, and what was counted. */
export async function storeFields(
  content: Readonly<Record<string, unknown>>,
  options: StoreOptions = {},
): Promise<{ readonly fields: Record<string, unknown>; readonly batch: Batch }> {
  const batch = await storeBody(JSON.stringify({ msg: "", ...content }), options);
  const { ts: _ts, level: _level, msg: _msg, emitter: _emitter, ...fields } = JSON.parse(
    batch.lines,
  );
  return { fields, batch };
}
