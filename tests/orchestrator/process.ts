/**
 * A real orchestrator for tests: its own process with the permissions of its task, on a port of
 * loopback, with a store and a folder of scenarios of its own. Everything it leaves is removed.
 */
import { join } from "node:path";
import config from "../../deno.json" with { type: "json" };
import { ROOT } from "../repository.ts";
import { withOpenFiles } from "../open_files.ts";
import { TextLineStream } from "../text_lines.ts";

export interface OrchestratorProcess extends AsyncDisposable {
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
  readonly pid: number;
  /** Sends a signal and waits for the exit code. */
  stop(signal?: Deno.Signal): Promise<number>;
  /** The same again, on the same port and store. */
  restart(): Promise<OrchestratorProcess>;
}

export interface OrchestratorProcessOptions {
  /** Where runs go by default. */
  readonly gatewayUrl: string;
  /** The gateway's journal. */
  readonly sinkDir: string;
  /** Name and YAML of each scenario in the folder. */
  readonly scenarios?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  /** Files and connections that it may have open. */
  readonly openFilesMax?: number;
}

/** `run -P=… … orchestrator/main.ts`: as the task starts it. */
const TASK = config.tasks.orchestrator.command.split(" ").slice(1);

export async function startOrchestrator(
  options: OrchestratorProcessOptions,
): Promise<OrchestratorProcess> {
  const folder = await Deno.makeTempDir({ prefix: "logops-orchestrator-" });
  const scenarioDir = join(folder, "scenarios");
  await Deno.mkdir(scenarioDir);
  for (const [name, yaml] of Object.entries(options.scenarios ?? {})) {
    await Deno.writeTextFile(join(scenarioDir, `${name}.yaml`), yaml);
  }
  const remove = () => Deno.remove(folder, { recursive: true });
  try {
    return await launch({ ...options, folder, scenarioDir, port: "0", remove });
  } catch (error) {
    await remove();
    throw error;
  }
}

interface Launch extends OrchestratorProcessOptions {
  readonly folder: string;
  readonly scenarioDir: string;
  readonly port: string;
  readonly remove: () => Promise<void>;
}

async function launch(options: Launch): Promise<OrchestratorProcess> {
  const { gatewayUrl, sinkDir, folder, scenarioDir, port } = options;
  const [program, args] = withOpenFiles(options.openFilesMax, Deno.execPath(), [
    ...TASK.slice(0, -1),
    "--no-prompt",
    // These take the place of the paths that the set names.
    ...[`--allow-read=./orchestrator/web,${folder},${sinkDir}`, `--allow-write=${folder}`],
    ...TASK.slice(-1),
  ]);
  const child = new Deno.Command(program, {
    args,
    cwd: new URL(".", ROOT).pathname,
    env: {
      LOGOPS_ORCH_PORT: port,
      LOGOPS_ORCH_KV_PATH: join(folder, "kv.sqlite3"),
      LOGOPS_ORCH_SCENARIO_DIR: scenarioDir,
      LOGOPS_SINK_DIR: sinkDir,
      LOGOPS_URL: `${gatewayUrl}/v1/logs`,
      NO_COLOR: "1",
      ...options.env,
    },
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).spawn();

  const lines: string[] = [];
  const { promise: listening, resolve, reject } = Promise.withResolvers<string>();
  const reading = readLog(child.stderr, lines, resolve).then(() =>
    reject(new Error(`the orchestrator did not start: ${lines.join("\n")}`))
  );
  const url = await listening;
  const stop = async (signal: Deno.Signal = "SIGTERM") => {
    try {
      child.kill(signal);
    } catch {
      // it has ended already
    }
    const { code } = await child.status;
    await reading.catch(() => {});
    return code;
  };
  let isReplaced = false;
  return {
    url,
    pid: child.pid,
    stop,
    restart() {
      isReplaced = true;
      return launch({ ...options, port: new URL(url).port });
    },
    async [Symbol.asyncDispose]() {
      await stop("SIGKILL");
      if (!isReplaced) await options.remove();
    },
  };
}

async function readLog(
  stderr: ReadableStream<Uint8Array<ArrayBuffer>>,
  lines: string[],
  onListening: (url: string) => void,
): Promise<void> {
  for await (
    const line of stderr.pipeThrough(new TextDecoderStream()).pipeThrough(new TextLineStream())
  ) {
    lines.push(line);
    if (!line.startsWith("{")) continue;
    const event = JSON.parse(line);
    if (event.event === "listening") onListening(event.url);
  }
}
