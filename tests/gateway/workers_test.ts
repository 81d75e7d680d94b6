/** Several gateways on one port, as processes: what they share, and what a death leaves behind. */
import { signedHeaders } from "../../contract/mod.ts";
import { checkJournal } from "../journal/check.ts";
import { startWorkers, workersArguments, type WorkersProcess } from "./workers_process.ts";
import assert from "node:assert/strict";
import { join } from "node:path";

const ROOT = new URL("../..", import.meta.url).pathname;
const RECORDS = 5;
const WAIT_MS_MAX = 20_000;

/** Every request on a connection of its own: the kernel picks the worker by connection. */
function freshConnections() {
  const client = Deno.createHttpClient({ poolMaxIdlePerHost: 0 });
  return {
    get: async (url: string) => await (await fetch(url, { client })).text(),
    async post(url: string, headers: Record<string, string>, body: string): Promise<number> {
      const response = await fetch(`${url}/v1/logs`, { method: "POST", client, headers, body });
      await response.body?.cancel();
      return response.status;
    },
    [Symbol.dispose]: () => client.close(),
  };
}
type Connections = ReturnType<typeof freshConnections>;

const JSON_TYPE = { "content-type": "application/json", "x-emitter": "workers" };

function bodyOf(batch: string): string {
  const record = (_: unknown, index: number) => ({ msg: "m", batch, index, count: RECORDS });
  return JSON.stringify(Array.from({ length: RECORDS }, record));
}

function acceptedIn(metrics: string): number {
  return Number(/^logops_accepted_total\{emitter="workers"\} (\d+)$/m.exec(metrics)?.[1] ?? 0);
}

