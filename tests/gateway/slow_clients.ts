/** A good client beside slow ones, against a real gateway: what its latencies make of them. */
import { type GatewayProcess, startGateway } from "./process.ts";
import { join } from "node:path";

export interface SlowClients {
  readonly connections: number;
  /** In which all but a byte of a body is sent; 0 sends it at once. */
  readonly bodySec: number;
  /** Whether the good client is another sender than the slow ones. */
  readonly areOthers: boolean;
  /** Whether they leave the processor to all others. */
  readonly isNice?: boolean;
}

export interface GoodRound {
  readonly latenciesMs: readonly number[];
  /** How often which status came. */
  readonly statuses: Readonly<Record<string, number>>;
}

const PER_SEC = 100;
const GOOD_KEY = "good-key-1";
const SLOW_KEY = "slow-key-1";
const BODY = JSON.stringify(
  Array.from({ length: 50 }, (_, i) => ({ level: "INFO", msg: `order ${i} of jo@example.com` })),
);

export interface SlowScene extends AsyncDisposable {
  readonly gateway: GatewayProcess;
  /** The good client sends at an even rate for so long. */
  good(durationMs: number): Promise<GoodRound>;
  /** Runs `work` while slow clients attack; tells what those were answered. */
  beside<T>(slow: SlowClients, work: () => Promise<T>): Promise<[T, Record<string, number>]>;
}

export async function openSlowScene(env: Record<string, string> = {}): Promise<SlowScene> {
  const dir = await Deno.makeTempDir({ prefix: "logops-" });
  const file = join(dir, "clients.yaml");
  await Deno.writeTextFile(
    file,
    `clients:
  - { id: good, key: ${GOOD_KEY}, emitter: good }
  - { id: slow, key: ${SLOW_KEY}, emitter: "*" }
`,
  );
  const gateway = await startGateway({
    env: { LOGOPS_AUTH_MODE: "api_key", LOGOPS_CLIENTS_FILE: file, ...env },
    read: [dir],
  });
  return {
    gateway,
    good: (durationMs) => send(`${gateway.url}/v1/logs`, durationMs),
    async beside(slow, work) {
      const attack = startAttack(gateway.url, slow);
      try {
        return [await work(), await attack.stop()];
      } finally {
        attack.kill();
      }
    },
    async [Symbol.asyncDispose]() {
      await gateway[Symbol.asyncDispose]();
      await Deno.remove(dir, { recursive: true });
    },
  };
}

function startAttack(url: string, slow: SlowClients) {
  const { connections, bodySec, areOthers, isNice = false } = slow;
  const program = new URL("slow_clients_child.ts", import.meta.url).pathname;
  const key = areOthers ? SLOW_KEY : GOOD_KEY;
  const run = [
    Deno.execPath(),
    "run",
    "-A",
    program,
    url,
    String(connections),
    String(bodySec),
    key,
  ];
  // Theirs is the processor of another machine: here they take what nobody else wants.
  const [first, ...args] = isNice ? ["nice", "-n", "15", ...run] : run;
  const child = new Deno.Command(first!, {
    args,
    stdin: "piped",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const output = new Response(child.stdout).text();
  return {
    async stop(): Promise<Record<string, number>> {
      await child.stdin.close();
      return JSON.parse(await output);
    },
    kill() {
      try {
        child.kill("SIGKILL");
      } catch {
        // it has ended already
      }
    },
  };
}

async function send(url: string, durationMs: number): Promise<GoodRound> {
  const latenciesMs: number[] = [];
  const statuses: Record<string, number> = {};
  const startMs = performance.now();
  const requests: Promise<void>[] = [];
  for (let i = 0; i * 1000 / PER_SEC < durationMs; i++) {
    const dueMs = startMs + i * 1000 / PER_SEC;
    const waitMs = dueMs - performance.now();
    if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
    requests.push((async () => {
      const sentMs = performance.now();
      const response = await fetch(url, {
        method: "POST",
        headers: { "content-type": "application/json", "x-api-key": GOOD_KEY },
        body: BODY,
      });
      await response.body?.cancel();
      latenciesMs.push(performance.now() - sentMs);
      statuses[response.status] = (statuses[response.status] ?? 0) + 1;
    })());
  }
  await Promise.all(requests);
  return { latenciesMs, statuses };
}

export function quantile(values: readonly number[], q: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? NaN;
}
