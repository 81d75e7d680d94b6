/**
 * `deno task conform <subject>… [--case …]`: runs cases against log pipelines and says what became of
 * their records. Without arguments it lists subjects and cases, which can run here, and why not.
 *
 * Exit codes: 0 all that ran holds, and something ran; 1 a case is broken, or nothing could run; 2 bad
 * input; 130 interrupted.
 */
import {
  complain,
  EXIT,
  faultOfArguments,
  nearestName,
  print,
  stopSignal,
  VERSION,
  withHelp,
} from "../contract/mod.ts";
import { type CaseResult, CASES, type ConformCase } from "./cases/mod.ts";
import { conform, findPrograms, takesSec } from "./conform.ts";
import { describeMachine, isRootHere } from "./machine.ts";
import {
  countsText,
  merged,
  published,
  readReports,
  type SubjectReport,
  toHtml,
  toJUnit,
  toMarkdown,
  writeReport,
} from "./report/mod.ts";
import type { Host } from "./stage/mod.ts";
import { listSubjects, loadSubject, type Subject } from "./subject/mod.ts";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const HELP = `What a log pipeline does when things go wrong: killed, full, cut off, lied to.

Usage: deno task conform [subject|file.yaml]… [--case <name>]…

  without arguments: which subjects and cases there are, what runs here, and why not
  all              every subject that can run here

  --case <name>    only this case; may be repeated
  --times <n>      how often a fault is repeated, 1 to 100 (5)
  --load-sec <n>   seconds of load where the fault takes no time itself, 1 to 600 (5)
  --seed <n>       same seed, same records (1)
  --out <folder>   where results are kept and report.md, report.html are written (data/conformance)
  --publish <file> put the table of all kept results between the two marks of this page
  --junit <file>   write the verdicts as JUnit XML
  --json           print the results as JSON
  --help           print this

Exit codes: 0 all that ran holds; 1 a case is broken, or nothing could run; 2 bad input; 130 interrupted.`;

const OPTIONS = {
  case: { type: "string", multiple: true, default: [] as string[] },
  times: { type: "string", default: "5" },
  "load-sec": { type: "string", default: "5" },
  seed: { type: "string", default: "1" },
  out: { type: "string", default: "data/conformance" },
  publish: { type: "string" },
  junit: { type: "string" },
  json: { type: "boolean", default: false },
  help: { type: "boolean", short: "h", default: false },
  version: { type: "boolean", default: false },
} as const;

const ROOT = fileURLToPath(new URL("..", import.meta.url)).replace(/\/$/, "");
const SUBJECTS = join(ROOT, "conformance/subjects");
const ALL = "all";

