/** How each sink stands: kept while delivery runs, told as JSON at `/status` and as a table. */
import type { LaneObserver } from "./drive/mod.ts";
import { type DeliveryMetrics, WAITING_REASONS, type WaitingReason } from "./metrics.ts";

export interface SinkStatus {
  readonly name: string;
  readonly type: string;
  state: "delivering" | "stopped" | WaitingReason;
  /** About: bytes by the mean length of what was delivered; absent before anything was. */
  lag_records?: number;
  lag_bytes: number;
  lag_seconds: number;
  /** Over the last `RATE_WINDOW_SEC` seconds. */
  records_per_sec: number;
  records_total: number;
  bytes_total: number;
  dead_total: number;
  last_error?: string;
  last_error_at?: string;
}

/** One line of delivery's own log. */
export type Tell = (
  level: "info" | "warn" | "error",
  event: string,
  fields: Readonly<Record<string, string | number>>,
) => void;

export interface Watched {
  readonly observer: LaneObserver;
  status(): SinkStatus;
}

const RATE_WINDOW_SEC = 10;

export function watchSink(
  sink: { readonly name: string; readonly type: string },
  metrics: DeliveryMetrics,
  tell: Tell,
  nowMs: () => number,
): Watched {
  const { name } = sink;
  const label = { sink: name };
  const status: SinkStatus = {
    ...sink,
    state: "delivering",
    lag_bytes: 0,
    lag_seconds: 0,
    records_per_sec: 0,
    records_total: 0,
    bytes_total: 0,
    dead_total: 0,
  };
  let recent: { readonly second: number; records: number }[] = [];
  const enter = (state: SinkStatus["state"], detail: string) => {
    for (const reason of WAITING_REASONS) {
      metrics.waiting.set({ ...label, reason }, reason === state ? 1 : 0);
    }
    if (state !== "delivering") {
      status.last_error = detail;
      status.last_error_at = new Date(nowMs()).toISOString();
    }
    if (state === status.state) return;
    if (state === "delivering") tell("info", "deliver_resumed", label);
    else tell(state === "retry" ? "warn" : "error", `deliver_${state}`, { ...label, detail });
    status.state = state;
  };
  metrics.records.inc(label, 0);
  metrics.dead.inc(label, 0);
  metrics.goneBytes.inc(label, 0);
  enter("delivering", "");
  const observer: LaneObserver = {
    delivered(records, bytes) {
      status.records_total += records;
      status.bytes_total += bytes;
      metrics.records.inc(label, records);
      metrics.bytes.inc(label, bytes);
      const second = Math.floor(nowMs() / 1000);
      const last = recent.at(-1);
      if (last?.second === second) last.records += records;
      else recent = [...recent.slice(1 - RATE_WINDOW_SEC), { second, records }];
      enter("delivering", "");
    },
    outcome: ({ kind }) => metrics.requests.inc({ ...label, outcome: kind }),
    buried(records, reason, file, offset) {
      status.dead_total += records;
      metrics.dead.inc(label, records);
      tell("error", "deliver_dead", { ...label, records, reason, file, offset });
    },
    waiting: (waiting, detail) => enter(waiting ?? "delivering", detail),
    behind(bytes, seconds) {
      status.lag_bytes = bytes;
      status.lag_seconds = seconds;
      metrics.lagBytes.set(label, bytes);
      metrics.lagSeconds.set(label, seconds);
    },
    gone(file, bytes) {
      metrics.goneBytes.inc(label, bytes);
      tell("error", "deliver_gone", { ...label, file, bytes });
    },
    failed: (detail) => enter("disk", detail),
  };
  return {
    observer,
    status() {
      const since = nowMs() / 1000 - RATE_WINDOW_SEC;
      const records = recent.reduce(
        (sum, each) => sum + (each.second < since ? 0 : each.records),
        0,
      );
      const mean = status.bytes_total / status.records_total;
      return {
        ...status,
        records_per_sec: records / RATE_WINDOW_SEC,
        ...(Number.isFinite(mean) && mean > 0
          ? { lag_records: Math.round(status.lag_bytes / mean) }
          : {}),
      };
    },
  };
}

/** As a table for people. */
export function describeStatus(sinks: readonly SinkStatus[]): string {
  const head = ["SINK", "TYPE", "STATE", "RATE", "LAG", "", "", "DEAD", "LAST ERROR"];
  const rows = sinks.map((sink) => [
    sink.name,
    sink.type,
    sink.state,
    `${sink.records_per_sec.toFixed(0)} rec/s`,
    sink.lag_records === undefined ? "" : `~${sink.lag_records} rec`,
    `${(sink.lag_bytes / 2 ** 20).toFixed(1)} MiB`,
    `${sink.lag_seconds.toFixed(1)} s`,
    String(sink.dead_total),
    sink.last_error === undefined ? "none" : `${sink.last_error} (${sink.last_error_at})`,
  ]);
  const table = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...table.map((row) => row[column]!.length)));
  return table.map((row) =>
    row.map((cell, column) => cell.padEnd(widths[column]!)).join("  ").trimEnd()
  ).join("\n");
}
