/** The arguments that all emitters share: how much of a stream is partial, broken or personal. */
import { z } from "zod";

export interface RecordArgs {
  readonly partial_ratio: number;
  readonly chaos: number;
  readonly pii_ratio: number;
}

/** Fields for a strict object, with an emitter's own defaults. */
export function recordArgs(defaults: RecordArgs) {
  return {
    partial_ratio: share(
      defaults.partial_ratio,
      "Share of records without a time, a level or both",
    ),
    chaos: share(
      defaults.chaos,
      "Share of records that are broken on purpose; those refused by design go alone, in a request of their own",
    ),
    pii_ratio: share(
      defaults.pii_ratio,
      "Share of records with personal or secret data in clear, listed by the emitter",
    ),
  };
}

export const DEFAULT_RECORD_ARGS: RecordArgs = { partial_ratio: 0, chaos: 0, pii_ratio: 0.3 };

/** A record is partial or broken, not both: the two shares fit into the whole. */
export function sharesFit({ partial_ratio, chaos }: RecordArgs): boolean {
  return partial_ratio + chaos <= 1;
}

export const SHARES_MESSAGE = "'partial_ratio' and 'chaos' together must be at most 1";

function share(value: number, description: string) {
  return z.number().min(0).max(1).default(value).describe(description);
}
