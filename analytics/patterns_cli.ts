/**
 * Composition root of `deno task patterns`: arguments, files, standard input and output, signals.
 * It runs without any network. Exit codes: see `PATTERNS_HELP`.
 */
import { complain, EXIT, PII_KINDS, print, VERSION, withHelp } from "../contract/mod.ts";
import { createPiiCounts, createScan } from "../gateway/mod.ts";
import { createProgress, findFiles, InputError, inputsOf, type Progress } from "./input/mod.ts";
import {
  AssignFile,
  type Baseline,
  compare,
  type Comparison,
  type CountedPattern,
  countOf,
  describeComparison,
  describePatterns,
  FormTable,
  mine,
  pairWithBaseline,
  patternMetrics,
  PATTERNS_HELP,
  patternsOf,
  type PatternsOrder,
  readBaseline,
  readPatternsArguments,
  reportOf,
  seed,
} from "./patterns/mod.ts";

async function main(): Promise<number> {
  const order = readPatternsArguments(Deno.args);
  if (order === "help") return print(PATTERNS_HELP);
  if (order === "version") return print(VERSION);
  if ("problem" in order) return complain(withHelp(order.problem, "patterns"));
  const stopping = new AbortController();
  Deno.addSignalListener("SIGINT", () => stopping.abort());
  try {
    return await run(order, stopping.signal);
  } catch (error) {
    if (stopping.signal.aborted) {
      console.error("Interrupted: nothing was written.");
      return EXIT.interrupted;
    }
    if (error instanceof InputError) return complain(error.message);
    throw error;
  }
}

async function run(order: PatternsOrder, signal: AbortSignal): Promise<number> {
  const baseline = order.baseline === undefined ? undefined : await loadBaseline(order.baseline);
  const sides = order.before.length === 0 ? [order.paths] : [order.before, order.paths];
  const table = new FormTable({ sides: sides.length });
  if (baseline !== undefined) seed(table, baseline);
  const files = await Promise.all(sides.map(findFiles));
  const progress = createProgress({
    bytes: files.flat().reduce((sum, { bytes }) => sum + bytes, 0),
    isShown: !order.isQuiet && Deno.stderr.isTerminal(),
    nowMs: () => performance.now(),
    write: (text) => Deno.stderr.writeSync(new TextEncoder().encode(text)),
  });
  const assign = order.assign === undefined
    ? undefined
    : await AssignFile.create(order.assign, table);
  try {
    for (const [side, inputs] of files.entries()) {
      for (const { path } of inputs) await read(path, { table, side, assign, progress, signal });
    }
  } catch (error) {
    await assign?.remove();
    throw error;
  } finally {
    progress.end();
  }
  await assign?.finish();
  return await conclude(order, patternsOf(table, createMask()), baseline);
}

interface ReadDeps {
  readonly table: FormTable;
  readonly side: number;
  readonly assign: AssignFile | undefined;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

async function read(
  path: string,
  { table, side, assign, progress, signal }: ReadDeps,
): Promise<void> {
  const deps = { stdin: Deno.stdin.readable, signal, onBytes: progress.bytes };
  const onForm = assign === undefined ? {} : { onForm: (number: number) => assign.add(number) };
  for await (const input of inputsOf(path, deps)) {
    await mine(input, { table, side, ...onForm, onLines: progress.lines });
  }
}

async function conclude(
  order: PatternsOrder,
  counted: readonly CountedPattern[],
  baseline: Baseline | undefined,
): Promise<number> {
  const patterns = counted.map(({ pattern }) => pattern);
  const report = reportOf(patterns);
  const comparison = baseline !== undefined
    ? compare(pairWithBaseline(baseline, patterns))
    : order.before.length > 0
    ? compare(counted.map(({ pattern, tallies }) => ({
      pattern,
      before: countOf(tallies[0]!),
      after: countOf(tallies[1]!),
    })))
    : undefined;
  if (order.metrics !== undefined) {
    await replaceFile(order.metrics, patternMetrics(report, comparison, Date.now()));
  }
  const { columns } = Deno.stdout.isTerminal() ? Deno.consoleSize() : { columns: undefined };
  const options = { rowsMax: order.rowsMax, width: columns };
  if (order.isJson) print(JSON.stringify(comparison ?? report, undefined, 2));
  else {print(
      comparison === undefined
        ? describePatterns(report, options)
        : describeComparison(comparison, options),
    );}
  return order.failsOnNewError && hasNewError(comparison) ? EXIT.failed : EXIT.done;
}

function hasNewError(comparison: Comparison | undefined): boolean {
  return comparison?.new.some(({ levels }) => (levels.ERROR ?? 0) > 0) ?? false;
}

async function loadBaseline(path: string): Promise<Baseline> {
  let text: string;
  try {
    text = await Deno.readTextFile(path);
  } catch (error) {
    const reason = error instanceof Deno.errors.NotFound ? "there is no such file" : String(error);
    throw new InputError(`Cannot read the baseline ${path}: ${reason}`);
  }
  const baseline = readBaseline(text);
  if (typeof baseline === "string") {
    throw new InputError(`Cannot read the baseline ${path}: ${baseline}`);
  }
  return baseline;
}

/** A reader of the file sees the old content or the new one, never a part. */
async function replaceFile(path: string, text: string): Promise<void> {
  await Deno.writeTextFile(`${path}.part`, text);
  await Deno.rename(`${path}.part`, path);
}

/** Masks as a gateway does that looks for all kinds: text of the journal, masked before, stays. */
function createMask(): (text: string) => string {
  const scan = createScan(PII_KINDS);
  const counts = createPiiCounts();
  return (text) => scan(text, counts);
}

if (import.meta.main) Deno.exitCode = await main();
