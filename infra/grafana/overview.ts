/**
 * The first look: is it up, how much comes in, how fast, what is refused, what is left of the error
 * budget, and whether disk, keys and housekeeping do their work.
 */
import { RowBuilder } from "@grafana/grafana-foundation-sdk/dashboard";
import { deliveryPanels } from "./delivery.ts";
import { doorPanels } from "./doors.ts";
import { type Dashboard, lines, newDashboard, number } from "./panels.ts";

/** The objective of `prometheus/rules/slo.yml`: one batch in a hundred may be slow. */
const BUDGET = 0.01;
const BURN_FAST = 14.4;
const BURN_STEADY = 6;

export function overviewDashboard(): Dashboard {
  const dashboard = newDashboard(
    "LogOps: overview",
    "logops-overview",
    "Rate, errors, duration; the objective and its budget; levels; rejects; journal; housekeeping; delivery.",
  );
  dashboard.withRow(new RowBuilder("Now"));
  for (const panel of now()) dashboard.withPanel(panel);
  const rows = {
    "Rate, errors, duration": rates(),
    "Objective: 99 % of batches within 500 ms": objective(),
    "What comes in": content(),
    "Journal": journal(),
    "Doors": doorPanels(),
    "Connections": connections(),
    "Personal data and shared state": protection(),
    "Housekeeping": housekeeping(),
    "Delivery": deliveryPanels(),
    "Several cores": workers(),
    "Patterns and anomalies": patterns(),
  };
  for (const [title, panels] of Object.entries(rows)) {
    dashboard.withRow(new RowBuilder(title));
    for (const panel of panels) dashboard.withPanel(panel);
  }
  return dashboard.build();
}

function now() {
  return [
    number({
      title: "Gateways up",
      unit: "short",
      queries: [['sum(up{job="logops-gateway"})', ""]],
      limits: { bad: 1 },
      higherIsBetter: true,
    }),
    number({ title: "Records/s", unit: "short", queries: [["logops:records:rate1m", ""]] }),
    number({ title: "Batches/s", unit: "short", queries: [["logops:batches:rate5m", ""]] }),
    number({
      title: "p99 of a batch",
      unit: "s",
      queries: [["logops:batch_latency_seconds:p99_5m", ""]],
      limits: { warn: 0.25, bad: 0.5 },
    }),
    number({
      title: "Error budget left",
      description: "Of the 1 % of batches that may be slow, over the last 3 days.",
      unit: "percentunit",
      queries: [[`1 - logops:slo_slow_batches:ratio_rate3d / ${BUDGET}`, ""]],
      limits: { warn: 0.25, bad: 0.5 },
      higherIsBetter: true,
    }),
    number({
      title: "Under way",
      unit: "short",
      queries: [["sum(logops_inflight)", ""]],
    }),
  ];
}

function rates() {
  return [
    lines({
      title: "Records stored",
      unit: "short",
      queries: [[
        "sum by (emitter) (rate(logops_ingested_total[$__rate_interval]))",
        "{{emitter}}",
      ]],
      stacked: true,
    }),
    lines({
      title: "Batches refused, by reason",
      unit: "short",
      queries: [["sum by (reason) (rate(logops_rejected_total[$__rate_interval]))", "{{reason}}"]],
      stacked: true,
    }),
    lines({
      title: "Duration of a batch",
      unit: "s",
      queries: [0.5, 0.95, 0.99].map((q) => [quantile(q, "logops_batch_latency_seconds"), `p${q}`]),
      limits: { bad: 0.5 },
    }),
    lines({
      title: "Signed requests, by form",
      description: "v1 leaves the headers and the query out; LOGOPS_SIGNATURE_V1 takes it.",
      unit: "short",
      queries: [[
        "sum by (version) (rate(logops_signed_requests_total[$__rate_interval]))",
        "{{version}}",
      ]],
    }),
    lines({
      title: "Batches stored",
      unit: "short",
      queries: [[
        "sum by (emitter) (rate(logops_accepted_total[$__rate_interval]))",
        "{{emitter}}",
      ]],
    }),
    lines({
      title: "Records in a batch",
      unit: "short",
      queries: [0.5, 0.99].map((q) => [quantile(q, "logops_batch_size"), `p${q}`]),
    }),
  ];
}

