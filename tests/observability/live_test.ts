/**
 * The whole watch, with real servers: the orchestrator runs a scenario, the gateway takes it,
 * Prometheus scrapes both, an alert goes pending and firing, Alertmanager sends it, and it resolves.
 * Then the gateway is stopped: one message comes, and everything that only follows is silent.
 */
import assert from "node:assert/strict";
import { type AlertMessage, scaleExpression } from "../../infra/watch/mod.ts";
import { type GatewayProcess, startGateway } from "../gateway/process.ts";
import { readDashboards } from "./dashboards.ts";
import { type OrchestratorProcess, startOrchestrator } from "./orchestrator.ts";
import { readAlerts, readRecords } from "./rules.ts";
import { selectors, withoutFilters } from "./promql.ts";
import { type Stack, startStack, until } from "./stack.ts";
import { toolTest } from "./tools.ts";

/** How much faster than life: a minute of a rule passes in two seconds. */
const FACTOR = 30;

/** A quiet floor and a burst on it, with records that are broken, incomplete or personal. */
const SCENARIO = `
name: watch
description: A floor with flaws in it, and a burst
duration_sec: 5
seed: 5
emitters:
  - { name: json, label: floor, eps: 60, batch_size: 10, args: { partial_ratio: 0.1, pii_ratio: 0.5 } }
  - { name: noise, eps: 40, args: { chaos: 0.3 } }
  - { name: json, label: burst, eps: 3000, batch_size: 100, schedule: { start_after_sec: 2 } }
`;

const SEAL_KEY = "test:" + btoa("0123456789abcdef0123456789abcdef");
const WAIT_MS_MAX = 40_000;

/** Alerts on reasons that do not occur in a healthy run: their series do not exist. */
const WITHOUT_SERIES: Readonly<Record<string, string>> = {
  LogopsDeliveryDown: "nothing is delivered here",
  LogopsCannotStore: "no good batch is refused",
  LogopsSealFailures: "every seal succeeds",
  LogopsOrchestratorErrors: "only what is broken on purpose is refused",
  LogopsWorkersMissing: "one gateway has no supervisor to count it",
  LogopsWorkerDeaths: "one gateway has no supervisor to count it",
};

/** Metrics that a healthy run does not have: a labelled counter appears with its first event. */
const NOT_IN_THIS_RUN: Readonly<Record<string, string>> = {
  logops_journal_errors_total: "no write fails",
  logops_kv_errors_total: "no limit is set, so shared state is not used",
  logops_workers: "one gateway has no supervisor to count it",
  logops_workers_wanted: "one gateway has no supervisor to count it",
  logops_worker_deaths_total: "one gateway has no supervisor to count it",
  "logops:journal_errors:increase5m": "made of logops_journal_errors_total",
  "logops:kv_errors:increase5m": "made of logops_kv_errors_total",
};

