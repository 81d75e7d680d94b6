/**
 * A subject that runs, in a folder and on ports of its own: made new for each case, so that a case can
 * be repeated by itself.
 */
import { join } from "node:path";
import { fill, type Filling, type Subject, type SubjectProcess } from "../subject/mod.ts";
import { freePort, type Host } from "./host.ts";
import { type Receiver, startHttpReceiver } from "./http_receiver.ts";
import { type StartedProcess, startProcess } from "./started_process.ts";
import { startSyslogReceiver } from "./syslog_receiver.ts";
import { copyStore, lokiRows, victoriaLogsRows } from "./store_copy.ts";

export interface StageOptions {
  /** Full paths of programs, by the name that the file says. */
  readonly programs: Readonly<Record<string, string>>;
  /** Variables for the process that faults befall. */
  readonly env?: Readonly<Record<string, string>>;
}

export interface Stage extends AsyncDisposable {
  readonly folder: string;
  readonly subject: Subject;
  /** What comes out stands below this path. */
  readonly at: string;
  /** The folder that the subject writes to, where its file says. */
  readonly disk: string | undefined;
  /** Where conform is the sink. */
  readonly receiver: Receiver | undefined;
  /** A text of the subject's file with its placeholders filled. */
  fill(text: string): string;
  /** Starts every process that does not run; the longest time until one could be fed. */
  start(): Promise<number>;
  /** Ends the process that faults befall; its exit code, `undefined` where it did not end in time. */
  end(signal: "SIGKILL" | "SIGTERM"): Promise<number | undefined>;
  signal(signal: Deno.Signal): void;
  isAlive(): boolean;
  /** Ends and starts the process of that name. */
  stopProcess(name: string): Promise<void>;
  /** The line of its log that tells most. */
  tellingLine(): string | undefined;
}

const END_MS_MAX = 30_000;
const HARVEST = "harvest";

export async function openStage(
  subject: Subject,
  { programs, env = {} }: StageOptions,
  host: Host,
): Promise<Stage> {
  const folder = await Deno.makeTempDir({ prefix: "logops-conform-" });
  const sinkPort = freePort();
  const filling: Filling = {
    folder,
    port: String(freePort()),
    port2: String(freePort()),
    port3: String(freePort()),
    sink: `http://127.0.0.1:${sinkPort}`,
    sink_port: String(sinkPort),
    root: host.root,
    deno: host.deno,
  };
  const filled = (text: string) => fill(text, filling);
  for (const name of subject.folders) await Deno.mkdir(filled(name), { recursive: true });
  for (const [name, text] of Object.entries(subject.files)) {
    await Deno.writeTextFile(join(folder, name), filled(text));
  }
  if (subject.input.type === "file") await Deno.writeTextFile(filled(subject.input.path), "");
  await using stack = new AsyncDisposableStack();
  stack.defer(() => Deno.remove(folder, { recursive: true }));
  const { at, receiver } = await openOutput(subject, { folder, sinkPort, filled }, host, stack);
  const running = new Map<string, StartedProcess>();
  stack.defer(async () => {
    for (const process of running.values()) process.signal("SIGKILL");
    for (const process of running.values()) await process.ended(END_MS_MAX);
  });
  const victim = subject.processes.at(-1)!.name;
  let lastLine: string | undefined;

  const startOne = async (part: SubjectProcess): Promise<number> => {
    const [program = "", ...args] = part.command.map(filled);
    const own = part.name === victim ? env : {};
    const filledEnv = Object.entries(part.env).map(([name, text]) => [name, filled(text)]);
    const started = await startProcess({
      command: [programs[program] ?? program, ...args],
      env: { ...Object.fromEntries(filledEnv), ...own },
      cwd: folder,
      ready: filledReady(part.ready, filled),
      readyMsMax: part.ready_sec_max * 1_000,
    }, host);
    running.set(part.name, started);
    return started.readyMs;
  };
  const endOne = async (name: string, signal: "SIGKILL" | "SIGTERM") => {
    const started = running.get(name);
    if (started === undefined) return undefined;
    started.signal(signal);
    const code = await started.ended(END_MS_MAX);
    if (name === victim) lastLine = started.log.tellingLine();
    if (code === undefined) {
      started.signal("SIGKILL");
      await started.ended(END_MS_MAX);
    }
    running.delete(name);
    return code;
  };
  const stage: Stage = {
    folder,
    subject,
    at,
    disk: subject.disk === undefined ? undefined : filled(subject.disk),
    receiver,
    fill: filled,
    async start() {
      let longestMs = 0;
      for (const process of subject.processes) {
        if (running.get(process.name)?.isAlive() === true) continue;
        longestMs = Math.max(longestMs, await startOne(process));
      }
      return longestMs;
    },
    end: (signal) => endOne(victim, signal),
    signal: (signal) => running.get(victim)?.signal(signal),
    isAlive: () => running.get(victim)?.isAlive() === true,
    async stopProcess(name) {
      await endOne(name, "SIGTERM");
    },
    tellingLine: () => running.get(victim)?.log.tellingLine() ?? lastLine,
    [Symbol.asyncDispose]: () => disposal.disposeAsync(),
  };
  const disposal = stack.move();
  return stage;
}

interface OutputPlaces {
  readonly folder: string;
  readonly sinkPort: number;
  readonly filled: (text: string) => string;
}

async function openOutput(
  { output }: Subject,
  { folder, sinkPort, filled }: OutputPlaces,
  host: Host,
  stack: AsyncDisposableStack,
): Promise<{ readonly at: string; readonly receiver: Receiver | undefined }> {
  if (output.type === "folder") {
    const at = filled(output.path);
    await Deno.mkdir(at, { recursive: true });
    return { at, receiver: undefined };
  }
  const at = join(folder, HARVEST);
  await Deno.mkdir(at);
  const file = join(at, "taken.log");
  if (output.type === "victorialogs" || output.type === "loki") {
    const url = filled(output.url);
    const rows = output.type === "loki" ? lokiRows(url, output.query) : victoriaLogsRows(url);
    stack.use(copyStore(rows, { file, fresh: join(folder, "fresh.log") }, host));
    return { at, receiver: undefined };
  }
  const start = output.type === "http_sink" ? startHttpReceiver : startSyslogReceiver;
  const receiver = stack.use(start(file, sinkPort, host));
  return { at, receiver };
}

function filledReady(
  ready: SubjectProcess["ready"],
  filled: (text: string) => string,
): SubjectProcess["ready"] {
  if ("url" in ready) return { url: filled(ready.url) };
  return "tcp" in ready ? { tcp: filled(ready.tcp) } : ready;
}