function objective() {
  return [
    lines({
      title: "Burn rate",
      description:
        `How many times faster than the budget allows batches are slow. Alerts: ${BURN_FAST} in ` +
        `1 h and 5 m, ${BURN_STEADY} in 6 h and 30 m, 1 in 3 d and 6 h.`,
      unit: "short",
      queries: ["5m", "30m", "1h", "6h", "3d"].map((window) => [
        `logops:slo_slow_batches:ratio_rate${window} / ${BUDGET}`,
        window,
      ]),
      limits: { warn: BURN_STEADY, bad: BURN_FAST },
      perRow: 2,
    }),
    lines({
      title: "Batches in the windows",
      description: "The alerts want 100 in an hour, 200 in six, 1,000 in three days.",
      unit: "short",
      queries: ["1h", "6h", "3d"].map((window) => [`logops:batches:increase${window}`, window]),
      perRow: 2,
    }),
  ];
}

function content() {
  return [
    lines({
      title: "Records by level",
      unit: "short",
      queries: [["sum by (level) (rate(logops_ingested_total[$__rate_interval]))", "{{level}}"]],
      stacked: true,
    }),
    lines({
      title: "Without a timestamp",
      unit: "percentunit",
      queries: [["logops:missing_ts:ratio5m", "{{emitter}}"]],
      limits: { warn: 0.1, bad: 0.5 },
    }),
    lines({
      title: "Without a level",
      unit: "percentunit",
      queries: [["logops:missing_level:ratio5m", "{{emitter}}"]],
      limits: { warn: 0.1, bad: 0.5 },
    }),
    lines({
      title: "Bodies that cannot be read, in 5 minutes",
      unit: "short",
      queries: [["logops:parse_errors:increase5m", "{{emitter}}"]],
      limits: { bad: 10 },
      perRow: 2,
    }),
    lines({
      title: "Timestamps and levels that cannot be read",
      unit: "short",
      queries: [
        [
          "sum by (emitter) (rate(logops_unreadable_ts_total[$__rate_interval]))",
          "{{emitter}} timestamp",
        ],
        [
          "sum by (emitter) (rate(logops_unreadable_level_total[$__rate_interval]))",
          "{{emitter}} level",
        ],
      ],
      perRow: 2,
    }),
  ];
}

function journal() {
  return [
    lines({
      title: "Written",
      unit: "Bps",
      queries: [["sum(rate(logops_journal_bytes_total[$__rate_interval]))", "bytes"]],
    }),
    lines({
      title: "Records written",
      unit: "short",
      queries: [["sum(rate(logops_journal_records_total[$__rate_interval]))", "records"]],
    }),
    lines({
      title: "Sync to disk, p99",
      unit: "s",
      queries: [["logops:journal_fsync_seconds:p99_5m", "{{instance}}"]],
      limits: { bad: 0.25 },
    }),
    lines({
      title: "Waiting for the disk",
      unit: "bytes",
      queries: [["logops_journal_pending_bytes", "{{instance}}"]],
      limits: { bad: 16_777_216 },
    }),
    lines({
      title: "Failures, in 5 minutes",
      unit: "short",
      queries: [["logops:journal_errors:increase5m", "{{instance}} {{reason}}"]],
    }),
    lines({
      title: "Lines cut short by crashes",
      unit: "short",
      queries: [["logops_journal_torn_lines_total", "{{instance}}"]],
    }),
    lines({
      title: "Batches that were sent again, and not stored again",
      unit: "short",
      queries: [["sum by (emitter) (increase(logops_replayed_total[5m]))", "{{emitter}}"]],
    }),
    lines({
      title: "Keys of batches",
      unit: "short",
      queries: [
        ["logops_batch_keys", "{{instance}} known"],
        ["logops_batch_keys_forgotten_total", "{{instance}} forgotten before their time"],
      ],
    }),
  ];
}

