/** Where batches go: the journal, and the quarantine of records that cannot be stored. */
import {
  type Journal,
  type JournalObserver,
  type JournalOptions,
  lazyJournal,
  nullJournal,
  openJournal,
} from "./journal/mod.ts";
import { journalObserver } from "./journal_observer.ts";
import type { Log } from "./log.ts";
import type { JournalMetrics } from "./metrics.ts";
import type { GatewaySettings } from "./settings.ts";

export interface SinkDeps {
  readonly settings: GatewaySettings;
  readonly worker: number | undefined;
  readonly metrics: JournalMetrics;
  readonly log: Log;
  readonly nowMs: () => number;
  readonly monotonicMs: () => number;
  readonly onPlaced?: JournalOptions["onPlaced"];
}

function optionsOf(
  { settings, worker, nowMs, monotonicMs }: SinkDeps,
  dir: string,
  observer: JournalObserver,
): JournalOptions {
  return {
    dir,
    rotation: settings.LOGOPS_SINK_ROTATE,
    fsync: settings.LOGOPS_SINK_FSYNC,
    fsyncIntervalMs: settings.LOGOPS_SINK_FSYNC_INTERVAL_MS,
    pendingBytesMax: settings.LOGOPS_SINK_PENDING_BYTES_MAX,
    worker,
    nowMs,
    monotonicMs,
    observer,
  };
}

/** Its faults are told as those of the journal; what it holds is no journal's business. */
export function openQuarantine(deps: SinkDeps): Journal {
  const { settings, log } = deps;
  const { failed } = deps.metrics;
  if (!settings.LOGOPS_SINK_FILE) return nullJournal();
  const quiet = { written() {}, synced() {}, pending() {}, failed, torn() {} };
  return lazyJournal(() =>
    openJournal(optionsOf(deps, settings.LOGOPS_QUARANTINE_DIR, journalObserver(quiet, log)))
  );
}

export async function openSink(deps: SinkDeps): Promise<Journal | undefined> {
  const { settings, metrics, log } = deps;
  if (!settings.LOGOPS_SINK_FILE) return nullJournal();
  const dir = settings.LOGOPS_SINK_DIR;
  const { onPlaced } = deps;
  const options = { ...optionsOf(deps, dir, journalObserver(metrics, log)), onPlaced };
  const opened = await openJournal(options);
  if (opened.ok) return opened.value;
  const detail = "detail" in opened.failure ? opened.failure.detail : opened.failure.kind;
  log.error("journal_not_opened", {
    dir,
    reason: opened.failure.kind,
    detail,
    fix: "set LOGOPS_SINK_DIR to a folder that this gateway may write to and no other one does; " +
      "several share a folder and a port as workers: deno task gateway:workers; `logops gateway` " +
      "(deno task logops gateway) may use any folder that LOGOPS_SINK_DIR names",
  });
  return undefined;
}
