/**
 * The programs that are LogOps on one machine, in the order in which they start. They end in another:
 * senders first, then what takes logs in, then what carries them on, then what tidies up.
 */

export const STOP_ORDER = ["orchestrator", "gateway", "delivery", "housekeeping"] as const;
export type PartName = typeof STOP_ORDER[number];

export interface Part {
  readonly name: PartName;
  readonly verb: string;
  readonly args: readonly string[];
  /**
   * The event of its log that says that it can be asked, with the address in `url`. Without, the
   * first line says that it runs.
   */
  readonly readyEvent?: string;
  /** Answers 2xx while it is well. */
  readonly healthPath?: string;
  /** Exit codes of a program that was told to end, and did. */
  readonly orderly: readonly number[];
  /** From SIGTERM to SIGKILL. */
  readonly stopMsMax: number;
  /** A last run of it, once it has ended: it does what is left, in this time at most. */
  readonly finish?: { readonly args: readonly string[]; readonly msMax: number };
}

/** What the programs say of themselves, by `--check`, and what is there. */
export interface Setup {
  readonly workers: number;
  readonly drainSec: number;
  readonly sweepsInGateway: boolean;
  readonly sweepEverySec: number;
  readonly delivers: boolean;
  readonly deliveryDrainSec: number;
}

const GRACE_MS = 5_000;
const STOP_MS_MAX = 15_000;
const SUPERVISED = "--supervised";

export function partsOf(setup: Setup): Part[] {
  const parts: Part[] = [{
    name: "gateway",
    verb: setup.workers > 1 ? "workers" : "gateway",
    args: [SUPERVISED],
    readyEvent: "listening",
    healthPath: "/readyz",
    orderly: [0],
    stopMsMax: setup.drainSec * 1000 + 2 * GRACE_MS,
  }];
  if (setup.delivers) {
    parts.push({
      name: "delivery",
      verb: "deliver",
      args: [SUPERVISED],
      readyEvent: "delivering",
      healthPath: "/healthz",
      orderly: [0],
      stopMsMax: STOP_MS_MAX,
      finish: {
        args: [SUPERVISED, "--drain"],
        msMax: setup.deliveryDrainSec * 1000 + 2 * GRACE_MS,
      },
    });
  }
  if (!setup.sweepsInGateway) {
    parts.push({
      name: "housekeeping",
      verb: "housekeeping",
      args: [SUPERVISED, "--every", String(setup.sweepEverySec)],
      orderly: [0, 130],
      stopMsMax: STOP_MS_MAX,
    });
  }
  parts.push({
    name: "orchestrator",
    verb: "orchestrator",
    args: [SUPERVISED],
    readyEvent: "listening",
    healthPath: "/healthz",
    orderly: [0],
    stopMsMax: STOP_MS_MAX,
  });
  return parts;
}

/** `NAME=value` lines of a program's `--check`. */
export function settingsTold(text: string): ReadonlyMap<string, string> {
  return new Map(
    text.split("\n").filter((line) => line.includes("=")).map((line) => {
      const at = line.indexOf("=");
      return [line.slice(0, at), line.slice(at + 1)];
    }),
  );
}
