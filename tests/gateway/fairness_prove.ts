/**
 * `deno task prove:fairness [rounds]`: two gateways on one KV, a client that asks for ten times its
 * limit, and what a second client's latency makes of it. Quiet and noisy rounds take turns, so that
 * the machine's own drift falls on both.
 */
import { startGateway } from "./process.ts";
import { join } from "node:path";

const ROUND_MS = 4000;
const LIMIT_PER_SEC = 20;
const GREEDY_PER_SEC = 10 * LIMIT_PER_SEC;
const MODEST_PER_SEC = 100;
const SHIFT_MAX = 0.1;

const rounds = Number(Deno.args[0] ?? 5);
const dir = await Deno.makeTempDir({ prefix: "logops-" });
const file = join(dir, "clients.yaml");
await Deno.writeTextFile(
  file,
  `clients:
  - { id: greedy, key: greedy-key, emitter: greedy, limits: { requests_per_sec: ${LIMIT_PER_SEC} } }
  - { id: modest, key: modest-key, emitter: modest }
`,
);
const env = {
  LOGOPS_AUTH_MODE: "api_key",
  LOGOPS_CLIENTS_FILE: file,
  LOGOPS_KV_PATH: join(dir, "kv.sqlite3"),
};
try {
  await using first = await startGateway({ env, read: [dir], write: [dir] });
  await using second = await startGateway({ env, read: [dir], write: [dir] });
  const urls = [`${first.url}/v1/logs`, `${second.url}/v1/logs`];
  const quiet: number[] = [];
  const noisy: number[] = [];
  const answers = new Map<number, number>();
  await send(urls, "modest-key", MODEST_PER_SEC); // warm
  for (let round = 0; round < rounds; round++) {
    quiet.push(...(await send(urls, "modest-key", MODEST_PER_SEC)).latenciesMs);
    const [modest, greedy] = await Promise.all([
      send(urls, "modest-key", MODEST_PER_SEC),
      send(urls, "greedy-key", GREEDY_PER_SEC),
    ]);
    noisy.push(...modest.latenciesMs);
    for (const status of greedy.statuses) answers.set(status, (answers.get(status) ?? 0) + 1);
  }
  const [alone, beside] = [quantile(quiet, 0.99), quantile(noisy, 0.99)];
  const shift = beside / alone - 1;
  console.log(`greedy client: ${[...answers].map(([status, n]) => `${n} × ${status}`).join(", ")}`);
  console.log(
    `modest client: p50 ${quantile(quiet, 0.5).toFixed(2)} → ${
      quantile(noisy, 0.5).toFixed(2)
    } ms, ` +
      `p99 ${alone.toFixed(2)} → ${beside.toFixed(2)} ms (${(shift * 100).toFixed(1)} %), ` +
      `${quiet.length} and ${noisy.length} requests`,
  );
  console.log(shift < SHIFT_MAX ? "held" : `broken: the p99 may move by ${SHIFT_MAX * 100} %`);
  Deno.exitCode = shift < SHIFT_MAX ? 0 : 1;
} finally {
  await Deno.remove(dir, { recursive: true });
}

/** Sends at an even rate for one round, to both gateways in turn. */
async function send(urls: readonly string[], key: string, perSec: number) {
  const latenciesMs: number[] = [];
  const statuses: number[] = [];
  const startMs = performance.now();
  const requests: Promise<void>[] = [];
  for (let i = 0; i * 1000 / perSec < ROUND_MS; i++) {
    const waitMs = startMs + i * 1000 / perSec - performance.now();
    if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
    requests.push((async () => {
      const sentMs = performance.now();
      const response = await fetch(urls[i % urls.length]!, {
        method: "POST",
        headers: { "content-type": "application/json", "x-api-key": key },
        body: '[{"msg":"x"}]',
      });
      await response.body?.cancel();
      latenciesMs.push(performance.now() - sentMs);
      statuses.push(response.status);
    })());
  }
  await Promise.all(requests);
  return { latenciesMs, statuses };
}

function quantile(values: readonly number[], q: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? NaN;
}
