/** Our own load client, seen from outside: starts `own_client_cli.ts` and reads its result. */
import type { ClientResult, ClientRun, LoadClient } from "./client.ts";
import { linesOf } from "./lines.ts";
import type { LatencyHistogram } from "./latency_histogram.ts";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** What the process is told. */
export interface ClientJob {
  readonly url: string;
  readonly contentType: string;
  /** Paths of the bodies. */
  readonly files: readonly string[];
  readonly connections: number;
  readonly durationSec: number;
  readonly requestsPerSec?: number;
  /** A result for each window of this length is printed as well. */
  readonly windowSec?: number;
}

export interface WindowedRun extends ClientRun {
  readonly windowSec?: number;
}

const CLI = fileURLToPath(new URL("own_client_cli.ts", import.meta.url));

export const ownClient: LoadClient = {
  name: "LogOps' own client",
  run: (options) => runOwnClient(options),
};

export function resultOf(
  counts: { answered: number; errors: number; seconds: number; cpuSec: number },
  latencies: LatencyHistogram,
): ClientResult {
  return {
    requests: counts.answered + counts.errors,
    errors: counts.errors,
    seconds: counts.seconds,
    p50Ms: latencies.atMs(50),
    p99Ms: latencies.atMs(99),
    p999Ms: latencies.atMs(99.9),
    cpuSec: counts.cpuSec,
  };
}

/** `onWindow` is called with the result of each window, as soon as it is over. */
export async function runOwnClient(
  { bodies, ...options }: WindowedRun,
  onWindow: (result: ClientResult) => void = () => {},
): Promise<ClientResult> {
  const dir = await Deno.makeTempDir({ prefix: "logops-client-" });
  try {
    const files = bodies.map((_, index) => join(dir, `${index}.body`));
    for (const [index, path] of files.entries()) await Deno.writeFile(path, bodies[index]!.bytes);
    const job: ClientJob = { ...options, contentType: bodies[0]!.contentType, files };
    const child = new Deno.Command(Deno.execPath(), {
      args: ["run", "--allow-net=127.0.0.1", `--allow-read=${dir}`, CLI],
      stdin: "piped",
      stdout: "piped",
      stderr: "inherit",
    }).spawn();
    const input = child.stdin.getWriter();
    await input.write(new TextEncoder().encode(JSON.stringify(job)));
    await input.close();
    let total: ClientResult | undefined;
    for await (const line of linesOf(child.stdout)) {
      const { isWindow, ...result }: ClientResult & { isWindow?: boolean } = JSON.parse(line);
      if (isWindow === true) onWindow(result);
      else total = result;
    }
    const { success } = await child.status;
    if (!success || total === undefined) throw new Error("The load client failed");
    return total;
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}
