/** Keys of the journal's batches, in a gateway that runs alone or as one of several workers. */
import type { Log } from "./log.ts";
import type { GatewayMetrics } from "./metrics.ts";
import { type Claims, claimsAlone, claimsOfWorkers, StoredKeys } from "./once/mod.ts";
import type { GatewaySettings } from "./settings.ts";
import type { ClaimsLink } from "./workers/mod.ts";

export interface BatchKeys {
  /** For `JournalOptions.onPlaced`. */
  readonly onPlaced: (key: string, file: string, end: number) => void;
  /** What another worker has stored; and that it is gone, and may have stored more. */
  onPlacedElsewhere(key: string, file: string, end: number): void;
  onWorkerGone(worker: number): void;
  /** Takes in what the journal has, once it is opened. */
  load(): Promise<void>;
  claims(link: ClaimsLink | undefined): Claims;
  close(): Promise<void>;
}

export interface BatchKeysDeps {
  readonly settings: GatewaySettings;
  readonly worker: number | undefined;
  readonly metrics: GatewayMetrics;
  readonly log: Log;
  readonly nowMs: () => number;
}

/** `undefined` where there is no journal, or no keys are wanted. */
export function createBatchKeys(deps: BatchKeysDeps): BatchKeys | undefined {
  const { settings, metrics, log } = deps;
  const { LOGOPS_IDEMPOTENCY_WINDOW_HOURS: hours, LOGOPS_SINK_FILE: isKept } = settings;
  if (hours === 0 || !isKept) return undefined;
  const stored = new StoredKeys({
    dir: settings.LOGOPS_SINK_DIR,
    windowMs: hours * 3_600_000,
    keysMax: settings.LOGOPS_IDEMPOTENCY_KEYS_MAX,
    worker: deps.worker,
    nowMs: deps.nowMs,
    after(delayMs, task) {
      const id = setTimeout(task, delayMs);
      return () => clearTimeout(id);
    },
    onForgotten(count) {
      metrics.keysForgotten(count);
      log.warn("keys_forgotten", { count, fix: "raise LOGOPS_IDEMPOTENCY_KEYS_MAX" });
    },
  });
  metrics.watchKeys(() => stored.count);
  const gone = new Set<number>();
  let placed = (id: string, file: string, end: number) => stored.placed(id, { file, end });

  async function caughtUp(): Promise<void> {
    for (const worker of gone) {
      await stored.catchUpWith(worker);
      gone.delete(worker);
    }
  }

  return {
    onPlaced: (id, file, end) => placed(id, file, end),
    onPlacedElsewhere(key, file, end) {
      stored.placed(key, { file, end });
    },
    onWorkerGone: (worker) => void gone.add(worker),
    async load() {
      const { keys, scannedBytes } = await stored.load();
      log.info("keys_loaded", { keys, scanned_bytes: scannedBytes });
    },
    claims(link) {
      if (link === undefined) return claimsAlone(stored);
      const claims = claimsOfWorkers(stored, link, caughtUp);
      placed = (id, file, end) => claims.placed(id, { file, end });
      return claims;
    },
    close: () => stored.flush(),
  };
}