async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  const deadlineMs = performance.now() + WAIT_MS_MAX;
  while (!(await isSo())) {
    assert.ok(performance.now() < deadlineMs, `it did not happen in ${WAIT_MS_MAX} ms`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

Deno.test("workers share a port, and whoever is scraped tells what all have taken", async () => {
  await using workers = await startWorkers({ workers: 2 });
  using http = freshConnections();
  const batches = Array.from({ length: 40 }, (_, n) => `b${n}`);
  for (const batch of batches) {
    assert.equal(await http.post(workers.url, JSON_TYPE, bodyOf(batch)), 200);
  }
  const scrapes = await Promise.all(
    Array.from({ length: 12 }, () => http.get(`${workers.url}/metrics`)),
  );
  for (const metrics of scrapes) {
    assert.equal(acceptedIn(metrics), batches.length);
    assert.match(metrics, /^logops_batch_size_count 40$/m);
    assert.match(metrics, /^logops_journal_records_total 200$/m);
    assert.match(metrics, /^logops_build_info\{version="[^"]+"\} 1$/m);
    assert.match(metrics, /^logops_workers 2$/m);
    assert.match(metrics, /^logops_workers_wanted 2$/m);
  }
  const files = [...Deno.readDirSync(workers.sinkDir)].map(({ name }) => name);
  assert.deepEqual(
    files.filter((name) => name.endsWith(".ndjson")).map((name) => name.slice(8)).sort(),
    [".w1.ndjson", ".w2.ndjson"],
  );
  assert.equal(await workers.stop("SIGTERM"), 0);
  assert.ok(workers.log.filter(({ event }) => event === "stopped").length === 2);
  const report = await checkJournal({ dir: workers.sinkDir, acknowledged: batches });
  assert.deepEqual(report.problems, []);
});

Deno.test("a worker that is killed is replaced; nothing acknowledged is lost, no total goes back", async () => {
  await using workers = await startWorkers({ workers: 2 });
  using http = freshConnections();
  const acknowledged: string[] = [];
  let stopped = false;
  const clients = Array.from({ length: 4 }, async (_, client) => {
    for (let n = 0; !stopped; n++) {
      const batch = `c${client}-${n}`;
      const status = await http.post(workers.url, JSON_TYPE, bodyOf(batch)).catch(() => 0);
      if (status === 200) acknowledged.push(batch);
    }
  });
  let total = 0;
  const wentBack: string[] = [];
  const watching = (async () => {
    while (!stopped) {
      const metrics = await http.get(`${workers.url}/metrics`).catch(() => undefined);
      if (metrics === undefined || !metrics.includes("logops_build_info")) continue;
      const now = acceptedIn(metrics);
      if (now < total) wentBack.push(`${now} after ${total}`);
      total = now;
    }
  })();
  try {
    for (const worker of [2, 1, 2]) {
      const before = acknowledged.length;
      await until(() => acknowledged.length > before + 20);
      const pid = workers.pidOf(worker);
      Deno.kill(pid, "SIGKILL");
      await until(() => workers.pidOf(worker) !== pid);
    }
    const before = total;
    await until(() => total > before);
  } finally {
    stopped = true;
    await Promise.all([...clients, watching]);
  }
  assert.deepEqual(wentBack, []);
  const metrics = await http.get(`${workers.url}/metrics`);
  assert.match(metrics, /^logops_worker_deaths_total 3$/m);
  assert.match(metrics, /^logops_workers 2$/m);
  assert.equal(await workers.stop("SIGTERM"), 0);
  const report = await checkJournal({ dir: workers.sinkDir, acknowledged });
  assert.deepEqual(report.problems, []);
});

Deno.test("SIGTERM lets workers finish; a supervisor that is killed leaves none behind", async () => {
  for (const signal of ["SIGTERM", "SIGKILL"] as const) {
    await using workers = await startWorkers({ workers: 2 });
    using http = freshConnections();
    const { readable, writable } = new TransformStream<Uint8Array, Uint8Array<ArrayBuffer>>();
    const writer = writable.getWriter();
    const request = { method: "POST", headers: JSON_TYPE, body: readable };
    const answer = fetch(`${workers.url}/v1/logs`, request);
    const [head, tail] = [bodyOf("slow").slice(0, 20), bodyOf("slow").slice(20)];
    await writer.write(new TextEncoder().encode(head));
    await until(async () =>
      (await http.get(`${workers.url}/metrics`)).includes("\nlogops_inflight 1\n")
    );
    const exit = workers.stop(signal);
    await until(() => workers.log.filter(({ event }) => event === "draining").length === 2);
    await writer.write(new TextEncoder().encode(tail));
    await writer.close();
    assert.equal((await answer).status, 200);
    await (await answer).body?.cancel();
    assert.equal(await exit, signal === "SIGTERM" ? 0 : 137);
    const report = await checkJournal({ dir: workers.sinkDir, acknowledged: ["slow"] });
    assert.deepEqual(report.problems, []);
  }
});

const CLIENTS = `
clients:
  - { id: shop, key: shop-key-1, secret: shop-secret-0123456789, emitter: workers }
`;
const SIGNER = { key: "shop-key-1", secret: "shop-secret-0123456789" };
const RATE = 40;

async function postSigned(
  http: Connections,
  { url }: WorkersProcess,
  nonce: string,
): Promise<number> {
  const body = bodyOf(nonce);
  const signed = await signedHeaders({
    method: "POST",
    url: `${url}/v1/logs`,
    headers: JSON_TYPE,
    body: new TextEncoder().encode(body),
    nowMs: Date.now(),
    nonce,
  }, SIGNER);
  return await http.post(url, { ...JSON_TYPE, ...signed }, body);
}

Deno.test("workers share nonces and limits, and all read their clients again on SIGHUP", async () => {
  const dir = await Deno.makeTempDir({ prefix: "logops-" });
  const file = join(dir, "clients.yaml");
  await Deno.writeTextFile(file, CLIENTS);
  try {
    await using workers = await startWorkers({
      workers: 2,
      read: [dir],
      env: {
        LOGOPS_AUTH_MODE: "hmac",
        LOGOPS_CLIENTS_FILE: file,
        LOGOPS_RATE_LIMIT_REQUESTS_PER_SEC: String(RATE),
        LOGOPS_RATE_LIMIT_REQUESTS_BURST: String(RATE),
      },
    });
    using http = freshConnections();
    const nonce = "the-same-nonce-again";
    const answers = await Promise.all(
      Array.from({ length: 12 }, () => postSigned(http, workers, nonce)),
    );
    assert.deepEqual(
      answers.toSorted(),
      [200, ...Array.from({ length: 11 }, () => 401)],
      "one nonce, one use",
    );
    const startMs = performance.now();
    const statuses = await Promise.all(
      Array.from(
        { length: 3 * RATE },
        (_, n) => postSigned(http, workers, `nonce-for-the-limit-${n}`),
      ),
    );
    const elapsedSec = (performance.now() - startMs) / 1000;
    const admitted = statuses.filter((status) => status === 200).length;
    const bound = RATE + elapsedSec * RATE + 2 * 0.1 * RATE;
    assert.ok(admitted > 0 && admitted <= bound, `${admitted} of at most ${bound}`);
    assert.ok(statuses.every((status) => status === 200 || status === 429), statuses.join());
    Deno.kill(workers.pid, "SIGHUP");
    const readers = () =>
      workers.log.filter(({ event }) => event === "clients_read").map(({ worker }) => worker);
    await until(() => readers().length === 2);
    assert.deepEqual(readers().sort(), [1, 2]);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});

async function runToEnd(args: string[], env: Record<string, string>) {
  const { code, stderr } = await new Deno.Command(Deno.execPath(), {
    args,
    cwd: ROOT,
    env: { NO_COLOR: "1", LOGOPS_PORT: "0", ...env },
    stdin: "null",
  }).output();
  return { code, stderr: new TextDecoder().decode(stderr) };
}

Deno.test("a gateway by itself refuses to be several, and names the task that can", async () => {
  const { code, stderr } = await runToEnd(
    ["run", "-P=gateway", join(ROOT, "gateway/main.ts")],
    { LOGOPS_WORKERS: "2" },
  );
  assert.equal(code, 2);
  assert.match(stderr, /LOGOPS_WORKERS is 2.*\n.*`deno task gateway:workers`/);
});

Deno.test("workers do not start with bad settings, or on a port that is taken, and say why", async () => {
  const dir = await Deno.makeTempDir({ prefix: "logops-" });
  try {
    const run = (env: Record<string, string>) =>
      runToEnd(workersArguments(dir), { LOGOPS_SINK_DIR: dir, ...env });
    const [number, kept, taken] = await Promise.all([
      run({ LOGOPS_WORKERS: "many" }),
      run({ LOGOPS_WORKERS: "2", LOGOPS_RETENTION_DAYS: "soon" }),
      (async () => {
        await using other = await startWorkers({ workers: 1 });
        return await run({ LOGOPS_WORKERS: "2", LOGOPS_PORT: new URL(other.url).port });
      })(),
    ]);
    assert.deepEqual([number.code, kept.code, taken.code], [2, 2, 1]);
    assert.match(number.stderr, /'LOGOPS_WORKERS' must be a whole number from 1 to 64/);
    assert.match(kept.stderr, /'LOGOPS_RETENTION_DAYS'/);
    assert.match(taken.stderr, /"event":"not_listening".*the port is taken/);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});
