/**
 * `wrk` as load client: a closed loop, one request under way on each connection, from one thread.
 * A Lua script gives it the bodies, in turn, and prints what it measured as JSON.
 */
import type { ClientResult, ClientRun, LoadClient } from "./client.ts";
import { cpuSecOf } from "./process_stat.ts";
import { join } from "node:path";
import { z } from "zod";

const CPU_SAMPLE_MS = 100;

/** `wrk … -- <content type> <body file>…`; latencies are in µs. */
const SCRIPT = `
local requests, at = {}, 0
function init(args)
  for i = 2, #args do
    local file = io.open(args[i], "rb")
    local headers = { ["Content-Type"] = args[1], ["X-Emitter"] = "bench" }
    requests[i - 1] = wrk.format("POST", nil, headers, file:read("*a"))
    file:close()
  end
end
function request()
  at = at % #requests + 1
  return requests[at]
end
function done(summary, latency)
  local e = summary.errors
  io.write(string.format(
    '{"requests":%d,"errors":%d,"us":%d,"p50":%d,"p99":%d,"p999":%d}\\n',
    summary.requests, e.connect + e.read + e.write + e.status + e.timeout, summary.duration,
    latency:percentile(50), latency:percentile(99), latency:percentile(99.9)))
end
`;

const Output = z.object({
  requests: z.number(),
  errors: z.number(),
  us: z.number(),
  p50: z.number(),
  p99: z.number(),
  p999: z.number(),
});

/** `undefined` where there is no wrk. */
export async function findWrk(): Promise<LoadClient | undefined> {
  const version = await wrkVersion();
  return version === undefined ? undefined : { name: version, run: runWrk };
}

async function wrkVersion(): Promise<string | undefined> {
  try {
    const { stdout, stderr } = await new Deno.Command("wrk", { args: ["-v"] }).output();
    const text = new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
    return /^wrk \S*\d[\w.]*/m.exec(text)?.[0] ?? "wrk";
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

async function runWrk({ url, bodies, connections, durationSec }: ClientRun): Promise<ClientResult> {
  const dir = await Deno.makeTempDir({ prefix: "logops-wrk-" });
  try {
    const script = join(dir, "post.lua");
    await Deno.writeTextFile(script, SCRIPT);
    const files = bodies.map((_, index) => join(dir, `${index}.body`));
    for (const [index, path] of files.entries()) {
      await Deno.writeFile(path, bodies[index]!.bytes);
    }
    const child = new Deno.Command("wrk", {
      args: [
        ...["-t1", `-c${connections}`, `-d${Math.ceil(durationSec)}s`, "--timeout", "10s"],
        ...["--latency", "-s", script, url, "--", bodies[0]!.contentType, ...files],
      ],
      stdout: "piped",
      stderr: "inherit",
    }).spawn();
    const cpu = watchCpu(child.pid);
    const { stdout } = await child.output();
    return { ...parseOutput(new TextDecoder().decode(stdout)), cpuSec: cpu.stop() };
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

/** The last figure before the process ends: it cannot be asked afterwards. */
function watchCpu(pid: number) {
  let cpuSec = 0;
  const timer = setInterval(() => {
    cpuSecOf(pid).then((sec) => cpuSec = sec, () => {});
  }, CPU_SAMPLE_MS);
  return {
    stop() {
      clearInterval(timer);
      return cpuSec;
    },
  };
}

export function parseOutput(stdout: string): Omit<ClientResult, "cpuSec"> {
  const line = stdout.split("\n").findLast((text) => text.startsWith("{"));
  if (line === undefined) throw new Error(`Cannot read what wrk measured: it printed\n${stdout}`);
  const { requests, errors, us, p50, p99, p999 } = Output.parse(JSON.parse(line));
  return {
    requests,
    errors,
    seconds: us / 1e6,
    p50Ms: p50 / 1000,
    p99Ms: p99 / 1000,
    p999Ms: p999 / 1000,
  };
}
