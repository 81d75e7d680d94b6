/**
 * What is watched: a gateway of one's own, on a free port of loopback with its journal in a
 * temporary folder, and a scenario that runs against it. Both are child processes with the
 * permission sets of their tasks; no import joins them to this room.
 */
import { freePort } from "./servers.ts";
import { fileURLToPath } from "node:url";

export interface WatchedGateway extends AsyncDisposable {
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
  readonly sinkDir: string;
}

export interface ScenarioEnd {
  /** 0 passed, 1 an expectation is broken, 2 bad input. */
  readonly code: number;
  /** Its verdict, or what was wrong with the input. */
  readonly text: string;
}

const READY_ASKS_MAX = 200;
const READY_ASK_MS = 100;

/** `env` is the caller's: what of it would set the gateway up is left out. */
export async function startWatchedGateway(
  env: Readonly<Record<string, string>>,
): Promise<WatchedGateway> {
  const sinkDir = await Deno.makeTempDir({ prefix: "logops-watch-" });
  const port = freePort();
  const url = `http://127.0.0.1:${port}`;
  const child = new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "-P=gateway", `--allow-read=${sinkDir}`, `--allow-write=${sinkDir}`],
      pathOf("gateway/main.ts"),
    ],
    cwd: sinkDir, // no .env file there
    env: { ...unset(env), LOGOPS_PORT: String(port), LOGOPS_SINK_DIR: sinkDir },
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).spawn();
  const stop = async () => {
    try {
      child.kill("SIGTERM");
    } catch {
      // it has ended already
    }
    await child.status;
    await Deno.remove(sinkDir, { recursive: true });
  };
  for (let asked = 0; asked < READY_ASKS_MAX; asked++) {
    const isReady = await fetch(`${url}/readyz`).then(
      (response) => response.body?.cancel().then(() => response.ok),
      () => false,
    );
    if (isReady) return { url, sinkDir, [Symbol.asyncDispose]: stop };
    await new Promise((resolve) => setTimeout(resolve, READY_ASK_MS));
  }
  await stop();
  throw new Error(`The gateway is not ready after ${READY_ASKS_MAX * READY_ASK_MS / 1000} s`);
}

/** What is wrong with a scenario, as `deno task scenario` says it; nothing runs, nothing is sent. */
export async function faultOfScenario(
  scenario: string,
  env: Readonly<Record<string, string>>,
): Promise<string | undefined> {
  const { code, text } = await scenarioCommand([scenario, "--dry-run"], env);
  return code === 0 ? undefined : text;
}

/** `deno task scenario <name|file>` against the gateway, verified. */
export async function runScenario(
  scenario: string,
  { url, sinkDir }: WatchedGateway,
  env: Readonly<Record<string, string>>,
): Promise<ScenarioEnd> {
  return await scenarioCommand([scenario, `--url=${url}`, `--verify=${sinkDir}`], env);
}

async function scenarioCommand(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<ScenarioEnd> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "--quiet", "-P=scenario", pathOf("orchestrator/scenario_cli.ts")],
      ...args,
    ],
    env: { ...unset(env), NO_COLOR: "1" },
    stdin: "null",
  }).output();
  const text = new TextDecoder();
  return { code, text: text.decode(code === 2 ? stderr : stdout) };
}

/** Empty means unset. */
function unset(env: Readonly<Record<string, string>>): Record<string, string> {
  const names = Object.keys(env).filter((name) => name.startsWith("LOGOPS_"));
  return Object.fromEntries(names.map((name) => [name, ""]));
}

function pathOf(fromRoot: string): string {
  return fileURLToPath(new URL(`../../${fromRoot}`, import.meta.url));
}
