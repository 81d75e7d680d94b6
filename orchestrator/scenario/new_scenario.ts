/** The text of a new scenario file, with a comment on each part: what `scenario init` writes. Pure. */
import { LEVELS } from "../../contract/mod.ts";
import type { SampleFacts } from "./sample_facts.ts";
import { EPS_MAX, EPS_MIN, LEVELS_DEFAULT } from "./scenario_schema.ts";

const EPS_DEFAULT = 50;
const DURATION_SEC = 30;

/** `facts`: of a sample, if one was given. */
export function newScenario(name: string, facts?: SampleFacts): string {
  const type = facts?.emitter ?? "json";
  const eps = facts?.eps === undefined ? EPS_DEFAULT : readable(facts.eps);
  const batch = Math.max(1, Math.min(100, Math.round(eps)));
  const from = facts === undefined
    ? []
    : [`#`, `# Estimated from a sample of ${facts.lines} lines: ${facts.because}.`];
  const rate = facts === undefined || facts.eps === undefined
    ? "records a second"
    : "records a second, as in the sample";
  const takesPii = type !== "replay";
  return [
    `# ${name}: what is sent, when, and what must hold.`,
    "#",
    `#   logops scenario ${name}.yaml --dry-run        what it will do; nothing is sent`,
    `#   logops scenario ${name}.yaml --verify <dir>   do it, and look at what is stored`,
    ...from,
    `name: ${name}`,
    `description: ${
      facts === undefined ? "Steady traffic of one kind" : "Traffic like the sample"
    }`,
    `duration_sec: ${DURATION_SEC}`,
    "seed: 1 # the same seed sends the same records",
    "",
    "emitters:",
    `  - name: ${type} # or another type (logops emit lists them), or plugin: ./mine.ts`,
    `    eps: ${eps} # ${rate}`,
    `    batch_size: ${batch} # most records in a request`,
    `    levels: ${levelsText(facts)}`,
    ...(takesPii ? ["    args: { pii_ratio: 0.2 } # personal data in every fifth record"] : []),
    "    schedule:",
    "      ramp_up_sec: 2 # from 0 to the rate, in a line",
    "      # jitter_pct: 0.1          the rate wanders by ±10 %",
    "      # start_after_sec: 5       later than the run",
    "",
    "# What must hold. What was due must be accepted in any case; to allow refusals, name them:",
    "#   rejected_by_reason: { rate_limited: { max: 100 } }",
    "expect:",
    "  achieved_rate_min: 0.99 # of the rate that was asked",
    "  p99_latency_ms_max: 250 # from when a request was due to when it was answered",
    "  # With --verify <folder of what is stored>:",
    "  lost_max: 0",
    "  duplicated_max: 0",
    "  corrupted_max: 0",
    ...(takesPii ? ["  planted_pii_in_clear_max: 0"] : []),
    "",
  ].join("\n");
}

/** Two digits are what a sample tells. */
function readable(eps: number): number {
  const bounded = Math.min(EPS_MAX, Math.max(EPS_MIN, eps));
  return Number(bounded.toPrecision(2));
}

function levelsText(facts: SampleFacts | undefined): string {
  const counts = facts?.levels ?? LEVELS_DEFAULT;
  const total = LEVELS.reduce((sum, level) => sum + counts[level], 0);
  const shares = LEVELS.filter((level) => counts[level] > 0)
    .map((level) => `${level}: ${Math.max(1, Math.round(counts[level] / total * 100))}`);
  return `{ ${shares.join(", ")} }`;
}
