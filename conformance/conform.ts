/**
 * Cases against a subject, one after the other: finds its programs, asks for its version, runs what can
 * be run, and says why the rest cannot.
 */
import { type CaseResult, type ConformCase, type Effort, runCase } from "./cases/mod.ts";
import type { SubjectReport } from "./report/mod.ts";
import type { Host } from "./stage/mod.ts";
import { fill, findProgram, type ProgramPlaces, type Subject } from "./subject/mod.ts";

export interface ConformOptions {
  readonly cases: readonly ConformCase[];
  readonly effort: Effort;
  readonly seed: number;
  readonly places: ProgramPlaces;
  readonly machine: string;
  /** What a person types to see a case again. */
  readonly commandOf: (conformCase: string) => string;
  readonly onProgress: (conformCase: string, text: string) => void;
  readonly onResult: (result: CaseResult) => void;
  readonly stopped: AbortSignal;
}

/** A program that a subject needs and that is not here. */
export interface MissingProgram {
  readonly program: string;
  readonly install: string;
}

export interface FoundPrograms {
  readonly programs: Readonly<Record<string, string>>;
  readonly missing: readonly MissingProgram[];
}

export async function findPrograms(
  { needs }: Subject,
  places: ProgramPlaces,
): Promise<FoundPrograms> {
  const programs: Record<string, string> = {};
  const missing: MissingProgram[] = [];
  for (const { program, install } of needs) {
    const path = await findProgram(program, places);
    if (path === undefined) missing.push({ program, install });
    else programs[program] = path;
  }
  return { programs, missing };
}

export async function conform(
  subject: Subject,
  options: ConformOptions,
  host: Host,
): Promise<SubjectReport> {
  const { programs, missing } = await findPrograms(subject, options.places);
  const version = missing.length > 0 ? "not here" : await versionOf(subject, programs, host);
  const cases: SubjectReport["cases"] = [];
  for (const conformCase of options.cases) {
    if (options.stopped.aborted) break;
    const { name } = conformCase;
    const result = missing.length > 0
      ? absent(name, missing)
      : await runCase(subject, conformCase, {
        programs,
        effort: options.effort,
        seed: options.seed,
        progress: (text) => options.onProgress(name, text),
      }, host);
    options.onResult(result);
    cases.push({
      ...result,
      counts: { ...result.counts },
      affected: [...result.affected],
      notes: [...result.notes],
      command: options.commandOf(name),
      date: new Date(host.nowMs()).toISOString().slice(0, 10),
    });
  }
  const { name, title, about, promise: { says, source } } = subject;
  const { machine } = options;
  return { subject: name, title, about, version, promise: { says, source }, machine, cases };
}

function absent(name: string, missing: readonly MissingProgram[]): CaseResult {
  const says = missing.map(({ program }) => `no ${program} on the PATH`).join(", ");
  const nothing = { counts: {}, affected: [], notes: [], tookSec: 0 };
  return { case: name, status: "not run", says, ...nothing };
}

const VERSION_CHARS_MAX = 60;

/** The first number with a point in it that the program prints. */
async function versionOf(
  { version }: Subject,
  programs: Readonly<Record<string, string>>,
  { root, deno }: Host,
): Promise<string> {
  if (version === undefined) return "not said";
  const none = { folder: "", port: "", port2: "", port3: "", sink: "", sink_port: "" };
  const [program = "", ...args] = version.map((part) => fill(part, { ...none, root, deno }));
  try {
    const { stdout, stderr } = await new Deno.Command(programs[program] ?? program, {
      args,
      stdin: "null",
    }).output();
    const text = new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
    const found = /v?\d+\.\d+(\.\d+)?[\w.+-]*/.exec(text)?.[0] ?? text.split("\n")[0] ?? "";
    return found.slice(0, VERSION_CHARS_MAX);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return "not said";
    throw error;
  }
}

/** How long those of `cases` take that make sense for `subject`, in seconds. */
export function takesSec(
  subject: Subject,
  cases: readonly ConformCase[],
  effort: Effort,
  host: Host,
) {
  return cases.filter((each) => each.whyNot?.(subject, host) === undefined)
    .reduce((sum, each) => sum + each.takesSec(effort), 0);
}
