/**
 * A Prometheus and an Alertmanager of one's own: child processes on free ports of loopback, with
 * the files of `infra/` made faster, in a temporary folder that goes with them. Messages of
 * Alertmanager go to a webhook of the caller.
 */
import { fasterAlertmanager, fasterPrometheus, fasterRules } from "./faster.ts";
import { scaleDuration } from "./promql.ts";
import { fileURLToPath } from "node:url";

/** What to run, by name or path: Debian calls the second one `prometheus-alertmanager`. */
export interface WatchPrograms {
  readonly prometheus: string;
  readonly alertmanager: string;
}

export interface WatchServers extends AsyncDisposable {
  /** `http://127.0.0.1:<port>` */
  readonly prometheus: string;
  readonly alertmanager: string;
}

export interface WatchOptions {
  readonly programs: WatchPrograms;
  /** How many times faster than life. */
  readonly factor: number;
  /** Scrape job of `prometheus.yml` → addresses. */
  readonly targets: Readonly<Record<string, readonly string[]>>;
  /** Receives `POST <webhookUrl>/<receiver>` with Alertmanager's JSON. */
  readonly webhookUrl: string;
}

const READY_ASKS_MAX = 200;
const READY_ASK_MS = 100;
const LOOKBACK = "5m"; // Prometheus' own, which has to shrink with the rest

export async function startWatchServers(options: WatchOptions): Promise<WatchServers> {
  const folder = await Deno.makeTempDir({ prefix: "logops-watch-" });
  const [prometheusPort, alertmanagerPort] = [freePort(), freePort()];
  const prometheus = `http://127.0.0.1:${prometheusPort}`;
  const alertmanager = `http://127.0.0.1:${alertmanagerPort}`;
  const processes: Deno.ChildProcess[] = [];
  const stop = async () => {
    for (const process of processes) kill(process);
    await Promise.all(processes.map(({ status }) => status));
    await Deno.remove(folder, { recursive: true });
  };
  try {
    await writeFiles(folder, `127.0.0.1:${alertmanagerPort}`, options);
    processes.push(
      start(options.programs.alertmanager, [
        `--config.file=${folder}/alertmanager.yml`,
        `--storage.path=${folder}/alertmanager`,
        `--web.listen-address=127.0.0.1:${alertmanagerPort}`,
        "--cluster.listen-address=",
      ], folder),
      start(options.programs.prometheus, [
        `--config.file=${folder}/prometheus.yml`,
        `--storage.tsdb.path=${folder}/prometheus`,
        `--web.listen-address=127.0.0.1:${prometheusPort}`,
        `--web.external-url=${prometheus}`,
        `--web.user-assets=${pathOf("../../docs/runbooks")}`,
        `--query.lookback-delta=${scaleDuration(LOOKBACK, options.factor)}`,
      ], folder),
    );
    for (const url of [prometheus, alertmanager]) await ready(url);
  } catch (error) {
    await stop();
    throw error;
  }
  return { prometheus, alertmanager, [Symbol.asyncDispose]: stop };
}

/** A port of loopback that was free a moment ago. */
export function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}

async function writeFiles(
  folder: string,
  alertmanager: string,
  { factor, targets, webhookUrl }: WatchOptions,
): Promise<void> {
  const read = (path: string) => Deno.readTextFile(pathOf(`../${path}`));
  const write = (name: string, text: string) => Deno.writeTextFile(`${folder}/${name}`, text);
  await Deno.mkdir(`${folder}/rules`);
  for await (const { name } of Deno.readDir(pathOf("../prometheus/rules"))) {
    await write(`rules/${name}`, fasterRules(await read(`prometheus/rules/${name}`), factor));
  }
  const addresses = { rules: `${folder}/rules/*.yml`, alertmanager, targets };
  const prometheusYml = await read("prometheus/prometheus.yml");
  await write("prometheus.yml", fasterPrometheus(prometheusYml, factor, addresses));
  const alertmanagerYml = await read("alertmanager/alertmanager.yml");
  await write("alertmanager.yml", fasterAlertmanager(alertmanagerYml, factor, webhookUrl));
}

function start(program: string, args: readonly string[], folder: string): Deno.ChildProcess {
  return new Deno.Command(program, {
    args: [...args, "--log.level=error"],
    cwd: folder,
    stdin: "null",
    stdout: "null",
    stderr: "inherit",
  }).spawn();
}

async function ready(url: string): Promise<void> {
  for (let asked = 0; asked < READY_ASKS_MAX; asked++) {
    const isReady = await fetch(`${url}/-/ready`).then(
      (response) => response.body?.cancel().then(() => response.ok),
      () => false,
    );
    if (isReady) return;
    await new Promise((resolve) => setTimeout(resolve, READY_ASK_MS));
  }
  throw new Error(`${url} is not ready after ${READY_ASKS_MAX * READY_ASK_MS / 1000} s`);
}

function kill(process: Deno.ChildProcess): void {
  try {
    process.kill("SIGKILL"); // what they stored goes with the folder
  } catch {
    // it has ended already
  }
}

function pathOf(relative: string): string {
  return fileURLToPath(new URL(relative, import.meta.url));
}
