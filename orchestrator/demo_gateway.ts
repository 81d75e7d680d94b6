/**
 * A gateway of the demo's own: a child process on a free port of loopback, with a journal in a
 * temporary folder; of files it may touch that folder alone.
 */
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export interface DemoGateway {
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
  readonly sinkDir: string;
  /** Settles when the process ends by itself. */
  readonly ended: Promise<void>;
  /** Ends the process and removes the folder; safe to call again. */
  stop(): Promise<void>;
}

export interface DemoGatewayDeps {
  /** The caller's environment: what of it sets the gateway up is left out. */
  readonly env: Readonly<Record<string, string>>;
}

const MAIN = fileURLToPath(new URL("../gateway/main.ts", import.meta.url));
const START_LINES_MAX = 100;

export async function startDemoGateway({ env }: DemoGatewayDeps): Promise<DemoGateway> {
  const sinkDir = await Deno.makeTempDir({ prefix: "logops-demo-" });
  const unset = Object.keys(env).filter((name) => name.startsWith("LOGOPS_"));
  const child = new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "-P=gateway", `--allow-read=${sinkDir}`, `--allow-write=${sinkDir}`, MAIN],
    ],
    cwd: sinkDir, // no .env file there
    env: {
      ...Object.fromEntries(unset.map((name) => [name, ""])),
      LOGOPS_PORT: "0",
      LOGOPS_SINK_DIR: sinkDir,
    },
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).spawn();
  let stopping: Promise<void> | undefined;
  const stop = () =>
    stopping ??= (async () => {
      try {
        child.kill("SIGTERM");
      } catch {
        // it has ended already
      }
      await child.status;
      await Deno.remove(sinkDir, { recursive: true });
    })();
  const lines = linesOf(child.stderr);
  try {
    const url = await listeningUrl(lines);
    const drained = drain(lines);
    return { url, sinkDir, ended: drained, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function* linesOf(stream: ReadableStream<Uint8Array<ArrayBuffer>>): AsyncGenerator<string> {
  let rest = "";
  for await (const text of stream.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    yield* lines;
  }
  if (rest !== "") yield rest;
}

/** Reads the gateway's log up to the line that names its address. */
async function listeningUrl(lines: AsyncGenerator<string>): Promise<string> {
  const seen: string[] = [];
  while (seen.length < START_LINES_MAX) {
    const { done, value } = await lines.next();
    if (done) break;
    seen.push(value);
    if (!value.startsWith("{")) continue;
    const event = JSON.parse(value) as { event?: string; url?: string };
    if (event.event === "listening" && event.url !== undefined) return event.url;
  }
  throw new Error(`Cannot start the gateway:\n${seen.join("\n")}`);
}

async function drain(lines: AsyncGenerator<string>): Promise<void> {
  for await (const _ of lines);
}

/** The stored lines of one run. */
export async function storedLinesOf(sinkDir: string, scenarioId: string): Promise<string[]> {
  const found: string[] = [];
  for await (const { name } of Deno.readDir(sinkDir)) {
    if (!name.endsWith(".ndjson")) continue;
    const text = await Deno.readTextFile(join(sinkDir, name));
    found.push(...text.split("\n").filter((line) => line.includes(scenarioId)));
  }
  return found;
}
