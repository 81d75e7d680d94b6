/**
 * What scenarios asked for and what arrived: records sent by the orchestrator beside records stored
 * by the gateway, levels, and what was missing in them.
 *
 * The gateway's label `scenario` is the id of a run (`burst-k3x9f2`), the orchestrator's is the
 * scenario's name: the variable picks runs, and sent records are shown for all scenarios.
 */
import { RowBuilder } from "@grafana/grafana-foundation-sdk/dashboard";
import { choice, type Dashboard, lines, newDashboard, number } from "./panels.ts";

const STORED = 'logops_ingested_scenario_total{scenario=~"$scenario"}';

export function scenariosDashboard(): Dashboard {
  const dashboard = newDashboard(
    "LogOps: scenarios",
    "logops-scenarios",
    "Runs: the rate asked and achieved, levels, and what records lack.",
  ).withVariable(choice({
    name: "scenario",
    label: "Run",
    query: "label_values(logops_ingested_scenario_total, scenario)",
  }));
  dashboard.withRow(new RowBuilder("Runs"));
  for (const panel of runs()) dashboard.withPanel(panel);
  dashboard.withRow(new RowBuilder("Content"));
  for (const panel of content()) dashboard.withPanel(panel);
  return dashboard.build();
}

function runs() {
  return [
    number({
      title: "Runs under way",
      unit: "short",
      queries: [["sum(logops_orch_running)", ""]],
      perRow: 3,
    }),
    number({
      title: "Sent, in all",
      unit: "short",
      queries: [["sum(logops_orch_emitted_total)", ""]],
      perRow: 3,
    }),
    number({
      title: "Stored, in all",
      unit: "short",
      queries: [[`sum(${STORED})`, ""]],
      perRow: 3,
    }),
    lines({
      title: "Records/s: sent by the orchestrator, stored by the gateway",
      description: "Apart: records are refused, or lost on the way. docs/observability.md tells.",
      unit: "short",
      queries: [
        ["sum(rate(logops_orch_emitted_total[$__rate_interval]))", "sent"],
        [`sum(rate(${STORED}[$__rate_interval]))`, "stored"],
      ],
      perRow: 2,
    }),
    lines({
      title: "Sent, by scenario and emitter",
      unit: "short",
      queries: [[
        "sum by (scenario, emitter) (rate(logops_orch_emitted_total[$__rate_interval]))",
        "{{scenario}} {{emitter}}",
      ]],
      perRow: 2,
    }),
    lines({
      title: "Stored, by run",
      unit: "short",
      queries: [[`sum by (scenario) (rate(${STORED}[$__rate_interval]))`, "{{scenario}}"]],
      stacked: true,
      perRow: 2,
    }),
    lines({
      title: "Not accepted, in 5 minutes",
      description: "What the orchestrator's records met, and its own faults.",
      unit: "short",
      queries: [["logops:orch_errors:increase5m", "{{reason}}"]],
      perRow: 2,
    }),
  ];
}

function content() {
  return [
    lines({
      title: "Levels",
      unit: "short",
      queries: [[`sum by (level) (rate(${STORED}[$__rate_interval]))`, "{{level}}"]],
      stacked: true,
    }),
    lines({
      title: "Without a timestamp, by emitter",
      unit: "percentunit",
      queries: [["logops:missing_ts:ratio5m", "{{emitter}}"]],
      limits: { warn: 0.1, bad: 0.5 },
    }),
    lines({
      title: "Without a level, by emitter",
      unit: "percentunit",
      queries: [["logops:missing_level:ratio5m", "{{emitter}}"]],
      limits: { warn: 0.1, bad: 0.5 },
    }),
  ];
}
