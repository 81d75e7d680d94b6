/**
 * A real Prometheus and a real Alertmanager on loopback, with the files of `infra/` made faster:
 * every duration in rules, routes and scrapes is divided by one factor, and nothing else in them
 * changes but addresses and receivers. Messages come to a webhook here.
 *
 * Scrapes and evaluations have a floor, `SCRAPE_MS_MIN`, so that a busy machine keeps up.
 */
import { parse, stringify } from "yaml";
import { readRuleFiles } from "./observability_rules.ts";
import { durationMs, scaleDuration, scaleExpression } from "./observability_promql.ts";
import { ROOT } from "./repository.ts";

export const SCRAPE_MS_MIN = 250;

export interface Notification {
  readonly receiver: string;
  readonly status: "firing" | "resolved";
  readonly alerts: readonly {
    readonly status: "firing" | "resolved";
    readonly labels: Readonly<Record<string, string>>;
    readonly annotations: Readonly<Record<string, string>>;
  }[];
}

export interface Stack extends AsyncDisposable {
  readonly prometheus: string;
  readonly alertmanager: string;
  /** What Alertmanager has sent so far. */
  readonly notifications: readonly Notification[];
}

export interface StackOptions {
  readonly factor: number;
  /** Scrape job → addresses; jobs that are not named are left out. */
  readonly targets: Readonly<Record<string, readonly string[]>>;
}

export async function startStack({ factor, targets }: StackOptions): Promise<Stack> {
  const folder = await Deno.makeTempDir({ prefix: "logops-stack-" });
  const notifications: Notification[] = [];
  const webhook = receiveWebhooks(notifications);
  const [prometheusPort, alertmanagerPort] = [freePort(), freePort()];
  const config = await scaledAlertmanager(factor, `http://127.0.0.1:${webhook.addr.port}`);
  await Deno.writeTextFile(`${folder}/alertmanager.yml`, config);
  await writeRules(folder, factor);
  await Deno.writeTextFile(
    `${folder}/prometheus.yml`,
    await scaledPrometheus({ factor, targets, folder, alertmanagerPort }),
  );
  const prometheus = `http://127.0.0.1:${prometheusPort}`;
  const alertmanager = `http://127.0.0.1:${alertmanagerPort}`;
  const processes = [
    start("prometheus-alertmanager", [
      `--config.file=${folder}/alertmanager.yml`,
      `--storage.path=${folder}/alertmanager`,
      `--web.listen-address=127.0.0.1:${alertmanagerPort}`,
      "--cluster.listen-address=",
    ], folder),
    start("prometheus", [
      `--config.file=${folder}/prometheus.yml`,
      `--storage.tsdb.path=${folder}/prometheus`,
      `--web.listen-address=127.0.0.1:${prometheusPort}`,
      `--web.external-url=${prometheus}`,
      `--web.user-assets=${new URL("docs/runbooks", ROOT).pathname}`,
      `--query.lookback-delta=${scaleDuration("5m", factor)}`,
    ], folder),
  ];
  const stack: Stack = {
    prometheus,
    alertmanager,
    notifications,
    async [Symbol.asyncDispose]() {
      for (const process of processes) process.kill("SIGKILL");
      await Promise.all(processes.map(({ status }) => status));
      await webhook.shutdown();
      await Deno.remove(folder, { recursive: true });
    },
  };
  try {
    await until("Prometheus and Alertmanager to be ready", 20_000, async () => {
      const answers = await Promise.all(
        [prometheus, alertmanager].map((url) =>
          fetch(`${url}/-/ready`).then(
            (response) => response.body?.cancel().then(() => response.ok),
            () => false,
          )
        ),
      );
      return answers.every((ready) => ready === true) ? true : undefined;
    });
    return stack;
  } catch (error) {
    await stack[Symbol.asyncDispose]();
    throw error;
  }
}

const POLL_MS = 100;

