/**
 * Composition root of `deno task anomalies`: arguments, files or a Prometheus, clock, signals. Exit
 * codes: see `ANOMALIES_HELP`.
 */
import { complain, EXIT, PII_KINDS, print, VERSION, withHelp } from "../contract/mod.ts";
import { createPiiCounts, createScan } from "../gateway/mod.ts";
import {
  ANOMALIES_HELP,
  type AnomaliesOrder,
  anomalyMetrics,
  type AnomalyReport,
  DAY_MS,
  describeAnomalies,
  describeFinding,
  findAnomalies,
  type Get,
  JournalWindows,
  readAnomaliesArguments,
  readPrometheus,
  type Watched,
} from "./anomalies/mod.ts";
import { createProgress, findFiles, InputError, inputsOf } from "./input/mod.ts";
import { FormTable, mine, patternsOf } from "./patterns/mod.ts";

/** A server that does not answer in this time is not there. */
const TIMEOUT_MS = 30_000;

async function main(): Promise<number> {
  const order = readAnomaliesArguments(Deno.args);
  if (order === "help") return print(ANOMALIES_HELP);
  if (order === "version") return print(VERSION);
  if ("problem" in order) return complain(withHelp(order.problem, "anomalies"));
  const stopping = new AbortController();
  Deno.addSignalListener("SIGINT", () => stopping.abort());
  try {
    return order.everyMs === undefined
      ? await once(order, stopping.signal)
      : await again({ ...order, everyMs: order.everyMs }, stopping.signal);
  } catch (error) {
    if (stopping.signal.aborted) {
      console.error("Interrupted.");
      return EXIT.interrupted;
    }
    if (error instanceof InputError) return complain(error.message);
    throw error;
  }
}

async function once(order: AnomaliesOrder, signal: AbortSignal): Promise<number> {
  const report = await run(order, signal);
  print(order.isJson ? JSON.stringify(report, undefined, 2) : describeAnomalies(report));
  return order.failsOnAnomaly && report.findings.length > 0 ? EXIT.failed : EXIT.done;
}

/** Tells each finding once, as it is when it is found. */
async function again(
  order: AnomaliesOrder & { readonly everyMs: number },
  signal: AbortSignal,
): Promise<number> {
  const told = new Set<string>();
  for (;;) {
    const { findings } = await run(order, signal);
    for (const finding of findings) {
      const { kind, emitter, level, pattern, start } = finding;
      const name = JSON.stringify([kind, emitter, level, pattern?.id, start]);
      if (told.has(name)) continue;
      told.add(name);
      print(order.isJson ? JSON.stringify(finding) : describeFinding(finding));
    }
    await pause(order.everyMs, signal);
  }
}

async function run(order: AnomaliesOrder, signal: AbortSignal): Promise<AnomalyReport> {
  const untilMs = order.until === "now" ? Date.now() : order.until;
  const watched = order.prometheus === undefined
    ? await readJournal(order, untilMs, signal)
    : await askPrometheus(order, order.prometheus, untilMs ?? Date.now(), signal);
  const report = findAnomalies(watched, order.learningMs);
  if (order.metrics !== undefined) {
    await replaceFile(order.metrics, anomalyMetrics(report, Date.now()));
  }
  return report;
}

async function readJournal(
  order: AnomaliesOrder,
  untilMs: number | undefined,
  signal: AbortSignal,
): Promise<Watched> {
  const files = await findFiles(order.paths);
  const progress = createProgress({
    bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
    isShown: !order.isQuiet && Deno.stderr.isTerminal(),
    nowMs: () => performance.now(),
    write: (text) => Deno.stderr.writeSync(new TextEncoder().encode(text)),
  });
  const table = new FormTable();
  const windows = new JournalWindows({ windowMs: order.windowMs, untilMs, nowMs: Date.now() });
  let lines = 0;
  try {
    for (const { path } of files) {
      const deps = { stdin: Deno.stdin.readable, signal, onBytes: progress.bytes };
      for await (const input of inputsOf(path, deps)) {
        lines += await mine(input, {
          table,
          onRecord: (record) => windows.add(record),
          onLines: progress.lines,
        });
      }
    }
  } finally {
    progress.end();
  }
  warn(order, windows, lines);
  const scan = createScan(PII_KINDS), counts = createPiiCounts();
  const patterns = patternsOf(table, (text) => scan(text, counts))
    .map(({ pattern }) => [pattern.id, pattern] as const);
  const watched = windows.watched(table, new Map(patterns));
  if (watched !== undefined) return watched;
  throw new InputError(
    windows.records === 0
      ? `Cannot judge ${order.paths.join(", ")}: there is no record with a time in it`
      : `Cannot judge ${order.paths.join(", ")}: all its records are of one window`,
  );
}

function warn({ isQuiet }: AnomaliesOrder, { leftOut, records }: JournalWindows, lines: number) {
  if (isQuiet) return;
  const { late, old, timeless } = leftOut;
  const textLines = lines - records - late - old - timeless;
  const told = [
    [timeless + textLines, "have no time that can be read"],
    [late, "lie after the end"],
    [old, "are older than the windows that are held"],
  ] as const;
  for (const [count, what] of told) {
    if (count > 0) console.error(`${count.toLocaleString("en-US")} lines ${what}: left out.`);
  }
}

async function askPrometheus(
  order: AnomaliesOrder,
  url: string,
  untilMs: number,
  signal: AbortSignal,
): Promise<Watched> {
  const { windowMs } = order;
  const end = Math.floor(untilMs / windowMs), windows = order.days * DAY_MS / windowMs;
  const get: Get = async (address) => {
    const timeout = AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]);
    const response = await fetch(address, { signal: timeout });
    return { status: response.status, text: await response.text() };
  };
  const grid = { startMs: (end - windows) * windowMs, windowMs, windows };
  let read: Watched | string;
  try {
    read = await readPrometheus({ url, grid, get });
  } catch (error) {
    if (signal.aborted || !(error instanceof Error)) throw error;
    const reason = error instanceof Deno.errors.NotCapable
      ? "it may not be asked from here; deno task logops anomalies grants the host that is named"
      : "there is no answer";
    throw new InputError(`Cannot ask ${url}: ${reason}`);
  }
  if (typeof read === "string") throw new InputError(read);
  return read;
}

/** A reader of the file sees the old content or the new one, never a part. */
async function replaceFile(path: string, text: string): Promise<void> {
  await Deno.writeTextFile(`${path}.part`, text);
  await Deno.rename(`${path}.part`, path);
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      reject(signal.reason);
    }, { once: true });
  });
}

if (import.meta.main) Deno.exitCode = await main();
