/**
 * What a case is: a value that says what is done to a subject, what is judged and how long it takes, and
 * does it. `mod.ts` has the list of them.
 */
import type { OpenInput } from "../doors/mod.ts";
import type { VerifyReport } from "../judge/mod.ts";
import type { Host, SlowFsync, SmallDisk, Stage } from "../stage/mod.ts";
import type { Subject } from "../subject/mod.ts";

/** How hard a case tries. */
export interface Effort {
  /** How often a fault is repeated. */
  readonly times: number;
  /** Seconds of load where the fault itself takes no time. */
  readonly loadSec: number;
}

/** What a case finds; a case that cannot be run is no finding, and has no outcome. */
export interface Outcome {
  readonly passed: boolean;
  /** In a sentence: what became of the records. */
  readonly says: string;
  /** Figures behind it, each with its unit in its name. */
  readonly counts: Readonly<Record<string, number>>;
  /** The first affected records. */
  readonly affected: readonly string[];
  /** What a reader should know that is no fault. */
  readonly notes: readonly string[];
}

export interface CaseDeps {
  readonly stage: Stage;
  readonly input: OpenInput;
  readonly effort: Effort;
  readonly host: Host;
  /** Of a case whose disk is small. */
  readonly smallDisk?: SmallDisk | undefined;
  /** Of a case whose disk is slow to sync. */
  readonly slowFsync?: SlowFsync | undefined;
  /** Sends known records and holds what comes out against them. */
  readonly verify: (load: Load) => Promise<VerifyReport>;
  /** What is being done, for whoever is watching. */
  readonly progress: (text: string) => void;
}

export interface Load {
  readonly durationSec: number;
  /** The subject's own, unless said otherwise. */
  readonly eps?: number;
  readonly input?: string;
  readonly waitSec?: number;
}

export interface ConformCase {
  readonly name: string;
  /** What happens, in a sentence. */
  readonly does: string;
  /** What is held against what. */
  readonly judges: string;
  /** Estimate, without what the subject itself takes. */
  readonly takesSec: (effort: Effort) => number;
  /** Why it makes no sense for a subject, or cannot be done on this machine. */
  readonly whyNot?: (subject: Subject, host: Host) => string | undefined;
  /** What its disk is from the first start on. */
  readonly disk?: "small" | "slow to sync";
  readonly run: (deps: CaseDeps) => Promise<Outcome>;
}

export function defineCase(value: ConformCase): ConformCase {
  return value;
}
