/**
 * The whole line, asked in the words of its stores: a scenario, the gateway, delivery; then the store
 * by LogsQL or LogQL, and a real Prometheus by PromQL. Every answer is the sender's own count.
 */
import assert from "node:assert/strict";
import { LEVELS } from "../../contract/mod.ts";
import { createClock, emitterSource, parseScenario, startTrial } from "../../orchestrator/mod.ts";
import { startDeliveryProcess, until, writeConfig } from "../delivery/delivery_process.ts";
import { startGateway } from "../gateway/process.ts";
import { startStack } from "../observability/stack.ts";
import { runTool } from "../observability/tools.ts";
import { getLoki, startLoki } from "./loki.ts";
import { freePort, type RunningServer } from "./running_server.ts";
import { getVictoriaLogs, startVictoriaLogs } from "./victorialogs.ts";

const SCENARIO = JSON.stringify({
  name: "line",
  duration_sec: 4,
  seed: 5,
  emitters: ["json", "syslog"].map((name) => ({ name, eps: 100, batch_size: 20 })),
});
const WAIT_MS_MAX = 60_000;

type Counts = Readonly<Record<string, number>>;

/** How many records of the run each emitter has at each level: `json ERROR` → 20. */
type Ask = (server: RunningServer, scenarioId: string) => Promise<Counts>;

async function byLogsQL(server: RunningServer, scenarioId: string): Promise<Counts> {
  const response = await fetch(`http://127.0.0.1:${server.port}/select/logsql/query`, {
    method: "POST",
    body: new URLSearchParams({
      query: `scenario_id:="${scenarioId}" | stats by (emitter, level) count() n`,
    }),
  });
  const lines = (await response.text()).split("\n").filter((line) => line !== "");
  return Object.fromEntries(lines.map((line) => {
    const { emitter, level, n } = JSON.parse(line);
    return [`${emitter} ${level}`, Number(n)];
  }));
}

async function byLogQL(server: RunningServer, scenarioId: string): Promise<Counts> {
  const url = new URL(`http://127.0.0.1:${server.port}/loki/api/v1/query`);
  url.searchParams.set(
    "query",
    `sum by (emitter, level) (count_over_time({emitter=~".+"} | scenario_id="${scenarioId}" [1h]))`,
  );
  const { data } = await (await fetch(url)).json() as {
    data: { result: { metric: Record<string, string>; value: [number, string] }[] };
  };
  return Object.fromEntries(
    data.result.map(({ metric, value }) => [`${metric.emitter} ${metric.level}`, Number(value[1])]),
  );
}

async function provesLine(server: RunningServer, url: string, ask: Ask): Promise<void> {
  await using gateway = await startGateway();
  const folder = await Deno.makeTempDir({ prefix: "logops-line-" });
  const port = freePort();
  const fixture = {
    folder: gateway.sinkDir,
    dead: `${folder}/dead`,
    append: () => [],
    remove() {},
  };
  const config = writeConfig(fixture, [{ name: "far", type: "loki", url }]);
  const env = { ...config.env, LOGOPS_DELIVERY_PORT: String(port) };
  const delivery = startDeliveryProcess({ ...config, env });
  try {
    await using stack = await startStack({
      factor: 20,
      targets: {
        "logops-gateway": [new URL(gateway.url).host],
        "logops-deliver": [`127.0.0.1:${port}`],
      },
    });
    const parsed = await parseScenario(SCENARIO, "line.yaml", emitterSource("."));
    assert.ok(parsed.ok);
    const clock = createClock(() => performance.timeOrigin + performance.now());
    const options = { url: `${gateway.url}/v1/logs`, seed: 5, runId: "test" };
    const { report } = await (await startTrial(parsed.scenario, options, { fetch, clock })).report;
    const sent = Object.fromEntries(
      report.run.emitters.flatMap(({ label, acceptedLevels }) =>
        LEVELS.map((level) => [`${label} ${level}`, acceptedLevels[level]] as const)
          .filter(([, count]) => count > 0)
      ),
    );
    const accepted = report.run.total.accepted;
    assert.equal(accepted, 800);
    await until("every record, by the store's own count", async () => {
      const counts = await ask(server, report.scenarioId);
      return Object.values(counts).reduce((a, b) => a + b, 0) >= accepted;
    }, WAIT_MS_MAX);
    assert.deepEqual(await ask(server, report.scenarioId), sent);
    const promQL = async (query: string) => {
      const address = new URL("/api/v1/query", stack.prometheus);
      address.searchParams.set("query", query);
      const { data } = await (await fetch(address)).json() as {
        data: { result: { value: [number, string] }[] };
      };
      return Number(data.result[0]?.value[1]);
    };
    for (
      const [query, wanted] of [
        ["sum(logops_ingested_total)", accepted],
        ['sum(logops_ingested_total{level="ERROR"})', errorsOf(sent)],
        ['logops_deliver_records_total{job="logops-deliver",sink="far"}', accepted],
        ['logops_deliver_lag_bytes{sink="far"}', 0],
        ["sum(logops_deliver_dead_total)", 0],
        ['min(up{job=~"logops-.*"})', 1],
      ] as const
    ) {
      await until(`${query} is ${wanted}`, async () => await promQL(query) === wanted, WAIT_MS_MAX);
    }
  } finally {
    await delivery.stop();
    await Deno.remove(folder, { recursive: true });
  }
}

function errorsOf(counts: Counts): number {
  return Object.entries(counts).reduce(
    (sum, [name, n]) => name.endsWith(" ERROR") ? sum + n : sum,
    0,
  );
}

function testLine(
  name: string,
  open: () => Promise<{ server: RunningServer; url: string; ask: Ask } | { missing: string }>,
): void {
  Deno.test({
    name,
    sanitizeOps: false,
    sanitizeResources: false,
    async fn() {
      const isThere = await runTool("prometheus", ["--version"]).then(() => true, () => false);
      const opened = isThere ? await open() : { missing: "there is no prometheus on the PATH" };
      if ("missing" in opened) return console.log(`${name}: not run: ${opened.missing}`);
      try {
        await provesLine(opened.server, opened.url, opened.ask);
      } finally {
        await opened.server.stop();
      }
    },
  });
}

testLine("a scenario, counted by LogsQL in VictoriaLogs and by PromQL in Prometheus", async () => {
  const got = await getVictoriaLogs();
  if ("missing" in got) return got;
  const server = await startVictoriaLogs(got.path);
  return { server, url: `http://127.0.0.1:${server.port}/insert`, ask: byLogsQL };
});

testLine("a scenario, counted by LogQL in Loki and by PromQL in Prometheus", async () => {
  const got = await getLoki();
  if ("missing" in got) return got;
  const server = await startLoki(got.path);
  return { server, url: `http://127.0.0.1:${server.port}`, ask: byLogQL };
});
