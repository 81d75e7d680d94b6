/**
 * Housekeeping that runs by itself: a sweep now, and another `LOGOPS_HOUSEKEEP_INTERVAL_SEC` after
 * each one ended, so that two of them never overlap. Every event becomes a log line and a metric.
 *
 * ```ts
 * const housekeeping = startHousekeeping({ settings, registry, log, nowMs: Date.now, … });
 * await housekeeping.stop();
 * ```
 */
import type { Registry } from "prom-client";
import { createHousekeepingMetrics } from "./metrics.ts";
import type { HousekeepingSettings } from "./settings.ts";
import {
  describeEvent,
  runSweepApart,
  type SweepEvent,
  type SweepReport,
  type SweepRun,
  type SweepSettings,
} from "./sweep/mod.ts";

type LogFields = Readonly<Record<string, string | number>>;

export interface HousekeepingLog {
  info(event: string, fields: LogFields): void;
  warn(event: string, fields: LogFields): void;
  error(event: string, fields: LogFields): void;
}

/** Runs one sweep. A rejection is a bug, and logged as one. */
export type SweepRunner = (run: SweepRun) => Promise<SweepReport>;

export interface HousekeepingDeps {
  readonly settings: HousekeepingSettings;
  readonly registry: Registry;
  readonly log: HousekeepingLog;
  readonly nowMs: () => number;
  readonly monotonicMs: () => number;
  /** By default on a thread of its own. */
  readonly runSweep?: SweepRunner;
  /** Told after each sweep. */
  readonly onReport?: (report: SweepReport) => void;
}

export interface Housekeeping {
  /** Interrupts a sweep under way, which leaves nothing half done, and waits for its end. */
  stop(): Promise<void>;
}

export function startHousekeeping(deps: HousekeepingDeps): Housekeeping {
  const { settings, log, nowMs, monotonicMs } = deps;
  const runSweep = deps.runSweep ?? runSweepApart;
  const metrics = createHousekeepingMetrics(deps.registry);
  const stopping = new AbortController();
  const intervalMs = settings.LOGOPS_HOUSEKEEP_INTERVAL_SEC * 1000;

  const sweepOnce = async () => {
    const startMs = monotonicMs();
    const onEvent = (event: SweepEvent) => {
      metrics.event(event);
      logEvent(log, event);
    };
    const ended = (report: SweepReport) => {
      const seconds = (monotonicMs() - startMs) / 1000;
      metrics.ended(report, { endMs: nowMs(), seconds });
      log.info("housekeep_sweep_ended", { outcome: report.outcome, seconds });
      deps.onReport?.(report);
    };
    try {
      const order = { settings: sweepSettingsOf(settings), nowMs: nowMs() };
      ended(await runSweep({ ...order, signal: stopping.signal, onEvent }));
    } catch (error) {
      // A bug must not end the gateway, nor the next try.
      log.error("housekeep_crashed", { error: error instanceof Error ? error.message : "unknown" });
      ended({ outcome: "failed", failures: [] });
    }
  };
  const running = (async () => {
    while (!stopping.signal.aborted) {
      await sweepOnce();
      await pause(intervalMs, stopping.signal);
    }
  })();
  return {
    async stop() {
      stopping.abort();
      await running;
    },
  };
}

function logEvent(log: HousekeepingLog, event: SweepEvent): void {
  const fields: Record<string, string | number> = {};
  for (const [key, value] of Object.entries(event)) {
    if (key !== "event") fields[key] = Array.isArray(value) ? value.join(",") : value;
  }
  const write = { INFO: log.info, WARN: log.warn, ERROR: log.error }[describeEvent(event).level];
  write.call(log, `housekeep_${event.event}`, fields);
}

function sweepSettingsOf(settings: HousekeepingSettings): SweepSettings {
  const { LOGOPS_HOUSEKEEP_AUTORUN: _autorun, LOGOPS_HOUSEKEEP_INTERVAL_SEC: _interval, ...rest } =
    settings;
  return rest;
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const timer = setTimeout(resolve, ms);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    }, { once: true });
  });
}
