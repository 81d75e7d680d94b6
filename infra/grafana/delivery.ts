/** How far each sink of delivery is, and what stands in its way: a row of the overview. */
import { lines } from "./panels.ts";

/** Empty where nothing is delivered. */
export function deliveryPanels() {
  return [
    lines({
      title: "Records delivered",
      unit: "short",
      queries: [[
        "sum by (sink) (rate(logops_deliver_records_total[$__rate_interval]))",
        "{{sink}}",
      ]],
    }),
    lines({
      title: "Behind",
      unit: "s",
      queries: [["logops_deliver_lag_seconds", "{{sink}}"]],
      limits: { bad: 300 },
    }),
    lines({
      title: "Not delivered yet",
      unit: "bytes",
      queries: [["logops_deliver_lag_bytes", "{{sink}}"]],
    }),
    lines({
      title: "Stands still, by reason",
      unit: "short",
      queries: [["logops_deliver_waiting > 0", "{{sink}} {{reason}}"]],
    }),
    lines({
      title: "Answers, by outcome",
      unit: "short",
      queries: [[
        "sum by (sink, outcome) (rate(logops_deliver_requests_total[$__rate_interval]))",
        "{{sink}} {{outcome}}",
      ]],
    }),
    lines({
      title: "Dead letters, and bytes gone, in an hour",
      unit: "short",
      queries: [
        ["increase(logops_deliver_dead_total[1h])", "{{sink}} dead"],
        ["increase(logops_deliver_gone_bytes_total[1h])", "{{sink}} bytes gone"],
      ],
    }),
  ];
}
