/**
 * What a client asks for when it starts a run, and the way from there to something that can run:
 *
 * ```
 * fields → target allowed? → text by name or inline → duration → parse → rates → bounds → Prepared
 * ```
 */
import { z } from "zod";
import { type Plan, plan } from "../plan/mod.ts";
import { DURATION_SEC_MAX, type Scenario } from "../scenario/mod.ts";
import { fail, type WebResult } from "./failure.ts";
import { withDuration, withRateFactor } from "./overrides.ts";
import type { ScenarioLibrary } from "./scenario_library.ts";
import type { TargetList } from "./targets.ts";

const SCENARIO_CHARS_MAX = 262_144;
export const RATE_FACTOR_MAX = 1_000;

export const StartFields = z.strictObject({
  name: z.string().max(64).optional().describe("A scenario of the folder"),
  yaml: z.string().max(SCENARIO_CHARS_MAX).optional().describe("Instead of name: a scenario"),
  rate_factor: z.number().gt(0).max(RATE_FACTOR_MAX).default(1).describe("Multiplies all rates"),
  duration_sec: z.number().gt(0).max(DURATION_SEC_MAX).optional()
    .describe("Instead of the scenario's own"),
  seed: z.union([z.int(), z.string().min(1).max(200)]).optional()
    .describe("Instead of the scenario's own"),
  target: z.string().max(2_000).optional().describe("Instead of LOGOPS_URL"),
  verify: z.boolean().optional().describe("Read the journal when the run is over"),
  dry_run: z.boolean().default(false).describe("Answer with the plan; send nothing"),
});
export type StartFields = z.infer<typeof StartFields>;

/** A run that is ready to start. */
export interface Prepared {
  readonly scenario: Scenario;
  /** The text that it came from, with its duration set. */
  readonly yaml: string;
  readonly plan: Plan;
  readonly rateFactor: number;
  readonly seed: number | string;
  readonly target: string;
  /** The journal's folder, which is read for the verdict, or beside it. */
  readonly verifyDir?: string;
  /** The verdict is on the store that the service is set to. */
  readonly verifiesFarEnd?: boolean;
  readonly dryRun: boolean;
}

export interface PrepareDeps {
  readonly library: ScenarioLibrary;
  readonly targets: TargetList;
  readonly defaultTarget: string;
  readonly recordsMax: number;
  /** The journal's folder, and whether it can be read. */
  readonly sinkDir: string;
  readonly canRead: (directory: string) => Promise<boolean>;
  /** Runs are verified in a store of their own, not in the journal. */
  readonly hasFarEnd: boolean;
  readonly newSeed: () => number;
}

export async function prepare(
  fields: StartFields,
  deps: PrepareDeps,
): Promise<WebResult<Prepared>> {
  const target = fields.target ?? deps.defaultTarget;
  if (!deps.targets.allows(target)) {
    const detail = `Runs may be sent to ${deps.targets.text}: LOGOPS_ORCH_TARGETS allows others`;
    return fail("target_not_allowed", detail);
  }
  const text = await textOf(fields, deps.library);
  if (!text.ok) return text;
  const { duration_sec, rate_factor: rateFactor } = fields;
  const yaml = duration_sec === undefined ? text.value : withDuration(text.value, duration_sec);
  const parsed = await deps.library.parse(yaml, fileOf(fields));
  if (!parsed.ok) {
    const count = parsed.problems.length;
    const detail = `The scenario has ${count === 1 ? "a problem" : `${count} problems`}`;
    return fail("bad_scenario", detail, parsed.problems);
  }
  const scenario = withRateFactor(parsed.scenario, rateFactor);
  if (typeof scenario === "string") return fail("bad_request", scenario);
  const planned = plan(scenario);
  if (planned.records > deps.recordsMax) {
    const detail = `The run would make ${planned.records} records, more than the ` +
      `${deps.recordsMax} that LOGOPS_ORCH_RECORDS_MAX allows`;
    return fail("too_many_records", detail);
  }
  const verifies = await verifiable(fields, target, deps);
  if (!verifies.ok) return verifies;
  return {
    ok: true,
    value: {
      scenario,
      yaml,
      plan: planned,
      rateFactor,
      seed: fields.seed ?? scenario.seed ?? deps.newSeed(),
      target,
      ...(verifies.value && await deps.canRead(deps.sinkDir) ? { verifyDir: deps.sinkDir } : {}),
      ...(verifies.value && deps.hasFarEnd ? { verifiesFarEnd: true } : {}),
      dryRun: fields.dry_run,
    },
  };
}

async function textOf(
  { name, yaml }: StartFields,
  library: ScenarioLibrary,
): Promise<WebResult<string>> {
  if (name !== undefined && yaml === undefined) return await library.text(name);
  if (yaml !== undefined && name === undefined) return { ok: true, value: yaml };
  return fail("bad_request", "Give either 'name' or 'yaml'");
}

function fileOf({ name }: StartFields): string {
  return name === undefined ? "scenario.yaml" : `${name}.yaml`;
}

/** Asked for: it must be possible. Not asked for: where it makes sense, which is our own gateway. */
async function verifiable(
  { verify }: StartFields,
  target: string,
  { sinkDir, canRead, hasFarEnd, defaultTarget }: PrepareDeps,
): Promise<WebResult<boolean>> {
  if (verify === false) return { ok: true, value: false };
  const readable = hasFarEnd || await canRead(sinkDir);
  if (verify === true && !readable) {
    const detail = `The journal cannot be read: LOGOPS_SINK_DIR is ${sinkDir}`;
    return fail("bad_request", detail);
  }
  return { ok: true, value: readable && (verify === true || target === defaultTarget) };
}
