/**
 * Every metric of housekeeping, made of sweep events and reports.
 *
 * | metric | labels | says |
 * |---|---|---|
 * | `logops_housekeep_sweeps_total` | outcome | sweeps by how they ended |
 * | `logops_housekeep_files_total` | action, reason | journal files archived or deleted, because expired or for space |
 * | `logops_housekeep_bytes_total` | action | their bytes |
 * | `logops_housekeep_errors_total` | reason | failures: see `housekeeping_failure.ts` |
 * | `logops_housekeep_reader_overdue_total` | | files that went before every reader had finished them |
 * | `logops_housekeep_kept_files` | reason | files that stayed in the last sweep |
 * | `logops_housekeep_sink_bytes`, `_sink_bytes_max` | | the sink folder and its ceiling (0: none) |
 * | `logops_housekeep_space_pressure` | | 0 calm, 1 warning, 2 files go early |
 * | `logops_housekeep_clock_in_doubt` | | 1 while deletion waits for the clock |
 * | `logops_housekeep_sweep_seconds` | | how long the last sweep took |
 * | `logops_housekeep_last_success_timestamp_seconds` | | when a sweep was last `done` |
 */
import { Counter, Gauge, type Registry } from "prom-client";
import { FAILURE_KINDS } from "./files/mod.ts";
import { KEEP_REASONS } from "./retention/mod.ts";
import { SWEEP_OUTCOMES, type SweepEvent, type SweepReport } from "./sweep/mod.ts";

const PRESSURE = { calm: 0, warning: 1, acting: 2 } as const;

export interface HousekeepingMetrics {
  event(event: SweepEvent): void;
  ended(report: SweepReport, at: { readonly endMs: number; readonly seconds: number }): void;
}

export function createHousekeepingMetrics(registry: Registry): HousekeepingMetrics {
  const registers = [registry];
  const counter = <L extends string>(name: string, help: string, labelNames: L[]) =>
    new Counter({ name: `logops_housekeep_${name}`, help, labelNames, registers });
  const gauge = <L extends string>(name: string, help: string, labelNames: L[]) =>
    new Gauge({ name: `logops_housekeep_${name}`, help, labelNames, registers });

  const sweeps = counter("sweeps_total", "Sweeps by outcome", ["outcome"]);
  const files = counter("files_total", "Journal files handled", ["action", "reason"]);
  const bytes = counter("bytes_total", "Bytes of journal files handled", ["action"]);
  const errors = counter("errors_total", "Failures by reason", ["reason"]);
  const overdue = counter("reader_overdue_total", "Files that went before a reader finished", []);
  const kept = gauge("kept_files", "Files that stayed in the last sweep", ["reason"]);
  const sinkBytes = gauge("sink_bytes", "Bytes in the sink folder before the last sweep", []);
  const sinkBytesMax = gauge("sink_bytes_max", "Ceiling of the sink folder; 0 for none", []);
  const pressure = gauge("space_pressure", "0 calm, 1 warning, 2 files go early", []);
  const clock = gauge("clock_in_doubt", "1 while deletion waits for the clock", []);
  const duration = gauge("sweep_seconds", "How long the last sweep took", []);
  const success = gauge(
    "last_success_timestamp_seconds",
    "When a sweep last did all it had to",
    [],
  );
  // Present from the start, so that an alert on their increase sees the first one.
  for (const outcome of SWEEP_OUTCOMES) sweeps.inc({ outcome }, 0);
  for (const reason of FAILURE_KINDS) errors.inc({ reason }, 0);

  const handled = (
    action: "archive" | "delete",
    event: SweepEvent & { bytes: number; reason: string },
  ) => {
    files.inc({ action, reason: event.reason });
    bytes.inc({ action }, event.bytes);
  };
  return {
    event(event) {
      if (event.event === "archived") handled("archive", event);
      if (event.event === "deleted") handled("delete", event);
      if (event.event === "failed") errors.inc({ reason: event.kind });
      if (event.event === "reader_overdue") overdue.inc();
      // Set when it is announced, before the sweep acts on it.
      if (event.event === "space") pressure.set(PRESSURE[event.pressure]);
    },
    ended({ outcome, plan }, { endMs, seconds }) {
      sweeps.inc({ outcome });
      duration.set(seconds);
      if (outcome === "done") success.set(endMs / 1000);
      if (plan === undefined) return;
      for (const reason of KEEP_REASONS) {
        kept.set(
          { reason },
          plan.decisions.filter((decision) => decision.reason === reason).length,
        );
      }
      sinkBytes.set(plan.space.sinkBytes);
      sinkBytesMax.set(plan.space.bytesMax ?? 0);
      pressure.set(PRESSURE[plan.space.pressure]);
      clock.set(plan.clock.inDoubt ? 1 : 0);
    },
  };
}
