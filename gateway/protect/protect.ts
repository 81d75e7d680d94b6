/**
 * The policy on one page: what becomes of PII in a batch.
 *
 * ```
 * records → mask ─┬─▶ masked records ──────────────▶ stored
 *                 ├─ originals → seal → `pii` ──────▶ stored with them, where sealing is on
 *                 └─ findings → blind index → `pii_index`, where indexing is on
 * ```
 *
 * It fails closed: when a record of a batch cannot be sealed, none of the batch is stored.
 */
import { type LogRecord, ok, type Result } from "../../contract/mod.ts";
import type { BlindIndex } from "./blind_index.ts";
import type { PiiCounts } from "./detectors/mod.ts";
import type { Masker } from "./mask.ts";
import type { TakeOriginals } from "./originals.ts";
import type { Originals, Sealer } from "./seal.ts";

export interface ProtectDeps {
  readonly masker: Masker;
  /** Set where sealing is on. */
  readonly seal?: { readonly sealer: Sealer; readonly takeOriginals: TakeOriginals } | undefined;
  /** Set where indexing is on; the masker tells it of what it finds. */
  readonly index?: BlindIndex | undefined;
}

/** Gives the records as they may be stored; adds what was masked to `counts`. */
export type Protect = (
  records: readonly LogRecord[],
  counts: PiiCounts,
) => Result<readonly LogRecord[]> | Promise<Result<readonly LogRecord[]>>;

export function createProtect({ masker, seal, index }: ProtectDeps): Protect {
  return (records, counts) => {
    index?.take(); // what a batch that failed midway may have left
    const stored = records.map((record) => {
      const masked = masker.record(record, counts);
      const entries = index?.take();
      return entries === undefined ? masked : { ...masked, pii_index: entries };
    });
    if (seal === undefined) return ok(stored);
    const originals = records.map((record, i) => seal.takeOriginals(record, stored[i]!));
    return withSeals(stored, originals, seal.sealer);
  };
}

async function withSeals(
  records: readonly LogRecord[],
  originals: readonly (Originals | undefined)[],
  sealer: Sealer,
): Promise<Result<readonly LogRecord[]>> {
  const tokens = await sealer.sealBatch(originals);
  if (!tokens.ok) return tokens;
  return ok(records.map((record, i) => {
    const pii = tokens.value[i];
    return pii === undefined ? record : { ...record, pii };
  }));
}
