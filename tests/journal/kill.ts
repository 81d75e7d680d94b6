/**
 * Kills a process that writes a journal, again and again over the same directory, and then holds
 * the journal against every acknowledgement that got out.
 *
 * A kill -9 leaves the page cache alone: this proves the order of things (stored, then
 * acknowledged), that a batch is stored once, and that recovery hides what was cut short. That the
 * disk has what was synced is the kernel's promise.
 */
import { checkJournal, type JournalReport } from "./check.ts";
import { openTrialJournal } from "./trial.ts";

export interface KillOptions {
  readonly dir: string;
  readonly kills: number;
  readonly writers: number;
  readonly fsync: "batch" | "interval" | "never";
  readonly onKill?: (kill: Kill) => void;
}

/** What one life of the writer came to. */
export interface Kill {
  readonly life: number;
  readonly acknowledged: readonly string[];
  /** Lines that its start found torn by the kill before. */
  readonly tornLines: number;
}

export interface KillReport extends JournalReport {
  readonly kills: number;
  readonly tornLines: number;
}

/** The clock of the writers runs an hour in this time, and a file is an hour long. */
const HOUR_LENGTH_MS = 400;
/** A life is cut within this time after its first acknowledgement; some are cut while starting. */
const LIFE_MS_MAX = 200;
const EARLY_KILL_SHARE = 0.2;
const EARLY_KILL_MS_MAX = 500;

export async function killRepeatedly(options: KillOptions): Promise<KillReport> {
  const acknowledged: string[] = [];
  let tornLines = 0;
  for (let life = 1; life <= options.kills; life++) {
    const kill = await liveAndDie(life, options);
    acknowledged.push(...kill.acknowledged);
    tornLines += kill.tornLines;
    options.onKill?.(kill);
  }
  tornLines += await recover(options.dir);
  const report = await checkJournal({ dir: options.dir, acknowledged });
  return { ...report, kills: options.kills, tornLines };
}

async function liveAndDie(life: number, options: KillOptions): Promise<Kill> {
  const { dir, fsync, writers } = options;
  const script = new URL("writer.ts", import.meta.url).pathname;
  const child = new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "-A",
      "--quiet",
      script,
      dir,
      fsync,
      `${writers}`,
      `life${life}`,
      `${HOUR_LENGTH_MS}`,
    ],
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const timers: ReturnType<typeof setTimeout>[] = [];
  const killWithin = (limitMs: number) =>
    timers.push(setTimeout(() => child.kill("SIGKILL"), Math.random() * limitMs));
  if (life > 1 && Math.random() < EARLY_KILL_SHARE) killWithin(EARLY_KILL_MS_MAX);
  const acknowledged: string[] = [];
  let tornLines = 0;
  for await (const line of linesOf(child.stdout)) {
    const [word, value] = line.split(" ");
    if (word === "ack") acknowledged.push(value!);
    else if (word === "torn") tornLines += Number(value);
    else throw new Error(`the writer said: ${line}`);
    if (timers.length === 0 && word === "ack") killWithin(LIFE_MS_MAX);
  }
  const { signal } = await child.status;
  for (const timer of timers) clearTimeout(timer);
  if (signal !== "SIGKILL") throw new Error(`the writer ended by itself in life ${life}`);
  return { life, acknowledged, tornLines };
}

/** Whole lines only: what a kill cut off was not said. */
export async function* linesOf(stream: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  let rest = "";
  for await (const text of stream.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + text).split("\n");
    rest = lines.pop()!;
    yield* lines;
  }
}

/** Opens the journal as the next start would, and says how many lines were torn. */
async function recover(dir: string): Promise<number> {
  const { journal, events } = await openTrialJournal(dir);
  await journal.close();
  const torn = events.filter((event) => event.startsWith("torn "));
  return torn.reduce((sum, event) => sum + Number(event.split(" ")[1]), 0);
}
