/** The program itself, as a person would run it, with what it cost. */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ROOT } from "../repository.ts";

export interface ProgramResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** Seconds of processor time, the start of Deno included; NaN where /proc does not tell. */
  readonly cpuSec: number;
  /** The most memory that was resident at a time; NaN where /proc does not tell. */
  readonly memoryBytesMax: number;
}

export interface ProgramOptions {
  readonly stdin?: ReadableStream<Uint8Array>;
  readonly cwd?: string;
}

const PROGRAM = join(fileURLToPath(ROOT), "analytics/patterns_cli.ts");
/** As in the task. */
const FLAGS = "--v8-flags=--max-semi-space-size=8";
const POLL_MS = 100;

/** Runs `deno task patterns` with `args`, under its permissions. */
export async function runPatterns(
  args: readonly string[],
  options: ProgramOptions = {},
): Promise<ProgramResult> {
  const before = await childrenCpuSec();
  const child = new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--quiet",
      "-P=patterns",
      FLAGS,
      "--no-prompt",
      "--config",
      join(fileURLToPath(ROOT), "deno.json"),
      PROGRAM,
      ...args,
    ],
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    env: { NO_COLOR: "1" },
    stdin: options.stdin === undefined ? "null" : "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  let memoryBytesMax = NaN;
  const poll = setInterval(async () => {
    memoryBytesMax = await peakMemory(child.pid) ?? memoryBytesMax;
  }, POLL_MS);
  const [output] = await Promise.all([child.output(), options.stdin?.pipeTo(child.stdin)]);
  clearInterval(poll);
  const text = new TextDecoder();
  return {
    code: output.code,
    stdout: text.decode(output.stdout),
    stderr: text.decode(output.stderr),
    cpuSec: await childrenCpuSec() - before,
    memoryBytesMax,
  };
}

/** Processor time of all children that have ended: proc(5), fields 16 and 17 of stat. */
async function childrenCpuSec(): Promise<number> {
  const TICKS_PER_SEC = 100;
  try {
    const stat = await Deno.readTextFile("/proc/self/stat");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return (Number(fields[13]) + Number(fields[14])) / TICKS_PER_SEC;
  } catch {
    return NaN;
  }
}

async function peakMemory(pid: number): Promise<number | undefined> {
  try {
    const status = await Deno.readTextFile(`/proc/${pid}/status`);
    const peak = /VmHWM:\s+(\d+) kB/.exec(status)?.[1];
    return peak === undefined ? undefined : Number(peak) * 1024;
  } catch {
    return undefined;
  }
}
