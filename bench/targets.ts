/** What LogOps aims at, and whether a run reached it. Nothing here fails a build. */
import type { LoadResult } from "./load.ts";
import { percent, ratio, whole } from "./number_text.ts";
import { type BenchReport, loadNamed, scalingOf } from "./report.ts";
import { summaryOf } from "./shape_table.ts";
import { REFERENCE } from "./star.ts";
import { median } from "./figures.ts";
import type { Table } from "./table.ts";

export interface Target {
  readonly name: string;
  readonly asked: string;
  readonly found: string;
  readonly isMet: boolean;
  /** By how much it is missed, as a share of what is asked; 0 when met. */
  readonly missedBy: number;
}

const MIB = 2 ** 20;

/** Targets for which `report` holds what they need. */
export function targetsOf(report: BenchReport): Target[] {
  const reference = loadNamed(report, REFERENCE.name);
  const targets: Target[] = [];
  if (reference !== undefined) targets.push(...referenceTargets(report, reference));
  if (report.half !== undefined) {
    targets.push(atMost("p99 at half of the peak rate, ms", 15, report.half.p99Ms));
  }
  const sealed = loadNamed(report, "sealed");
  if (sealed !== undefined) {
    targets.push(atLeast("sealed, every record: records/CPU-s", 120_000, sealed.recordsPerCpuSec));
  }
  targets.push(...shapeTargets(report));
  if (report.startMs.length > 0) {
    targets.push(atMost("start to first accepted batch, ms", 400, median(report.startMs)));
  }
  const json = report.generated.find(({ type }) => type === "json");
  if (json !== undefined) {
    targets.push(atLeast("json emitter: records/CPU-s", 500_000, json.recordsPerCpuSec));
  }
  const full = report.delivered.filter(({ askedEps }) => askedEps >= 100_000 * 0.999);
  for (const { type, achieved } of full) {
    targets.push(
      atLeast(`${type} at 100,000 EPS: achieved/asked`, 0.99, achieved, (n) => n.toFixed(4)),
    );
  }
  return targets;
}

function referenceTargets(report: BenchReport, reference: LoadResult): Target[] {
  const targets = [
    atLeast("reference: records/CPU-s", 300_000, reference.recordsPerCpuSec),
    atMost("reference: peak memory, MiB", 200, reference.residentBytesMax / MIB),
  ];
  const limit = loadNamed(report, "limit: append");
  if (limit !== undefined) {
    const share = reference.recordsPerCpuSec / limit.recordsPerCpuSec;
    targets.push(atLeast("reference, to `limit: append` by CPU", 0.6, share, ratio));
  }
  const scaling = scalingOf(report);
  if (scaling !== undefined) {
    targets.push(atLeast("2 workers on 2 cores to one on one", 1.7, scaling.toOneCore, ratio));
  }
  for (const name of ["ndjson", "csv", "rfc5424", "rfc3164"]) {
    const load = loadNamed(report, name);
    if (load === undefined) continue;
    const factor = reference.recordsPerCpuSec / load.recordsPerCpuSec;
    targets.push(atMost(`JSON to ${name} by CPU`, 1.5, factor, ratio));
  }
  return targets;
}

function shapeTargets({ shapes }: BenchReport): Target[] {
  const json = summaryOf(shapes, "json");
  const targets = json === undefined ? [] : [
    atLeast("shapes of JSON to their limits, mean", 0.65, json.mean, ratio),
    atLeast("shapes of JSON to their limits, worst", 0.45, json.worst, ratio),
  ];
  for (const form of ["csv", "text"] as const) {
    const summary = summaryOf(shapes, form);
    if (summary === undefined) continue;
    targets.push(atLeast(`${form} to its limits, mean`, 0.5, summary.mean, ratio));
  }
  return targets;
}

function atLeast(name: string, asked: number, found: number, show = whole): Target {
  const isMet = found >= asked;
  const missedBy = isMet ? 0 : (asked - found) / asked;
  return { name, asked: `≥ ${show(asked)}`, found: show(found), isMet, missedBy };
}

function atMost(name: string, asked: number, found: number, show = whole): Target {
  const isMet = found <= asked;
  const missedBy = isMet ? 0 : (found - asked) / asked;
  return { name, asked: `≤ ${show(asked)}`, found: show(found), isMet, missedBy };
}

export function targetTable(targets: readonly Target[]): Table {
  return {
    title: "Targets",
    header: ["target", "asked", "found", "met"],
    rows: targets.map(({ name, asked, found, isMet, missedBy }) => [
      name,
      asked,
      found,
      isMet ? "yes" : `no, by ${percent(missedBy)}`,
    ]),
    notes: [],
  };
}
