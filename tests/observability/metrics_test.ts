/** Rules and dashboards ask for what there is: metrics, labels, datasources, recorded names. */
import assert from "node:assert/strict";
import { Registry } from "prom-client";
import { parse } from "yaml";
import { readSettings } from "../../contract/mod.ts";
import { anomalyMetrics, compare, patternMetrics, reportOf } from "../../analytics/mod.ts";
import { createMetrics } from "../../gateway/mod.ts";
import { createSupervisorMetrics } from "../../gateway/workers/mod.ts";
import { createDeliveryMetrics } from "../../delivery/mod.ts";
import { HousekeepingSettings, startHousekeeping } from "../../housekeeping/mod.ts";
import { readDashboards } from "./dashboards.ts";
import { startOrchestrator } from "./orchestrator.ts";
import { groupingLabels, selectors, syntaxErrors } from "./promql.ts";
import { readAlerts, readRecords } from "./rules.ts";
import { ROOT } from "../repository.ts";

/** Labels that a scrape adds, and a histogram's own. */
const LABELS_OF_ANY = ["job", "instance", "le"];

/** What Prometheus itself makes. */
const PROMETHEUS_OWN: Readonly<Record<string, readonly string[]>> = { up: [] };

interface Expression {
  readonly where: string;
  readonly expr: string;
}

Deno.test("every expression of rules and dashboards is PromQL", async () => {
  const expressions = await allExpressions();
  assert.ok(expressions.length > 80, `${expressions.length}`);
  assert.deepEqual(expressions.flatMap(({ expr }) => syntaxErrors(expr)), []);
});

Deno.test("every metric and label that rules and dashboards name exists in the code", async () => {
  const known = await knownMetrics();
  assert.ok(known.size > 40, `${known.size}`);
  const problems = (await allExpressions()).flatMap(({ where, expr }) =>
    problemsOf(expr, known).map((problem) => `${where}: ${problem}`)
  );
  assert.deepEqual(problems, []);
});

Deno.test("problemsOf() names what the code does not have", () => {
  const known = new Map([["logops_a_total", ["emitter"]]]);
  assert.deepEqual(problemsOf('sum by (emitter) (rate(logops_a_total{job="x"}[1m]))', known), []);
  assert.deepEqual(problemsOf('sum by (level) (logops_b_total + logops_a_total{kid="1"})', known), [
    "no metric logops_b_total",
    "logops_a_total has no label kid",
    "nothing in it has the label level",
  ]);
});

Deno.test("every metric of the gateway is shown or watched", async () => {
  const asked = new Set(
    (await allExpressions()).flatMap(({ expr }) =>
      selectors(expr).map(({ name }) => baseName(name))
    ),
  );
  const names = gatewayRegistries().flatMap((registry) =>
    registry.getMetricsAsArray().map(({ name }) => name)
  );
  assert.deepEqual(names.filter((name) => !asked.has(name)), []);
});

Deno.test("dashboards ask datasources that are provisioned, and have names of their own", async () => {
  const text = await Deno.readTextFile(
    new URL("infra/grafana/provisioning/datasources/logops.yml", ROOT),
  );
  const { datasources } = parse(text) as { datasources: readonly { uid: string }[] };
  const provisioned = new Set(datasources.map(({ uid }) => uid));
  const dashboards = await readDashboards();
  for (const { name, datasources } of dashboards) {
    assert.deepEqual([...datasources].filter((uid) => !provisioned.has(uid)), [], name);
  }
  assert.equal(new Set(dashboards.map(({ uid }) => uid)).size, dashboards.length);
});

/** What is wrong with an expression: unknown metrics, and labels that they do not have. */
function problemsOf(expr: string, known: ReadonlyMap<string, readonly string[]>): string[] {
  const asked = selectors(expr);
  const unknown = asked.filter(({ name }) => labelsOf(name, known) === undefined)
    .map(({ name }) => `no metric ${name}`);
  const mislabelled = asked.flatMap(({ name, labels }) =>
    labels.filter((label) => labelsOf(name, known)?.includes(label) === false)
      .map((label) => `${name} has no label ${label}`)
  );
  const there = asked.flatMap(({ name }) => labelsOf(name, known) ?? []);
  const lost = groupingLabels(expr).filter((label) => !there.includes(label))
    .map((label) => `nothing in it has the label ${label}`);
  return [...unknown, ...mislabelled, ...lost];
}

function labelsOf(
  name: string,
  known: ReadonlyMap<string, readonly string[]>,
): readonly string[] | undefined {
  const labels = known.get(name) ?? known.get(baseName(name));
  return labels === undefined ? undefined : [...labels, ...LABELS_OF_ANY];
}

