/** Panels of the dialects that records come in. */
import { lines } from "./panels.ts";

export function doorPanels() {
  return [
    lines({
      title: "Records stored, by dialect",
      unit: "short",
      queries: [[
        "sum by (door) (rate(logops_door_records_total[$__rate_interval]))",
        "{{door}}",
      ]],
    }),
    lines({
      title: "Batches refused, by dialect, in 5 minutes",
      unit: "short",
      queries: [[
        "sum by (door, reason) (increase(logops_door_rejected_total[5m]))",
        "{{door}} {{reason}}",
      ]],
    }),
    lines({
      title: "Lost at doors that cannot answer, in 5 minutes",
      unit: "short",
      queries: [
        ["sum by (door, reason) (increase(logops_door_lost_total[5m]))", "{{door}} {{reason}}"],
        ["sum(increase(logops_syslog_datagrams_total[5m]))", "datagrams that came"],
      ],
    }),
  ];
}
