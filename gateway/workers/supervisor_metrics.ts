/** What the supervisor itself counts: `logops_workers`, `logops_workers_wanted`, `logops_worker_deaths_total`. */
import { Counter, Gauge, Registry } from "prom-client";

export interface SupervisorMetrics {
  readonly registry: Registry;
  /** A worker ended that was not told to. */
  readonly died: () => void;
}

export function createSupervisorMetrics(
  wanted: number,
  countListening: () => number,
): SupervisorMetrics {
  const registry = new Registry();
  const registers = [registry];
  new Gauge({
    name: "logops_workers",
    help: "Worker processes that listen",
    registers,
    collect() {
      this.set(countListening());
    },
  });
  new Gauge({
    name: "logops_workers_wanted",
    help: "Worker processes that should: LOGOPS_WORKERS",
    registers,
  }).set(wanted);
  const deaths = new Counter({
    name: "logops_worker_deaths_total",
    help: "Worker processes that ended and were not told to",
    registers,
  });
  return { registry, died: () => deaths.inc() };
}
