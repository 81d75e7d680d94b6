/** Runs one case on one subject, from an empty folder to an outcome, and leaves nothing behind. */
import { join } from "node:path";
import { openInput } from "../doors/mod.ts";
import { NoVerdict, runVerify } from "../judge/mod.ts";
import {
  type Host,
  makeSlowFsync,
  mountSmallDisk,
  NotReady,
  openStage,
  type SlowFsync,
} from "../stage/mod.ts";
import type { Subject, SubjectInput } from "../subject/mod.ts";
import type { ConformCase, Effort, Outcome } from "./conform_case.ts";
import { SLOW_FSYNC_MS, SMALL_DISK_BYTES } from "./disk.ts";

export interface CaseResult {
  readonly case: string;
  readonly status: "passed" | "broken" | "not run";
  readonly says: string;
  readonly counts: Readonly<Record<string, number>>;
  readonly affected: readonly string[];
  readonly notes: readonly string[];
  /** The line of the subject's own log that tells most of a fault. */
  readonly logLine?: string | undefined;
  readonly tookSec: number;
}

export interface RunCaseOptions {
  readonly programs: Readonly<Record<string, string>>;
  readonly effort: Effort;
  readonly seed: number;
  readonly progress: (text: string) => void;
}

const NOTHING = { counts: {}, affected: [], notes: [] } as const;

export async function runCase(
  subject: Subject,
  conformCase: ConformCase,
  options: RunCaseOptions,
  host: Host,
): Promise<CaseResult> {
  const { name } = conformCase;
  const startedMs = host.nowMs();
  const tookSec = () => Math.round((host.nowMs() - startedMs) / 100) / 10;
  const reason = conformCase.whyNot?.(subject, host);
  if (reason !== undefined) {
    return { case: name, status: "not run", says: reason, ...NOTHING, tookSec: 0 };
  }
  try {
    const done = await onStage(subject, conformCase, options, host);
    if ("missing" in done) {
      return { case: name, status: "not run", says: done.missing, ...NOTHING, tookSec: tookSec() };
    }
    const { outcome: { passed, ...outcome }, logLine } = done;
    return {
      case: name,
      status: passed ? "passed" : "broken",
      ...outcome,
      ...(passed ? {} : { logLine }),
      tookSec: tookSec(),
    };
  } catch (error) {
    const rest = { ...NOTHING, tookSec: tookSec() };
    if (error instanceof NotReady) {
      return { case: name, status: "broken", says: error.message, ...rest };
    }
    if (!(error instanceof NoVerdict)) throw error;
    // Nothing is known of the subject: that speaks neither for it nor against it.
    return { case: name, status: "not run", says: `no verdict: ${error.message}`, ...rest };
  }
}

type Done = { readonly outcome: Outcome; readonly logLine: string | undefined } | {
  readonly missing: string;
};

async function onStage(
  subject: Subject,
  conformCase: ConformCase,
  { programs, effort, seed, progress }: RunCaseOptions,
  host: Host,
): Promise<Done> {
  await using stack = new AsyncDisposableStack();
  let slowFsync: SlowFsync | undefined;
  if (conformCase.disk === "slow to sync") {
    const folder = await Deno.makeTempDir({ prefix: "logops-conform-slow-" });
    stack.defer(() => Deno.remove(folder, { recursive: true }));
    const source = join(host.root, "conformance/stage/slow_fsync.c");
    const made = await makeSlowFsync(folder, { ms: SLOW_FSYNC_MS, source });
    if ("missing" in made) return made;
    slowFsync = made;
  }
  const stage = stack.use(await openStage(subject, { programs, env: slowFsync?.env ?? {} }, host));
  const smallDisk = conformCase.disk === "small"
    ? stack.use(await mountSmallDisk(stage.disk!, SMALL_DISK_BYTES))
    : undefined;
  progress("starts");
  await stage.start();
  const input = stack.use(openInput(filledInput(subject.input, stage.fill), host));
  const outcome = await conformCase.run({
    stage,
    input,
    effort,
    host,
    smallDisk,
    slowFsync,
    progress,
    verify: ({ durationSec, eps = subject.eps, waitSec = subject.settle_sec, ...load }) =>
      runVerify({
        input: load.input ?? input.address,
        at: stage.at,
        eps,
        durationSec,
        waitSec,
        seed,
      }, host),
  });
  return { outcome, logLine: stage.tellingLine() };
}

function filledInput(input: SubjectInput, fill: (text: string) => string): SubjectInput {
  const entries = Object.entries(input).map(([key, text]) => [key, fill(text)]);
  return Object.fromEntries(entries) as SubjectInput;
}