toolTest(
  ["prometheus", "prometheus-alertmanager"],
  "a scenario makes an alert fire, reach its receiver and resolve; a gateway that is down silences the rest",
  async () => {
    await using gateway = await startGateway({
      env: {
        LOGOPS_ENCRYPT_PII: "true",
        LOGOPS_SECRET_KEYS: SEAL_KEY,
        LOGOPS_HOUSEKEEP_AUTORUN: "true",
        LOGOPS_HOUSEKEEP_INTERVAL_SEC: "10",
      },
    });
    await using orchestrator = await startOrchestrator({ target: `${gateway.url}/v1/logs` });
    await using stack = await startStack({
      factor: FACTOR,
      targets: {
        "logops-gateway": [hostOf(gateway)],
        "logops-orchestrator": [hostOf(orchestrator)],
      },
    });
    const startSec = Date.now() / 1000;
    await until("a first scrape", WAIT_MS_MAX, () => hasData(stack, "logops_build_info", startSec));
    await orchestrator.start(SCENARIO);

    await alertState(stack, "LogopsBurst", "pending");
    await alertState(stack, "LogopsBurst", "firing");
    const fired = await notification(stack, "LogopsBurst", "firing");
    assert.equal(fired.receiver, "logops-chat");
    assert.deepEqual(fired.alerts[0]!.labels, {
      alertname: "LogopsBurst",
      service: "logops",
      severity: "warning",
    });
    const runbook = await fetch(fired.alerts[0]!.annotations.runbook_url!);
    assert.match(await runbook.text(), /^# A burst/);

    const errors = await notification(stack, "LogopsParseErrors", "firing");
    const [parseErrors] = errors.alerts.filter(({ labels }) => labels.emitter === "noise");
    assert.equal(parseErrors?.labels.severity, "warning");

    const resolved = await notification(stack, "LogopsBurst", "resolved");
    assert.equal(resolved.receiver, "logops-chat");
    await everyExpressionHasData(stack, startSec);

    await gateway.stop();
    await down(stack);
  },
);

/** One message about the cause; what follows from it is known to Alertmanager and not sent. */
async function down(stack: Stack): Promise<void> {
  const message = await notification(stack, "LogopsGatewayDown", "firing");
  assert.equal(message.receiver, "logops-urgent");
  assert.equal(message.alerts[0]!.labels.severity, "critical");
  await until("LogopsMetricsAbsent to be silenced", WAIT_MS_MAX, async () => {
    const alerts = await json(`${stack.alertmanager}/api/v2/alerts`) as {
      labels: Record<string, string>;
      status: { state: string };
    }[];
    const absent = alerts.find(({ labels }) => labels.alertname === "LogopsMetricsAbsent");
    return absent?.status.state === "suppressed" ? true : undefined;
  });
  assert.ok(!named(stack.notifications, "LogopsMetricsAbsent"));
}

/** Rules and dashboards on the data of this run; without what has a reason to be empty. */
async function everyExpressionHasData(stack: Stack, startSec: number): Promise<void> {
  const queries = [
    ...(await readRecords()).map(({ expr }) => expr),
    ...(await readAlerts()).filter(({ alert }) => !(alert in WITHOUT_SERIES))
      .map(({ expr }) => expr),
    ...(await readDashboards()).flatMap(({ promql }) => promql),
  ].filter((expr) => !expr.includes("absent("));
  const asked = [...new Set(queries)].filter((expr) =>
    // Delivery has a proof of its own, with servers to deliver to; patterns are counted by a
    // command beside the services, and its metrics by a test of their own.
    !selectors(expr).some(({ name }) =>
      name in NOT_IN_THIS_RUN ||
      /^logops_(deliver|pattern|patterns|anomaly|anomalies)(_|$)/.test(name)
    )
  );
  assert.ok(asked.length > 70, `${asked.length} expressions`);
  const empty: string[] = [];
  for (const expr of asked) {
    const filled = expr.replaceAll("$__rate_interval", "1m").replaceAll("$scenario", ".+");
    const query = withoutFilters(scaleExpression(filled, FACTOR));
    if (await hasData(stack, query, startSec) === undefined) empty.push(query);
  }
  assert.deepEqual(empty, []);
}

/** `true` if the expression had a value at any moment since the start. */
async function hasData(stack: Stack, query: string, startSec: number): Promise<true | undefined> {
  const url = new URL("/api/v1/query_range", stack.prometheus);
  url.search = new URLSearchParams({
    query,
    start: String(startSec),
    end: String(Date.now() / 1000),
    step: "0.5",
  }).toString();
  const answer = await json(url.href) as { data?: { result: unknown[] }; error?: string };
  assert.equal(answer.error, undefined, `${query}: ${answer.error}`);
  return answer.data!.result.length > 0 ? true : undefined;
}

/** Waits until the alert has been in the state: a short state counts as well as one that lasts. */
async function alertState(stack: Stack, name: string, state: string): Promise<void> {
  const startSec = Date.now() / 1000 - 30;
  await until(
    `${name} to be ${state}`,
    WAIT_MS_MAX,
    () => hasData(stack, `ALERTS{alertname="${name}",alertstate="${state}"}`, startSec),
  );
}

async function notification(
  stack: Stack,
  name: string,
  status: "firing" | "resolved",
): Promise<AlertMessage> {
  return await until(
    `a message that ${name} is ${status}`,
    WAIT_MS_MAX,
    () => named(stack.notifications.filter((each) => each.status === status), name),
  );
}

function named(notifications: readonly AlertMessage[], name: string): AlertMessage | undefined {
  return notifications.find(({ alerts }) => alerts.some(({ labels }) => labels.alertname === name));
}

function hostOf({ url }: GatewayProcess | OrchestratorProcess): string {
  return new URL(url).host;
}

async function json(url: string): Promise<unknown> {
  return await (await fetch(url)).json();
}
