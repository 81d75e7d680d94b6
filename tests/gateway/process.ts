/**
 * A real gateway for tests: its own process, with the permissions that the demo gives it, on a free
 * port of loopback and with a journal of its own. Everything that it leaves is removed.
 */
import { withOpenFiles } from "../open_files.ts";
import { TextLineStream } from "../text_lines.ts";
import { join } from "node:path";

export interface GatewayProcess extends AsyncDisposable {
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
  readonly pid: number;
  /** Folder of the journal files. */
  readonly sinkDir: string;
  /** Events of its own log so far. */
  readonly log: readonly Readonly<Record<string, unknown>>[];
  /** Sends a signal and waits for the exit code. */
  stop(signal?: Deno.Signal): Promise<number>;
  /** The records of all its journal files, in order of file and line. */
  stored(): Promise<Record<string, unknown>[]>;
}

export interface GatewayProcessOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** An existing folder, which is kept; by default a temporary one, which is removed. */
  readonly sinkDir?: string;
  /** Further folders and files that it may read. */
  readonly read?: readonly string[];
  /** Further folders and files that it may write. */
  readonly write?: readonly string[];
  /** Files and connections that it may have open. */
  readonly openFilesMax?: number;
}

const ROOT = new URL("../..", import.meta.url).pathname;

export async function startGateway(options: GatewayProcessOptions = {}): Promise<GatewayProcess> {
  const temporary = options.sinkDir === undefined
    ? await Deno.makeTempDir({ prefix: "logops-" })
    : undefined;
  const sinkDir = options.sinkDir ?? temporary!;
  const readable = [sinkDir, ...(options.read ?? [])].join(",");
  const writable = [sinkDir, ...(options.write ?? [])].join(",");
  const [program, args] = withOpenFiles(options.openFilesMax, Deno.execPath(), [
    ...["run", "-P=gateway", `--allow-read=${readable}`, `--allow-write=${writable}`],
    join(ROOT, "gateway/main.ts"),
  ]);
  const child = new Deno.Command(program, {
    args,
    cwd: sinkDir, // no .env file of a developer's there
    env: {
      ...unsetSettings(),
      LOGOPS_PORT: "0",
      LOGOPS_SINK_DIR: sinkDir,
      NO_COLOR: "1",
      ...options.env,
    },
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).spawn();

  const log: Record<string, unknown>[] = [];
  const { promise: listening, resolve, reject } = Promise.withResolvers<string>();
  const reading = readLog(child.stderr, log, resolve).then(() =>
    reject(new Error(`the gateway did not start: ${JSON.stringify(log)}`))
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
  return {
    url,
    pid: child.pid,
    sinkDir,
    log,
    stop,
    stored: () => readRecords(sinkDir),
    async [Symbol.asyncDispose]() {
      await stop("SIGKILL");
      if (temporary !== undefined) await Deno.remove(temporary, { recursive: true });
    },
  };
}

/** Empty means unset: what the developer has set does not reach the test. */
function unsetSettings(): Record<string, string> {
  const names = Object.keys(Deno.env.toObject()).filter((name) => name.startsWith("LOGOPS_"));
  return Object.fromEntries(names.map((name) => [name, ""]));
}

async function readLog(
  stderr: ReadableStream<Uint8Array<ArrayBuffer>>,
  log: Record<string, unknown>[],
  onListening: (url: string) => void,
): Promise<void> {
  for await (
    const line of stderr.pipeThrough(new TextDecoderStream()).pipeThrough(new TextLineStream())
  ) {
    if (!line.startsWith("{")) {
      if (!line.includes("experimental")) log.push({ event: "text", text: line });
      continue;
    }
    const event = JSON.parse(line);
    log.push(event);
    if (event.event === "listening") onListening(event.url);
  }
}

/** Reads every journal file of `dir`; a line that is no record makes it throw. */
export async function readRecords(dir: string): Promise<Record<string, unknown>[]> {
  const names: string[] = [];
  for await (const entry of Deno.readDir(dir)) {
    if (entry.name.endsWith(".ndjson")) names.push(entry.name);
  }
  const records: Record<string, unknown>[] = [];
  for (const name of names.sort()) {
    const text = await Deno.readTextFile(join(dir, name));
    for (const line of text.split("\n")) if (line !== "") records.push(JSON.parse(line));
  }
  return records;
}