/** Asks until there is an answer; throws what it waited for once the time is over. */
export async function until<T>(
  what: string,
  msMax: number,
  ask: () => Promise<T | undefined> | T | undefined,
): Promise<T> {
  const endMs = performance.now() + msMax;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (performance.now() > endMs) throw new Error(`waited ${msMax / 1000} s for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

function start(name: string, args: readonly string[], folder: string): Deno.ChildProcess {
  return new Deno.Command(name, {
    args: [...args, "--log.level=error"],
    cwd: folder,
    stdin: "null",
    stdout: "null",
    stderr: "inherit",
  }).spawn();
}

function receiveWebhooks(notifications: Notification[]): Deno.HttpServer<Deno.NetAddr> {
  return Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, async (request) => {
    const { status, alerts } = await request.json();
    notifications.push({ receiver: new URL(request.url).pathname.slice(1), status, alerts });
    return new Response("");
  });
}

async function writeRules(folder: string, factor: number): Promise<void> {
  await Deno.mkdir(`${folder}/rules`);
  for (const { name, groups } of await readRuleFiles()) {
    const scaled = groups.map((group) => ({
      ...group,
      rules: group.rules.map((rule) => ({
        ...rule,
        expr: scaleExpression(rule.expr, factor),
        ..."for" in rule && rule.for !== undefined && { for: scaleDuration(rule.for, factor) },
      })),
    }));
    await Deno.writeTextFile(`${folder}/rules/${name}`, stringify({ groups: scaled }));
  }
}

interface PrometheusFile {
  readonly global: Readonly<Record<string, string>>;
  readonly scrape_configs: readonly { readonly job_name: string }[];
}

async function scaledPrometheus(
  { factor, targets, folder, alertmanagerPort }: StackOptions & {
    readonly folder: string;
    readonly alertmanagerPort: number;
  },
): Promise<string> {
  const file = parse(
    await Deno.readTextFile(new URL("infra/prometheus/prometheus.yml", ROOT)),
  ) as PrometheusFile;
  const often = (duration: string) =>
    `${Math.max(SCRAPE_MS_MIN, durationMs(duration) / factor) | 0}ms`;
  const { scrape_interval, evaluation_interval } = file.global;
  const jobs = file.scrape_configs.map(({ job_name }) => job_name);
  const unknown = Object.keys(targets).filter((job) => !jobs.includes(job));
  if (unknown.length > 0) throw new Error(`prometheus.yml has no job ${unknown.join(", ")}`);
  return stringify({
    global: {
      scrape_interval: often(scrape_interval!),
      scrape_timeout: often(scrape_interval!),
      evaluation_interval: often(evaluation_interval!),
    },
    rule_files: [`${folder}/rules/*.yml`],
    alerting: {
      alertmanagers: [{ static_configs: [{ targets: [`127.0.0.1:${alertmanagerPort}`] }] }],
    },
    scrape_configs: Object.entries(targets).map(([job_name, addresses]) => ({
      job_name,
      static_configs: [{ targets: addresses }],
    })),
  });
}

/** Routes, grouping and inhibition as they are; each receiver a webhook under its own name. */
async function scaledAlertmanager(factor: number, webhook: string): Promise<string> {
  const file = parse(
    await Deno.readTextFile(new URL("infra/alertmanager/alertmanager.yml", ROOT)),
  ) as { route: unknown; inhibit_rules: unknown; receivers: readonly { name: string }[] };
  return stringify({
    route: scaleDurations(file.route, factor),
    inhibit_rules: file.inhibit_rules,
    receivers: file.receivers.map(({ name }) => ({
      name,
      webhook_configs: [{ url: `${webhook}/${name}`, send_resolved: true }],
    })),
  });
}

/** `group_wait`, `group_interval` and `repeat_interval`, at any depth. */
function scaleDurations(value: unknown, factor: number): unknown {
  if (Array.isArray(value)) return value.map((each) => scaleDurations(each, factor));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [
      key,
      /_(wait|interval)$/.test(key)
        ? scaleDuration(String(each), factor)
        : scaleDurations(each, factor),
    ]),
  );
}

function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}
