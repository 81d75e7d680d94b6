/** Real workers on one port for tests: a supervisor with a journal of its own, removed afterwards. */
import { withOpenFiles } from "../open_files.ts";
import { TextLineStream } from "../text_lines.ts";
import { join } from "node:path";

type Event = Readonly<Record<string, unknown>>;

export interface WorkersProcess extends AsyncDisposable {
  readonly url: string;
  /** Of the supervisor. */
  readonly pid: number;
  readonly sinkDir: string;
  /** What all of them have logged so far. */
  readonly log: readonly Event[];
  /** The process that was last to listen in this worker's place. */
  pidOf(worker: number): number;
  /** Settles when the supervisor and every worker have ended: they hold the log open. */
  readonly allEnded: Promise<void>;
  /** Sends the supervisor a signal and waits until all have ended; gives its exit code. */
  stop(signal?: Deno.Signal): Promise<number>;
}

export interface WorkersOptions {
  readonly workers: number;
  readonly env?: Readonly<Record<string, string>>;
  /** Further folders that they may read. */
  readonly read?: readonly string[];
  /** Files and connections that each of them may have open. */
  readonly openFilesMax?: number;
}

const ROOT = new URL("../..", import.meta.url).pathname;

/** Arguments of `deno` that start a supervisor whose workers may use `dir`. */
export function workersArguments(dir: string, read: readonly string[] = []): string[] {
  const program = join(ROOT, "gateway/workers_cli.ts");
  const grants = [`--grant-read=${[dir, ...read].join(",")}`, `--grant-write=${dir}`];
  return ["run", "-P=gateway-workers", program, ...grants];
}

export async function startWorkers(
  { workers, env, read, openFilesMax }: WorkersOptions,
): Promise<WorkersProcess> {
  const sinkDir = await Deno.makeTempDir({ prefix: "logops-" });
  const args = workersArguments(sinkDir, read);
  const [program, programArgs] = withOpenFiles(openFilesMax, Deno.execPath(), args);
  const child = new Deno.Command(program, {
    args: programArgs,
    cwd: ROOT,
    env: {
      LOGOPS_WORKERS: String(workers),
      LOGOPS_PORT: "0",
      LOGOPS_SINK_DIR: sinkDir,
      LOGOPS_KV_PATH: join(sinkDir, "kv/logops.sqlite3"),
      NO_COLOR: "1",
      ...env,
    },
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).spawn();
  const log: Event[] = [];
  const { promise: ready, resolve, reject } = Promise.withResolvers<number>();
  const allEnded = readLog(child.stderr, log, (event) => {
    if (event.event === "workers_ready") resolve(Number(event.port));
  });
  void allEnded.then(() => reject(new Error(`workers did not start: ${JSON.stringify(log)}`)));
  const kill = (pid: number, signal: Deno.Signal) => {
    try {
      Deno.kill(pid, signal);
    } catch {
      // it has ended already
    }
  };
  const stop = async (signal: Deno.Signal = "SIGTERM") => {
    kill(child.pid, signal);
    await allEnded;
    return (await child.status).code;
  };
  const port = await ready;
  return {
    url: `http://127.0.0.1:${port}`,
    pid: child.pid,
    sinkDir,
    log,
    pidOf: (worker) =>
      Number(log.findLast((line) => line.event === "listening" && line.worker === worker)?.pid),
    allEnded,
    stop,
    async [Symbol.asyncDispose]() {
      await stop("SIGKILL"); // the workers notice, and drain
      await Deno.remove(sinkDir, { recursive: true });
    },
  };
}

async function readLog(
  stderr: ReadableStream<Uint8Array<ArrayBuffer>>,
  log: Event[],
  onEvent: (event: Event) => void,
): Promise<void> {
  for await (
    const line of stderr.pipeThrough(new TextDecoderStream()).pipeThrough(new TextLineStream())
  ) {
    const event = line.startsWith("{") ? JSON.parse(line) : { event: "text", text: line };
    log.push(event);
    onEvent(event);
  }
}