function connections() {
  return [
    lines({
      title: "Connections that are open",
      unit: "short",
      queries: [["logops_connections", "{{instance}}"]],
    }),
    lines({
      title: "Taken, a second",
      unit: "short",
      queries: [[
        "sum by (instance) (rate(logops_connections_accepted_total[$__rate_interval]))",
        "{{instance}}",
      ]],
    }),
    lines({
      title: "Refused, ended or unreadable, in 5 minutes",
      unit: "short",
      queries: [
        ["sum by (reason) (increase(logops_connections_refused_total[5m])) > 0", "{{reason}}"],
        ["sum by (reason) (increase(logops_connections_ended_total[5m])) > 0", "{{reason}}"],
        ["sum by (reason) (increase(logops_bad_requests_total[5m])) > 0", "{{reason}}"],
        ["sum(increase(logops_accept_pauses_total[5m])) > 0", "no descriptors"],
      ],
    }),
  ];
}

function protection() {
  return [
    lines({
      title: "Lines of text, by the reader that took them",
      unit: "short",
      queries: [[
        "sum by (reader) (rate(logops_lines_read_total[$__rate_interval]))",
        "{{reader}}",
      ]],
      stacked: true,
    }),
    lines({
      title: "Bytes and half characters replaced by U+FFFD, in 5 minutes",
      unit: "short",
      queries: [[
        "sum by (emitter) (increase(logops_replaced_characters_total[5m]))",
        "{{emitter}}",
      ]],
    }),
    lines({
      title: "Personal data masked",
      unit: "short",
      queries: [
        ["sum by (kind) (rate(logops_pii_masked_total[$__rate_interval]))", "{{kind}}"],
        ["sum(rate(logops_pii_unread_total[$__rate_interval]))", "masked whole: too costly"],
      ],
      stacked: true,
    }),
    lines({
      title: "Records sealed, by key",
      unit: "short",
      queries: [["sum by (kid) (rate(logops_pii_sealed_total[$__rate_interval]))", "{{kid}}"]],
    }),
    lines({
      title: "Shared state: failures, in 5 minutes",
      unit: "short",
      queries: [["logops:kv_errors:increase5m", "{{operation}}"]],
    }),
  ];
}

function housekeeping() {
  return [
    lines({
      title: "Sink folder and its ceiling",
      unit: "bytes",
      queries: [
        ["logops_housekeep_sink_bytes", "{{instance}}"],
        ["logops_housekeep_sink_bytes_max > 0", "{{instance}} ceiling"],
      ],
    }),
    lines({
      title: "Sweeps",
      unit: "short",
      queries: [["sum by (outcome) (increase(logops_housekeep_sweeps_total[1h]))", "{{outcome}}"]],
    }),
    lines({
      title: "Since the last success",
      unit: "s",
      queries: [["time() - logops_housekeep_last_success_timestamp_seconds", "{{instance}}"]],
      limits: { bad: 10_800 },
    }),
  ];
}

/** Empty where a gateway is one process. */
function workers() {
  return [
    lines({
      title: "Workers that listen",
      unit: "short",
      queries: [
        ["logops_workers", "{{instance}}"],
        ["logops_workers_wanted", "{{instance}} wanted"],
      ],
      perRow: 2,
    }),
    lines({
      title: "Workers that ended untold, in 10 minutes",
      unit: "short",
      queries: [["increase(logops_worker_deaths_total[10m])", "{{instance}}"]],
      perRow: 2,
    }),
  ];
}

/** Empty unless `patterns --metrics` and `anomalies --metrics` write for a node_exporter. */
function patterns() {
  return [
    lines({
      title: "Patterns that are new",
      description: "Since the saved baseline, by the worst level in them.",
      unit: "short",
      queries: [["sum by (level) (logops_patterns_new)", "{{level}}"]],
      perRow: 3,
    }),
    lines({
      title: "Anomalies that go on",
      description: "By what they are and whose; deno task anomalies says why.",
      unit: "short",
      queries: [["max by (kind, emitter) (logops_anomaly_active)", "{{emitter}}: {{kind}}"]],
      perRow: 3,
    }),
    lines({
      title: "Lines of the ten most frequent patterns",
      unit: "short",
      queries: [[
        "topk(10, sum by (pattern) (logops_pattern_lines)) * on (pattern) group_left (template) " +
        "logops_pattern_info",
        "{{template}}",
      ]],
      perRow: 3,
    }),
  ];
}

function quantile(q: number, histogram: string): string {
  return `histogram_quantile(${q}, sum by (le) (rate(${histogram}_bucket[$__rate_interval])))`;
}
