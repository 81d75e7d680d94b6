/**
 * What is measured: the gateway, or the limit server, each in a process of its own, on a free port
 * of loopback and with a sink folder of its own that is removed afterwards.
 */
import config from "../deno.json" with { type: "json" };
import { linesOf } from "./lines.ts";
import { withChildren } from "./process_stat.ts";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const FSYNC_MODES = ["batch", "interval", "never"] as const;
export type Fsync = typeof FSYNC_MODES[number];

/** `workers`: two gateways under a supervisor. */
export type SubjectKind = "gateway" | "workers" | "limit: read" | "limit: append";

export interface SubjectOptions {
  readonly kind: SubjectKind;
  /** Settings of the gateway. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Folder in which sink folders are made: what is measured is its file system. */
  readonly sinkRoot: string;
  /** Further flags of `deno run`, such as `--cpu-prof`. */
  readonly flags?: readonly string[];
  /** Keeps all its threads on the first core, by `taskset` of util-linux. */
  readonly onOneCore?: boolean;
}

export interface Subject extends AsyncDisposable {
  /** Where batches are sent. */
  readonly url: string;
  readonly pid: number;
  /** Of all processes that it is made of. */
  readonly pids: readonly number[];
  readonly sinkDir: string;
  /** Ends it in order. */
  stop(): Promise<void>;
}

/** The gateway is measured as its task starts it. */
const V8_FLAGS = /--v8-flags=\S+/.exec(config.tasks.gateway.command)?.[0] ?? "--v8-flags=";

const START_LINES_MAX = 100;
const STOP_MS_MAX = 10_000;
const pathOf = (name: string) => fileURLToPath(new URL(name, import.meta.url));

/** Variables of ours that a subject needs; no setting of the caller's gets through. */
const INHERITED = ["PATH", "HOME", "DENO_DIR", "XDG_CACHE_HOME"];

export function inheritedEnv(env: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    INHERITED.flatMap((name) => env[name] === undefined ? [] : [[name, env[name]]]),
  );
}

export async function startSubject(
  { kind, settings = {}, sinkRoot, flags = [], onOneCore = false }: SubjectOptions,
  env: Readonly<Record<string, string>>,
): Promise<Subject> {
  const sinkDir = await Deno.makeTempDir({ dir: sinkRoot, prefix: "logops-bench-" });
  const [program, ...args] = [
    ...(onOneCore ? ["taskset", "--cpu-list", "0"] : []),
    ...[Deno.execPath(), "run", ...flags, ...argumentsOf(kind, sinkDir)],
  ];
  const child = new Deno.Command(program!, {
    args,
    cwd: sinkDir, // no .env file there
    clearEnv: true,
    env: {
      ...inheritedEnv(env),
      NO_COLOR: "1",
      LOGOPS_PORT: "0",
      LOGOPS_SINK_DIR: sinkDir,
      ...(kind === "workers" ? workersSettings(sinkDir) : {}),
      ...settings,
    },
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).spawn();
  const lines = linesOf(child.stderr);
  const stop = async () => {
    kill(child, "SIGTERM");
    const timer = setTimeout(() => kill(child, "SIGKILL"), STOP_MS_MAX);
    await child.status;
    clearTimeout(timer);
    await Deno.remove(sinkDir, { recursive: true }).catch(ignoreMissing);
  };
  const url = await listeningUrl(lines, kind).catch(async (error) => {
    await stop();
    throw error;
  });
  void drain(lines);
  return {
    url: `${url}/v1/logs`,
    pid: child.pid,
    pids: kind === "workers" ? await withChildren(child.pid) : [child.pid],
    sinkDir,
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

function argumentsOf(kind: SubjectKind, sinkDir: string): string[] {
  if (kind === "workers") {
    const grants = [`--grant-read=${sinkDir}`, `--grant-write=${sinkDir}`];
    return ["-P=gateway-workers", pathOf("../gateway/workers_cli.ts"), ...grants];
  }
  if (kind !== "gateway") {
    const mode = kind === "limit: read" ? "read" : "append";
    return ["--allow-net=127.0.0.1", "--allow-write", pathOf("limit_server_cli.ts"), mode, sinkDir];
  }
  const folders = [`--allow-read=${sinkDir}`, `--allow-write=${sinkDir}`];
  return [V8_FLAGS, "-P=gateway", ...folders, pathOf("../gateway/main.ts")];
}

function workersSettings(sinkDir: string): Record<string, string> {
  return { LOGOPS_WORKERS: "2", LOGOPS_KV_PATH: join(sinkDir, "kv/logops.sqlite3") };
}

/** Whether the gateway of this checkout has a setting of that name. */
export async function hasSetting(
  name: string,
  env: Readonly<Record<string, string>>,
): Promise<boolean> {
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-P=gateway", pathOf("../gateway/main.ts"), "--check"],
    clearEnv: true,
    env: inheritedEnv(env),
    stderr: "null",
  }).output();
  return new TextDecoder().decode(stdout).split("\n").some((line) => line.startsWith(`${name}=`));
}

/** The journal files of a subject, to be looked at while it writes them. */
export async function journalFiles(sinkDir: string): Promise<string[]> {
  const found: string[] = [];
  for await (const { name } of Deno.readDir(sinkDir)) {
    if (name.endsWith(".ndjson")) found.push(join(sinkDir, name));
  }
  return found;
}

/** Where it listens, once all of it does. */
async function listeningUrl(lines: AsyncGenerator<string>, kind: SubjectKind): Promise<string> {
  const isReady = (event: string | undefined) =>
    event === (kind === "workers" ? "workers_ready" : "listening");
  let url: string | undefined;
  const seen: string[] = [];
  while (seen.length < START_LINES_MAX) {
    const { done, value } = await lines.next();
    if (done) break;
    seen.push(value);
    if (!value.startsWith("{")) continue;
    const line = JSON.parse(value) as { event?: string; url?: string };
    url ??= line.url;
    if (isReady(line.event) && url !== undefined) return url;
  }
  throw new Error(`Cannot start what is to be measured:\n${seen.join("\n")}`);
}

async function drain(lines: AsyncGenerator<string>): Promise<void> {
  for await (const _ of lines);
}

function kill(child: Deno.ChildProcess, signal: Deno.Signal): void {
  try {
    child.kill(signal);
  } catch {
    // it has ended already
  }
}

function ignoreMissing(error: unknown): void {
  if (!(error instanceof Deno.errors.NotFound)) throw error;
}