async function main(): Promise<number> {
  const read = readArguments();
  if (typeof read === "string") return complain(withHelp(read, "conform"));
  const { values, positionals } = read;
  if (values.help) return print(HELP);
  if (values.version) return print(VERSION);
  const host = thisHost();
  const cases = casesNamed(values.case);
  if (typeof cases === "string") return complain(withHelp(cases, "conform"));
  const effort = {
    times: wholeNumber(values.times, 100),
    loadSec: wholeNumber(values["load-sec"], 600),
  };
  if (Number.isNaN(effort.times)) return complain("'--times' must be a whole number, 1 to 100");
  if (Number.isNaN(effort.loadSec)) {
    return complain("'--load-sec' must be a whole number, 1 to 600");
  }
  const seed = Number(values.seed);
  if (!Number.isSafeInteger(seed)) return complain("'--seed' must be a whole number");
  if (positionals.length === 0 && values.publish === undefined) return await list(host);

  const subjects = await subjectsNamed(positionals);
  if (!subjects.ok) return complain(subjects.problems.join("\n"));
  const stopping = new AbortController();
  void stopSignal(Deno, { monotonicMs: () => performance.now(), repeated: EXIT.interrupted })
    .then(() => stopping.abort());
  const machine = await describeMachine();
  const reports: SubjectReport[] = [];
  const before = await readReports(values.out);
  for (const [index, subject] of subjects.value.entries()) {
    if (stopping.signal.aborted) break;
    const named = positionals[index] ?? subject.name;
    const live = display(values.json);
    live.begin(subject, takesSec(subject, cases, effort, host));
    const report = await conform(subject, {
      cases,
      effort,
      seed,
      places: places(),
      machine,
      commandOf: (name) =>
        `deno task conform ${positionals[0] === ALL ? subject.name : named} --case ${name} ` +
        `--times ${effort.times} --load-sec ${effort.loadSec} --seed ${seed}`,
      onProgress: live.progress,
      onResult: live.result,
      stopped: stopping.signal,
    }, host);
    reports.push(report);
    const kept = merged(before.find((each) => each.subject === subject.name), report);
    await writeReport(values.out, kept);
  }
  await writeWhole(values.out, await readReports(values.out));
  if (values.junit !== undefined) await Deno.writeTextFile(values.junit, toJUnit(reports));
  if (values.publish !== undefined) {
    const fault = await publish(values.publish, await readReports(values.out));
    if (fault !== undefined) return complain(fault);
  }
  if (values.json) print(JSON.stringify(reports, null, 2));
  else if (reports.length > 0) {
    print(`\nReport: ${values.out}/report.html, ${values.out}/report.md`);
  }
  if (stopping.signal.aborted) return EXIT.interrupted;
  const ends = reports.flatMap((report) => report.cases).map(({ status }) => status);
  if (reports.length === 0) return EXIT.done;
  return ends.includes("broken") || !ends.includes("passed") ? EXIT.failed : EXIT.done;
}

function readArguments() {
  try {
    return parseArgs({ args: Deno.args, options: OPTIONS, allowPositionals: true });
  } catch (error) {
    return faultOfArguments(error, OPTIONS);
  }
}

function casesNamed(names: readonly string[]): readonly ConformCase[] | string {
  if (names.length === 0) return CASES;
  const known = CASES.map(({ name }) => name);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown === undefined) return CASES.filter(({ name }) => names.includes(name));
  const near = nearestName(unknown, known);
  return `Unknown case '${unknown}': ${
    near === undefined ? `known are ${known.join(", ")}` : `did you mean '${near}'?`
  }`;
}

type Subjects =
  | { readonly ok: true; readonly value: readonly Subject[] }
  | { readonly ok: false; readonly problems: readonly string[] };

async function subjectsNamed(names: readonly string[]): Promise<Subjects> {
  const isAll = names.length === 1 && names[0] === ALL;
  const found: Subject[] = [];
  const problems: string[] = [];
  for (const name of isAll ? await listSubjects(SUBJECTS) : names) {
    const loaded = await loadSubject(name, SUBJECTS);
    if (!loaded.ok) problems.push(...loaded.problems);
    else if (!isAll || await runsHere(loaded.subject)) found.push(loaded.subject);
  }
  return problems.length > 0 ? { ok: false, problems } : { ok: true, value: found };
}

async function runsHere(subject: Subject): Promise<boolean> {
  return (await findPrograms(subject, places())).missing.length === 0;
}

async function list(host: Host): Promise<number> {
  const lines = ["Subjects"];
  for (const name of await listSubjects(SUBJECTS)) {
    const loaded = await loadSubject(name, SUBJECTS);
    if (!loaded.ok) {
      lines.push(...loaded.problems.map((problem) => `  ✘ ${problem}`));
      continue;
    }
    const { missing } = await findPrograms(loaded.subject, places());
    lines.push(`  ${missing.length === 0 ? "✔" : "–"} ${name.padEnd(28)} ${loaded.subject.title}`);
    for (const { program, install } of missing) {
      lines.push(`      no ${program} on the PATH: ${install.trim()}`);
    }
  }
  lines.push("", "Cases");
  for (const { name, does, judges } of CASES) {
    lines.push(`  ${name.padEnd(18)} ${does}`, `  ${"".padEnd(18)} → ${judges}`);
  }
  if (!host.isRoot) lines.push("", "disk_full needs root, and is left out without it.");
  lines.push("", "Run: deno task conform <subject> [--case <name>]   (--help shows all options)");
  return print(lines.join("\n"));
}

