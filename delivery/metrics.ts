/**
 * Metrics of delivery, all by sink.
 *
 * | name | says |
 * |---|---|
 * | `logops_deliver_records_total` | records that the sink has |
 * | `logops_deliver_bytes_total` | bytes of the journal that are done |
 * | `logops_deliver_requests_total{outcome}` | batches sent: done, retry, credentials, refused |
 * | `logops_deliver_dead_total` | records in the dead letters |
 * | `logops_deliver_gone_bytes_total` | bytes that the journal lost before the sink had them |
 * | `logops_deliver_lag_bytes`, `_lag_seconds` | how far behind the sink is |
 * | `logops_deliver_waiting{reason}` | 1 while it stands still: retry, credentials, disk |
 */
import { Counter, Gauge, type Registry } from "prom-client";

export const WAITING_REASONS = ["retry", "credentials", "disk"] as const;
export type WaitingReason = typeof WAITING_REASONS[number];

export function createDeliveryMetrics(registry: Registry) {
  const registers = [registry];
  const bySink = (name: string, help: string, more: readonly string[] = []) => ({
    name: `logops_deliver_${name}`,
    help,
    labelNames: ["sink", ...more],
    registers,
  });
  return {
    records: new Counter(bySink("records_total", "Records that the sink has")),
    bytes: new Counter(bySink("bytes_total", "Bytes of the journal that are done")),
    requests: new Counter(bySink("requests_total", "Batches sent, by outcome", ["outcome"])),
    dead: new Counter(bySink("dead_total", "Records that went to the dead letters")),
    goneBytes: new Counter(
      bySink("gone_bytes_total", "Bytes that the journal lost before the sink had them"),
    ),
    lagBytes: new Gauge(bySink("lag_bytes", "Bytes of the journal that the sink has not")),
    lagSeconds: new Gauge(bySink("lag_seconds", "Age of the oldest record that the sink has not")),
    waiting: new Gauge(bySink("waiting", "1 while the sink stands still", ["reason"])),
  };
}
export type DeliveryMetrics = ReturnType<typeof createDeliveryMetrics>;
