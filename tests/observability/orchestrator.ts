/** The orchestrator's web service for tests: its own process, on a free port, with its own store. */
import { TextLineStream } from "../text_lines.ts";
import { ROOT } from "../repository.ts";

export interface OrchestratorProcess extends AsyncDisposable {
  readonly url: string;
  /** Starts a run of a scenario given as YAML. */
  start(yaml: string): Promise<void>;
}

export async function startOrchestrator(
  { target }: { readonly target: string },
): Promise<OrchestratorProcess> {
  const folder = await Deno.makeTempDir({ prefix: "logops-orchestrator-" });
  const readable = ["orchestrator/web", "scenarios"].map((path) => new URL(path, ROOT).pathname)
    .concat(folder).join(",");
  const child = new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "-P=orchestrator", `--allow-read=${readable}`, `--allow-write=${folder}`],
      new URL("orchestrator/main.ts", ROOT).pathname,
    ],
    cwd: ROOT,
    env: {
      LOGOPS_ORCH_PORT: "0",
      LOGOPS_ORCH_KV_PATH: `${folder}/runs.sqlite3`,
      LOGOPS_URL: target,
      NO_COLOR: "1",
    },
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).spawn();
  const { promise: listening, resolve, reject } = Promise.withResolvers<string>();
  const reading = readLog(child.stderr, resolve).then((log) =>
    reject(new Error(`the orchestrator did not start: ${log}`))
  );
  const stop = async () => {
    child.kill("SIGKILL");
    await child.status;
    await reading;
    await Deno.remove(folder, { recursive: true });
  };
  const url = await listening.catch(async (error) => {
    await Deno.remove(folder, { recursive: true });
    throw error;
  });
  return {
    url,
    async start(yaml) {
      const response = await fetch(`${url}/scenario/start`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ yaml }),
      });
      const text = await response.text();
      if (response.status !== 201) throw new Error(`the run did not start: ${text}`);
    },
    [Symbol.asyncDispose]: stop,
  };
}

const LOG_CHARS_MAX = 10_000;

/** Its log until it ends. */
async function readLog(
  stderr: ReadableStream<Uint8Array<ArrayBuffer>>,
  onListening: (url: string) => void,
): Promise<string> {
  let log = "";
  const lines = stderr.pipeThrough(new TextDecoderStream()).pipeThrough(new TextLineStream());
  for await (const line of lines) {
    if (log.length < LOG_CHARS_MAX) log += `${line}\n`;
    if (!line.startsWith("{")) continue;
    const event = JSON.parse(line);
    if (event.event === "listening") onListening(event.url);
  }
  return log;
}