const MARKS = { passed: "✔", broken: "✘", "not run": "–" } as const;
const COLORS = { passed: 32, broken: 31, "not run": 33 } as const;

/** A line for each case once it has ended; on a terminal, one more for what is being done. */
function display(isJson: boolean) {
  const isLive = Deno.stderr.isTerminal() && !isJson;
  const isColored = Deno.stdout.isTerminal() && Deno.env.get("NO_COLOR") === undefined;
  const encoder = new TextEncoder();
  const write = (text: string) => void Deno.stderr.writeSync(encoder.encode(text));
  return {
    begin({ title }: Subject, seconds: number) {
      if (!isJson) print(`\n${title}: about ${Math.ceil(seconds / 60)} min at least`);
    },
    progress(name: string, text: string) {
      if (isLive) write(`\r\x1b[2K  … ${name}: ${text}`);
    },
    result(result: CaseResult) {
      if (isLive) write("\r\x1b[2K");
      if (isJson) return;
      const { status, says, counts, affected, notes, logLine, tookSec } = result;
      const mark = isColored ? `\x1b[${COLORS[status]}m${MARKS[status]}\x1b[0m` : MARKS[status];
      const time = status === "not run" ? "" : ` (${tookSec} s)`;
      print(`  ${mark} ${result.case.padEnd(18)} ${says}${time}`);
      if (status !== "broken") return;
      const more = [
        countsText(counts),
        ...affected,
        ...notes,
        ...(logLine === undefined ? [] : [`its log: ${logLine}`]),
      ];
      for (const line of more.filter((each) => each !== "")) print(`      ${line}`);
    },
  };
}

async function writeWhole(folder: string, reports: readonly SubjectReport[]): Promise<void> {
  if (reports.length === 0) return;
  const names = CASES.map(({ name }) => name);
  await Deno.writeTextFile(join(folder, "report.md"), `${toMarkdown(reports, names)}\n`);
  await Deno.writeTextFile(join(folder, "report.html"), toHtml(reports, CASES));
}

async function publish(
  page: string,
  reports: readonly SubjectReport[],
): Promise<string | undefined> {
  if (reports.length === 0) return "Cannot publish: there are no results yet";
  const text = await Deno.readTextFile(page);
  const whole = published(text, toMarkdown(reports, CASES.map(({ name }) => name)));
  if (whole === undefined) {
    return `Cannot publish to ${page}: it has no lines '<!-- conformance: begin -->' and ` +
      "'<!-- conformance: end -->'";
  }
  await Deno.writeTextFile(page, whole);
  return undefined;
}

function wholeNumber(text: string, max: number): number {
  const value = Number(text);
  return /^\d+$/.test(text) && value >= 1 && value <= max ? value : NaN;
}

function places() {
  const home = Deno.env.get("HOME") ?? "/tmp";
  const cache = Deno.env.get("XDG_CACHE_HOME") || join(home, ".cache");
  const path = (Deno.env.get("PATH") ?? "").split(":").filter((folder) => folder !== "");
  return { path: [...path, "/usr/sbin", "/sbin"], cache: join(cache, "logops-servers") };
}

function thisHost(): Host {
  return {
    nowMs: () => performance.timeOrigin + performance.now(),
    sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    random: Math.random,
    serve: (options, handler) => Deno.serve(options, handler),
    root: ROOT,
    deno: Deno.execPath(),
    isRoot: isRootHere(),
  };
}

if (import.meta.main) Deno.exit(await main());
