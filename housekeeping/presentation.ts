/**
 * A sweep as people and scripts see it: `--dry-run`'s table of decisions and reasons, the closing
 * line, and the one JSON object per sweep of `--json`.
 */
import type { HousekeepingFailure } from "./files/mod.ts";
import { DAY_MS, type Decision } from "./retention/mod.ts";
import type { SweepEvent, SweepOutcome, SweepPlan, SweepSettings } from "./sweep/mod.ts";

const HOUR_MS = 3_600_000;
const UNITS = ["B", "KiB", "MiB", "GiB", "TiB"] as const;

export interface SweepResult {
  readonly outcome: SweepOutcome | "dry_run";
  readonly nowMs: number;
  readonly plan?: SweepPlan | undefined;
  readonly events: readonly SweepEvent[];
  readonly failures: readonly HousekeepingFailure[];
}

/** One line per file: what would happen to it, and why. */
export function describePlan(plan: SweepPlan, settings: SweepSettings): string {
  const verb = settings.LOGOPS_ARCHIVE_MODE === "zip" ? "archive" : "delete";
  const rows = plan.decisions.map((decision) => [
    decision.go ? verb : "keep",
    decision.file.name,
    formatBytes(decision.file.bytes),
    explain(decision, settings),
  ]);
  const widths = [0, 1, 2].map((column) => Math.max(0, ...rows.map((row) => row[column]!.length)));
  const lines = rows.map(([action, name, size, why]) =>
    `${action!.padEnd(widths[0]!)}  ${name!.padEnd(widths[1]!)}  ${
      size!.padStart(widths[2]!)
    }  ${why}`
  );
  for (const name of plan.strangers) lines.push(`ignore  ${name}  not a journal file`);
  const going = plan.decisions.filter((decision) => decision.go);
  const bytes = going.reduce((sum, { file }) => sum + file.bytes, 0);
  lines.push(
    going.length === 0
      ? `Nothing to ${verb} in ${settings.LOGOPS_SINK_DIR}.`
      : `Would ${verb} ${going.length} of ${rows.length} files, ${formatBytes(bytes)}.`,
  );
  return lines.join("\n");
}

/** The line that closes a sweep. */
export function describeResult({ outcome, plan, events, failures }: SweepResult): string {
  const archived = events.filter((event) => event.event === "archived");
  const deleted = events.filter((event) => event.event === "deleted");
  const kept = plan?.decisions.filter((decision) => !decision.go).length ?? 0;
  switch (outcome) {
    case "busy":
      return "Another sweep is running: nothing was done.";
    case "dry_run":
      return "Nothing was changed.";
    default: {
      const failed = failures.length === 0 ? "" : `, ${failures.length} failed`;
      const counts =
        `${archived.length} archived, ${deleted.length} deleted, ${kept} kept${failed}`;
      return `Sweep ${outcome}: ${counts}.`;
    }
  }
}

/** The result of a sweep for scripts; times are RFC 3339. */
export function resultAsJson(result: SweepResult, settings: SweepSettings): string {
  const { outcome, nowMs, plan, events, failures } = result;
  const verb = settings.LOGOPS_ARCHIVE_MODE === "zip" ? "archive" : "delete";
  const files = plan?.decisions.map(({ file, go, reason, readers }) => ({
    file: file.name,
    bytes: file.bytes,
    decision: go ? verb : "keep",
    reason,
    due: iso(dueMs(file.endMs, settings)),
    ...(readers.length === 0 ? {} : { readers }),
  }));
  return JSON.stringify({
    outcome,
    at: iso(nowMs),
    ...(plan === undefined ? {} : {
      files,
      ignored: plan.strangers,
      sink: {
        bytes: plan.space.sinkBytes,
        bytes_max: plan.space.bytesMax ?? null,
        pressure: plan.space.pressure,
        short_bytes: plan.space.shortBytes,
      },
      clock_in_doubt: plan.clock.inDoubt,
      warnings: plan.warnings,
    }),
    archived: namesOf(events, "archived"),
    deleted: namesOf(events, "deleted"),
    changed: namesOf(events, "changed"),
    cleaned: namesOf(events, "cleaned"),
    failures,
  });
}

export function formatBytes(bytes: number): string {
  let unit = 0;
  let value = bytes;
  while (value >= 1024 && unit < UNITS.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${unit === 0 ? value : value.toFixed(1)} ${UNITS[unit]}`;
}

function explain({ file, reason, readers }: Decision, settings: SweepSettings): string {
  const due = dueMs(file.endMs, settings);
  switch (reason) {
    case "future":
      return `its time begins only at ${iso(file.startMs)}: a clock is or was wrong`;
    case "current":
      return "being written: its time is not over";
    case "newest":
      return "the newest of its writer";
    case "young":
      return `due at ${iso(due)}`;
    case "clock":
      return "due by a clock that is in doubt (--trust-clock believes it)";
    case "reader": {
      const until = iso(due + settings.LOGOPS_HOUSEKEEP_READER_WAIT_HOURS * HOUR_MS);
      return `waits for ${readers.join(", ")}, until ${until} at most`;
    }
    case "expired":
      return `due since ${iso(due)}${overdue(readers)}`;
    case "space":
      return `the sink folder is over its ceiling${overdue(readers)}`;
  }
}

function overdue(readers: readonly string[]): string {
  return readers.length === 0 ? "" : `; not finished by ${readers.join(", ")}, whose time is over`;
}

function dueMs(endMs: number, settings: SweepSettings): number {
  return endMs + settings.LOGOPS_RETENTION_DAYS * DAY_MS;
}

function namesOf(
  events: readonly SweepEvent[],
  kind: "archived" | "deleted" | "changed" | "cleaned",
) {
  return events.flatMap((event) => event.event === kind ? [event.file] : []);
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