function baseName(name: string): string {
  return name.replace(/_(bucket|count|sum)$/, "");
}

/** Name → labels, of everything that can be scraped or is recorded. */
async function knownMetrics(): Promise<Map<string, readonly string[]>> {
  const known = new Map<string, readonly string[]>([
    ...gatewayRegistries().flatMap(labelled),
    ...labelled(await housekeepingRegistry()),
    ...labelled(deliveryRegistry()),
    ...await orchestratorMetrics(),
    ...analyticsMetrics(),
    ...Object.entries(PROMETHEUS_OWN),
  ]);
  for (const { record, expr } of await readRecords()) known.set(record, groupingLabels(expr));
  return known;
}

/** Of one gateway, and of the supervisor of several. */
function gatewayRegistries(): Registry[] {
  const { registry } = createMetrics({ version: "0", labelValuesMax: 1 });
  return [registry, createSupervisorMetrics(1, () => 1).registry];
}

function labelled(registry: Registry): [string, readonly string[]][] {
  return registry.getMetricsAsArray().map((metric) => {
    const { labelNames } = metric as unknown as { labelNames?: readonly string[] };
    assert.ok(Array.isArray(labelNames), metric.name);
    return [metric.name, labelNames];
  });
}

function deliveryRegistry(): Registry {
  const registry = new Registry();
  createDeliveryMetrics(registry);
  return registry;
}

/** Housekeeping registers its metrics when it starts; the sweep here does nothing. */
async function housekeepingRegistry(): Promise<Registry> {
  const read = readSettings(HousekeepingSettings, {});
  assert.ok(read.ok);
  const registry = new Registry();
  const silent = () => {};
  const housekeeping = startHousekeeping({
    settings: read.settings,
    registry,
    log: { info: silent, warn: silent, error: silent },
    nowMs: () => 0,
    monotonicMs: () => 0,
    runSweep: () => Promise.resolve({ outcome: "interrupted", failures: [] }),
  });
  await housekeeping.stop();
  return registry;
}

/** From the running service, which tells names and types, and labels where it has samples. */
async function orchestratorMetrics(): Promise<[string, readonly string[]][]> {
  await using orchestrator = await startOrchestrator({ target: "http://127.0.0.1:9/v1/logs" });
  const text = await (await fetch(`${orchestrator.url}/metrics`)).text();
  const names = [...text.matchAll(/^# TYPE (\S+) /gm)].map(([, name]) => name!);
  const labels = ["scenario", "emitter", "reason", "outcome"];
  return names.filter((name) => name.startsWith("logops_orch_")).map((name) => [name, labels]);
}

/** From the files that `patterns --metrics` and `anomalies --metrics` write. */
function analyticsMetrics(): [string, readonly string[]][] {
  const levels = { ERROR: 1 };
  const pattern = {
    id: "a",
    template: "a",
    count: 1,
    levels,
    first: null,
    last: null,
    example: "",
  };
  const comparison = compare([{ pattern, before: 0, after: 1 }]);
  const text = patternMetrics(reportOf([pattern]), comparison, 0) + anomalyMetrics({
    findings: [{
      kind: "silence",
      emitter: "a",
      start: "2026-05-01T00:00:00.000Z",
      detected: "2026-05-01T00:05:00.000Z",
      unit: "records",
      observed: 0,
      expected: 9,
      why: "",
    }],
    judged: {
      from: "2026-05-01T00:00:00.000Z",
      learnt_until: "2026-05-01T00:00:00.000Z",
      until: "2026-05-01T00:10:00.000Z",
      window_sec: 300,
      windows: 2,
      series: 1,
    },
  }, 0);
  return [...text.matchAll(/^# TYPE (\S+) /gm)].map(([, name]) => {
    const sample = new RegExp(`^${name}\\{([^}]*)\\}`, "m").exec(text)?.[1] ?? "";
    return [name!, [...sample.matchAll(/(\w+)="/g)].map(([, label]) => label!)];
  });
}

async function allExpressions(): Promise<Expression[]> {
  const dashboards = await readDashboards();
  return [
    ...(await readRecords()).map(({ record, expr }) => ({ where: record, expr })),
    ...(await readAlerts()).map(({ alert, expr }) => ({ where: alert, expr })),
    ...dashboards.flatMap(({ name, promql }) =>
      promql.map((expr) => ({ where: name, expr: expr.replaceAll("$__rate_interval", "1m") }))
    ),
  ];
}
