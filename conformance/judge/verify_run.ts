/**
 * Runs `logops verify` as a program against a subject, and reads what it found: the sender, its ledger
 * and the verdict are those that anybody can use without conform.
 */
import { join } from "node:path";
import { z } from "zod";

export interface VerifyOptions {
  readonly input: string;
  readonly at: string;
  readonly eps: number;
  readonly durationSec: number;
  /** How long records may be on their way after the last was sent. */
  readonly waitSec: number;
  readonly seed: number;
}

const Count = z.number();
const Example = z.object({
  finding: z.string(),
  seq: Count.optional(),
  file: z.string().optional(),
  line: Count.optional(),
  what: z.string().optional(),
});
const Report = z.object({
  sent: Count,
  accepted: Count,
  rejected: Count,
  unanswered: Count,
  dropped: Count,
  retries: Count,
  rejected_by_reason: z.record(z.string(), Count),
  latency_ms: z.object({ p99: Count.nullish(), max: Count.nullish() }),
  delivery: z.object({
    examples: z.array(Example),
    total: z.object({
      accepted: Count,
      delivered: Count,
      lost: Count,
      duplicated: Count,
      reordered: Count,
      corrupted: Count,
      unansweredButStored: Count,
      piiInClear: z.record(z.string(), Count),
      piiPlanted: Count,
    }),
  }),
});
export type VerifyReport = z.infer<typeof Report>;
export type Finding = "lost" | "duplicated" | "reordered" | "corrupted" | "in clear";

/** Thrown where the program gave no verdict: the subject could not be reached, or did not come back. */
export class NoVerdict extends Error {}

const SAID_CHARS_MAX = 300;

export async function runVerify(
  { input, at, eps, durationSec, waitSec, seed }: VerifyOptions,
  { deno, root }: { readonly deno: string; readonly root: string },
): Promise<VerifyReport> {
  const isFile = !/^https?:/.test(input);
  const child = new Deno.Command(deno, {
    args: [
      ...["run", "--quiet", `--config=${join(root, "deno.json")}`, "-P=scenario", "--no-prompt"],
      ...(isFile ? [`--allow-write=${input}`] : []),
      join(root, "orchestrator/verify_cli.ts"),
      ...["--input", input, "--at", at, "--eps", String(eps), "--duration", String(durationSec)],
      ...["--wait", String(waitSec), "--seed", String(seed), "--json"],
    ],
    cwd: root,
    env: { NO_COLOR: "1", LOGOPS_API_KEY: "", LOGOPS_SECRET: "" },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  });
  const { stdout, stderr, code } = await child.output();
  const text = new TextDecoder().decode(stdout);
  if (!text.startsWith("{")) {
    const said = new TextDecoder().decode(stderr).trim().split("\n").at(-1) ?? "";
    throw new NoVerdict(`logops verify ended with ${code}: ${said.slice(0, SAID_CHARS_MAX)}`);
  }
  return Report.parse(JSON.parse(text));
}

/** The first affected records of a finding: where they stand, and what differs. */
export function affected({ delivery }: VerifyReport, findings: readonly Finding[]): string[] {
  return delivery.examples.filter(({ finding }) => findings.some((each) => each === finding))
    .map(({ finding, seq, file, line, what }) => {
      const place = file === undefined ? "" : ` at ${file}:${line}`;
      const record = seq === undefined ? "" : ` seq ${seq}`;
      return `${finding}${record}${place}${what === undefined ? "" : ` (${what})`}`;
    });
}

export function piiInClear({ delivery }: VerifyReport): number {
  return Object.values(delivery.total.piiInClear).reduce((sum, count) => sum + count, 0);
}
