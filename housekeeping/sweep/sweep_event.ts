/**
 * What a sweep tells while it works: one event per action, and one per warning. Events are plain
 * data, so they cross from a worker; metrics and log lines are both made of them.
 */
import type { HousekeepingFailureKind } from "../files/mod.ts";
import type { Decision } from "../retention/mod.ts";

export type SweepEvent =
  | {
    readonly event: "archived";
    readonly file: string;
    readonly bytes: number;
    readonly reason: Decision["reason"];
    readonly archive: string;
    readonly archiveBytes: number;
  }
  | {
    readonly event: "deleted";
    readonly file: string;
    readonly bytes: number;
    readonly reason: Decision["reason"];
  }
  /** It was written to after it was listed: left alone. */
  | { readonly event: "changed"; readonly file: string }
  /** A crash had left it. */
  | { readonly event: "cleaned"; readonly file: string }
  | { readonly event: "failed"; readonly kind: HousekeepingFailureKind; readonly detail: string }
  | { readonly event: "warning"; readonly detail: string }
  | { readonly event: "clock_in_doubt"; readonly trustedMs: number; readonly nowMs: number }
  | {
    readonly event: "space";
    readonly pressure: "calm" | "warning" | "acting";
    readonly sinkBytes: number;
    readonly bytesMax: number;
    readonly shortBytes: number;
  }
  /** It goes although these readers have not finished it: the wait is over. */
  | {
    readonly event: "reader_overdue";
    readonly file: string;
    readonly readers: readonly string[];
  };

export type LogLevel = "INFO" | "WARN" | "ERROR";

export interface LogLine {
  readonly level: LogLevel;
  readonly text: string;
}

/** One line for people. */
export function describeEvent(event: SweepEvent): LogLine {
  switch (event.event) {
    case "archived":
      return info(
        `archived ${event.file} (${event.bytes} bytes, ${event.reason}) in ${event.archive}`,
      );
    case "deleted":
      return info(`deleted ${event.file} (${event.bytes} bytes, ${event.reason})`);
    case "changed":
      return warn(`left ${event.file}: it changed while it was handled; the next sweep takes it`);
    case "cleaned":
      return info(`removed ${event.file}, left by an interrupted run`);
    case "failed":
      return { level: "ERROR", text: event.detail };
    case "warning":
      return warn(event.detail);
    case "clock_in_doubt":
      return warn(
        `the clock is in doubt: it says ${iso(event.nowMs)}, activity was last seen at ` +
          `${iso(event.trustedMs)}; deleting only what was due then`,
      );
    case "space":
      return warn(describeSpace(event));
    case "reader_overdue":
      return warn(
        `${event.file} goes although ${event.readers.join(", ")} has not finished it: ` +
          "the wait is over",
      );
  }
}

function describeSpace(space: SweepEvent & { event: "space" }): string {
  const size = `the sink folder holds ${space.sinkBytes} of ${space.bytesMax} bytes`;
  if (space.pressure === "warning") return `${size}: the oldest files will go early at the ceiling`;
  const rest = space.shortBytes === 0
    ? ""
    : `; ${space.shortBytes} bytes too many may not be taken`;
  return `${size}: the oldest finished files go early${rest}`;
}

function info(text: string): LogLine {
  return { level: "INFO", text };
}

function warn(text: string): LogLine {
  return { level: "WARN", text };
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
