/**
 * `deno task prove:rate [seconds]`: is the rate that a scenario asks for the rate that a gateway
 * gets? Measured where the records arrive: at a gateway with a journal, by its own counters, and at
 * a bare server that only counts. Each rate runs in a process of its own, as a user would run it.
 */
import { Buffer } from "node:buffer";
import { startGateway } from "../gateway/process.ts";

const ROOT = new URL("../..", import.meta.url).pathname;
const SECONDS = Number(Deno.args[0] ?? 10);
const SHARE_OFF_MAX = 0.01;
const RATES = [
  { eps: 100, batchSize: 50 },
  { eps: 10_000, batchSize: 100 },
  { eps: 100_000, batchSize: 500 },
];
const TYPES = ["minimal", "json"];

interface Arrivals {
  readonly records: number;
  readonly sec: number;
}

/** What stands at the other end, and what it saw since it was last asked. */
interface Target {
  readonly name: string;
  readonly url: string;
  arrivals(): Promise<Arrivals>;
}

interface Sent {
  readonly sent: number;
  readonly dropped: number;
  readonly latency_ms: { readonly p50: number; readonly p99: number };
}

async function send(url: string, type: string, eps: number, batchSize: number): Promise<Sent> {
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "--quiet", "-P=scenario", "orchestrator/emit_cli.ts", type, "--json"],
      ...["--eps", `${eps}`, "--duration", `${SECONDS}`, "--batch-size", `${batchSize}`],
      ...["--seed", "1", "--url", `${url}/v1/logs`],
    ],
    cwd: ROOT,
    stderr: "null",
  }).output();
  return JSON.parse(new TextDecoder().decode(stdout));
}

/** Counts records by the number of sequence numbers in a body. */
function bareServer(): Target & AsyncDisposable {
  let records = 0;
  let firstMs = 0;
  let lastMs = 0;
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, async (request) => {
    if (request.method !== "POST") return new Response();
    const body = await request.bytes();
    lastMs = performance.now();
    if (firstMs === 0) firstMs = lastMs;
    records += countOf(body, '"seq":');
    return Response.json({});
  });
  return {
    name: "bare server",
    url: `http://127.0.0.1:${server.addr.port}`,
    arrivals() {
      const seen = { records, sec: (lastMs - firstMs) / 1000 };
      [records, firstMs, lastMs] = [0, 0, 0];
      return Promise.resolve(seen);
    },
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

function countOf(body: Uint8Array<ArrayBuffer>, needle: string): number {
  const bytes = Buffer.from(body.buffer);
  let count = 0;
  for (let i = bytes.indexOf(needle); i >= 0; i = bytes.indexOf(needle, i + 1)) count++;
  return count;
}

/** The gateway's own counter, looked at ten times a second for the moments when it moves. */
async function gateway(): Promise<Target & AsyncDisposable> {
  const process = await startGateway({ env: { LOGOPS_SINK_FSYNC: "batch" } });
  const read = async () => {
    const text = await (await fetch(`${process.url}/metrics`)).text();
    return [...text.matchAll(/^logops_ingested_total\{.*\} (\d+)$/gm)]
      .reduce((sum, [, value]) => sum + Number(value), 0);
  };
  let last = 0;
  let before = 0;
  let firstMs = 0;
  let lastMs = 0;
  const watch = setInterval(async () => {
    const now = await read();
    if (now === last) return;
    lastMs = performance.now();
    if (firstMs === 0) firstMs = lastMs;
    last = now;
  }, 100);
  return {
    name: "gateway",
    url: process.url,
    async arrivals() {
      await new Promise((resolve) => setTimeout(resolve, 300));
      const seen = { records: last - before, sec: (lastMs - firstMs) / 1000 };
      [before, firstMs] = [last, 0];
      return seen;
    },
    async [Symbol.asyncDispose]() {
      clearInterval(watch);
      await process[Symbol.asyncDispose]();
    },
  };
}

const { cpus } = await import("node:os");
console.log(`${cpus().length} × ${cpus()[0]?.model}, Deno ${Deno.version.deno}, ${SECONDS} s each`);
console.log(
  "target       emitter  asked/s  arrived  arrived/s     off  dropped       p50       p99",
);
let isExact = true;
await using bare = bareServer();
await using real = await gateway();
for (const target of [bare, real]) {
  for (const type of TYPES) {
    for (const { eps, batchSize } of RATES) {
      const { sent, dropped, latency_ms: { p50, p99 } } = await send(
        target.url,
        type,
        eps,
        batchSize,
      );
      const { records, sec } = await target.arrivals();
      // The first batch arrives when it is full: what came after it came in the time between.
      const perSecond = (records - Math.min(batchSize, eps / 2)) / sec;
      const off = records / (eps * SECONDS) - 1;
      if (Math.abs(off) > SHARE_OFF_MAX || records !== sent) isExact = false;
      console.log([
        target.name.padEnd(11),
        type.padEnd(7),
        String(eps).padStart(7),
        String(records).padStart(8),
        perSecond.toFixed(0).padStart(9),
        `${(off * 100).toFixed(2)} %`.padStart(8),
        String(dropped).padStart(7),
        `${p50.toFixed(1)} ms`.padStart(9),
        `${p99.toFixed(1)} ms`.padStart(9),
      ].join("  "));
    }
  }
}
console.log(isExact ? "every rate within 1 %" : "a rate is off by more than 1 %");
Deno.exitCode = isExact ? 0 : 1;
