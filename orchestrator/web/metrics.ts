/** Every metric of the service, by name and label, and the few verbs that move them. */
import { Counter, Gauge, Registry } from "prom-client";
import type { RunSnapshot } from "../drive/mod.ts";
import type { Outcome } from "./messages.ts";

/** Distinct values of a label that scenarios choose; what is beyond counts as `other`. */
const LABEL_VALUES_MAX = 200;

export interface OrchestratorMetrics {
  readonly registry: Registry;
  /** What a run did since `before`. */
  progressed(snapshot: RunSnapshot, before: RunSnapshot | undefined): void;
  running(count: number): void;
  ended(outcome: Outcome): void;
  viewers(count: number): void;
  /** A message was not sent, because the viewer does not read. */
  skipped(): void;
  failed(reason: string): void;
}

export function createMetrics(version: string): OrchestratorMetrics {
  const registry = new Registry();
  const registers = [registry];
  const counter = <L extends string>(name: string, help: string, labelNames: readonly L[] = []) =>
    new Counter({ name, help, labelNames, registers });
  const gauge = (name: string, help: string) => new Gauge({ name, help, registers });

  const emitted = counter("logops_orch_emitted_total", "Records sent", ["scenario", "emitter"]);
  const running = gauge("logops_orch_running", "Runs that go on");
  const errors = counter(
    "logops_orch_errors_total",
    "Records not accepted by the reason of it, and faults of the service",
    ["reason"],
  );
  const runs = counter("logops_orch_runs_total", "Runs that ended", ["outcome"]);
  const viewers = gauge("logops_orch_viewers", "Open live views (WebSockets)");
  const skipped = counter(
    "logops_orch_viewer_skips_total",
    "Live messages not sent, because the viewer does not read",
  );
  new Gauge({
    name: "logops_build_info",
    help: "Always 1; the version is in the label",
    labelNames: ["version"],
    registers,
  }).set({ version }, 1);

  const scenarioLabel = createLabelCap();
  const emitterLabel = createLabelCap();
  const reasonLabel = createLabelCap();
  const failed = (reason: string, count = 1) => {
    if (count > 0) errors.inc({ reason: reasonLabel(reason) }, count);
  };

  return {
    registry,
    progressed({ name, emitters, total }, before) {
      for (const { label, sent } of emitters) {
        const past = before?.emitters.find((one) => one.label === label)?.sent ?? 0;
        emitted.inc({ scenario: scenarioLabel(name), emitter: emitterLabel(label) }, sent - past);
      }
      for (const [reason, count] of Object.entries(total.rejectedByReason)) {
        failed(reason, count - (before?.total.rejectedByReason[reason] ?? 0));
      }
      for (const [reason, count] of Object.entries(total.unansweredByReason)) {
        failed(reason, count - (before?.total.unansweredByReason[reason] ?? 0));
      }
      failed("dropped", total.dropped - (before?.total.dropped ?? 0));
    },
    running: (count) => running.set(count),
    ended: (outcome) => runs.inc({ outcome }),
    viewers: (count) => viewers.set(count),
    skipped: () => skipped.inc(),
    failed: (reason) => failed(reason),
  };
}

function createLabelCap(): (value: string) => string {
  const known = new Set<string>();
  return (value) => {
    if (known.has(value)) return value;
    if (known.size >= LABEL_VALUES_MAX) return "other";
    known.add(value);
    return value;
  };
}
