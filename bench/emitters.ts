/** The emitters: how many records they make on one core, and how many they deliver to a gateway. */
import { cpuSecOf } from "./process_stat.ts";
import { inheritedEnv, startSubject } from "./subject.ts";
import { fileURLToPath } from "node:url";

/** Bodies made and encoded, nothing sent. */
export interface GeneratedResult {
  readonly type: string;
  readonly recordsPerSec: number;
  readonly recordsPerCpuSec: number;
  readonly bytesPerRecord: number;
}

/** A scenario of one emitter, run open-loop by the orchestrator's engine against a gateway. */
export interface DeliveredResult {
  readonly type: string;
  readonly askedEps: number;
  /** Accepted records, of those that were asked for. */
  readonly achieved: number;
  readonly sent: number;
  readonly accepted: number;
  readonly dropped: number;
  readonly failed: number;
  /** From when a batch was due to its answer. */
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Shares of one core. */
  readonly busy: number;
  readonly gatewayBusy: number;
}

/** Types that make traffic without files of their own. */
export const GENERATED_TYPES = [
  "json",
  "csv",
  "minimal",
  "noise",
  "syslog",
  "access-log",
  "kafka",
] as const;

export interface EmittersDeps {
  readonly env: Readonly<Record<string, string>>;
  readonly sinkRoot: string;
  readonly durationSec: number;
  readonly monotonicMs: () => number;
}

const pathOf = (name: string) => fileURLToPath(new URL(name, import.meta.url));

export async function measureGenerated(
  type: string,
  { env, durationSec }: EmittersDeps,
): Promise<GeneratedResult> {
  return JSON.parse(await runCli([pathOf("generate_cli.ts"), type, String(durationSec)], env));
}

export async function measureDelivered(
  type: string,
  eps: number,
  { env, sinkRoot, durationSec, monotonicMs }: EmittersDeps,
): Promise<DeliveredResult> {
  await using gateway = await startSubject({ kind: "gateway", sinkRoot }, env);
  const cpuBefore = await cpuSecOf(gateway.pid);
  const startMs = monotonicMs();
  const args = [pathOf("deliver_cli.ts"), gateway.url, type, String(eps), String(durationSec)];
  const result: Omit<DeliveredResult, "gatewayBusy"> = JSON.parse(await runCli(args, env));
  const elapsedSec = (monotonicMs() - startMs) / 1000;
  return { ...result, gatewayBusy: (await cpuSecOf(gateway.pid) - cpuBefore) / elapsedSec };
}

async function runCli(args: string[], env: Readonly<Record<string, string>>): Promise<string> {
  const { success, stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-P=scenario", ...args],
    clearEnv: true,
    env: { ...inheritedEnv(env), NO_COLOR: "1" },
    stderr: "inherit",
  }).output();
  if (!success) throw new Error(`Cannot run ${args.join(" ")}`);
  return new TextDecoder().decode(stdout);
}
