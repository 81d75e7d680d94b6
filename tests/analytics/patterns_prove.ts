/**
 * How well, how fast and in how much memory patterns are found: `deno task prove:patterns [folder]`.
 *
 * Each labelled set of loghub that is found is scored with its headers and without, in one
 * configuration; beside it Drain3 in the same run, on messages without headers, which is what it is
 * made for. Then speed, on the sets repeated, and memory, on ten million lines of made-up logs.
 */
import { findDrain3 } from "./drain3.ts";
import { LOGHUB_FOLDER, type LoghubSet, loghubSets } from "./loghub.ts";
import { runPatterns } from "./patterns_program.ts";
import { scoreGroups, type Scores } from "./scores.ts";
import { seeded } from "./seeded.ts";
import { labelledLines } from "./style_lines.ts";
import { STYLES } from "./styles.ts";

const SPEED_LINES = 1_200_000;
const DRAIN_LINES = 60_000;
const MEMORY_LINES = 10_000_000;
const MEMORY_BYTES_MAX = 200 * 1_000_000;
const LINES_PER_CPU_SEC_MIN = 300_000;
const TIMES_DRAIN3_MIN = 3;
const SCORE_MIN = 0.88;

const folder = Deno.args[0] ?? LOGHUB_FOLDER;
const scratch = await Deno.makeTempDir();
let isGood = true;
try {
  await prove();
} finally {
  await Deno.remove(scratch, { recursive: true });
}
if (!isGood) Deno.exitCode = 1;

async function prove(): Promise<void> {
  const sets = await loghubSets(folder);
  console.log(`Labelled sets in ${folder}: ${sets.map(({ name }) => name).join(", ") || "none"}`);
  const drain3 = await findDrain3();
  if (typeof drain3 === "string") console.log(`Drain3 is not run: ${drain3}`);
  const means: string[] = [];
  if (sets.length > 0) {
    means.push(...await proveScores(sets, typeof drain3 === "string" ? undefined : drain3));
  }
  means.push(...await proveStyles());
  means.push(...await proveSpeed(sets, typeof drain3 === "string" ? undefined : drain3));
  means.push(await proveMemory());
  console.log(`${isGood ? "reached" : "NOT REACHED"}: ${means.join("; ")}`);
}

type Drain3 = Exclude<Awaited<ReturnType<typeof findDrain3>>, string>;

async function proveScores(
  sets: readonly LoghubSet[],
  drain3: Drain3 | undefined,
): Promise<string[]> {
  console.log(
    "\nset          whole lines: GA   FGA   FTA  found | messages: GA   FGA   FTA | Drain3: GA   FGA   FTA | labels",
  );
  const all: { whole: Scores; messages: Scores; drain: Scores | undefined }[] = [];
  for (const set of sets) {
    const messagesPath = `${scratch}/messages.log`;
    await Deno.writeTextFile(messagesPath, set.messages.join("\n"));
    const whole = await scoreFile(set.path, set.labels, set.templates);
    const messages = await scoreFile(messagesPath, set.labels, set.templates);
    const drained = await drain3?.(set.messages, true);
    const drain = drained === undefined
      ? undefined
      : scoreGroups(drained.ids, set.labels, { found: drained.templates, labelled: set.templates });
    all.push({ whole, messages, drain });
    console.log(
      `${set.name.padEnd(12)}          ${row(whole)} ${String(whole.found).padStart(6)} |        ${
        row(messages)
      } | ` +
        `     ${drain === undefined ? "not run" : row(drain)} | ${whole.labelled}`,
    );
  }
  const mean = (of: (each: typeof all[number]) => number | undefined) =>
    all.reduce((sum, each) => sum + (of(each) ?? 0), 0) / all.length;
  const ga = mean(({ whole }) => whole.ga), fga = mean(({ whole }) => whole.fga);
  isGood &&= ga >= SCORE_MIN && fga >= SCORE_MIN;
  const ours = `${sets.length} sets: GA ${ga.toFixed(3)} FGA ${fga.toFixed(3)} FTA ${
    mean(({ whole }) => whole.fta).toFixed(3)
  }`;
  const bare = `messages alone: GA ${mean(({ messages }) => messages.ga).toFixed(3)} FGA ${
    mean(({ messages }) => messages.fga).toFixed(3)
  }`;
  if (drain3 === undefined) return [ours, bare];
  const theirs =
    `Drain3: GA ${mean(({ drain }) => drain?.ga).toFixed(3)} FGA ${
      mean(({ drain }) => drain?.fga).toFixed(3)
    } ` +
    `FTA ${mean(({ drain }) => drain?.fta).toFixed(3)}`;
  return [ours, bare, theirs];
}

function row({ ga, fga, fta }: Scores): string {
  return `${ga.toFixed(3)} ${fga.toFixed(3)} ${(fta ?? NaN).toFixed(3)}`;
}

async function proveStyles(): Promise<string[]> {
  let ga = 0, fga = 0;
  console.log("\nmade-up logs  GA    FGA   found/labels");
  for (const style of STYLES) {
    const lines = labelledLines(style, 2000, seeded(2026));
    const path = `${scratch}/style.log`;
    await Deno.writeTextFile(path, lines.map(({ line }) => line).join("\n"));
    const scores = await scoreFile(path, lines.map(({ statement }) => String(statement)));
    console.log(
      `${style.name.padEnd(12)}  ${scores.ga.toFixed(3)} ${
        scores.fga.toFixed(3)
      } ${scores.found}/${scores.labelled}`,
    );
    ga += scores.ga / STYLES.length;
    fga += scores.fga / STYLES.length;
  }
  return [`${STYLES.length} made-up styles: GA ${ga.toFixed(3)} FGA ${fga.toFixed(3)}`];
}

/** Groups as `--assign` tells them, templates as `--json` does: what anybody can score. */
async function scoreFile(
  path: string,
  labels: readonly string[],
  templates?: ReadonlyMap<string, string>,
): Promise<Scores> {
  const assign = `${scratch}/assign.csv`;
  const { code, stdout, stderr } = await runPatterns([path, "--json", "--assign", assign]);
  if (code !== 0) throw new Error(stderr);
  const report = JSON.parse(stdout) as { patterns: { id: string; template: string }[] };
  const found = new Map(report.patterns.map(({ id, template }) => [id, template]));
  const [, ...rows] = (await Deno.readTextFile(assign)).trimEnd().split("\n");
  const groups = rows.map((line) => line.slice(line.indexOf(",") + 1));
  if (groups.length !== labels.length) {
    throw new Error(`${path}: ${groups.length} lines, ${labels.length} labels`);
  }
  return scoreGroups(
    groups,
    labels,
    templates === undefined ? undefined : { found, labelled: templates },
  );
}

async function proveSpeed(
  sets: readonly LoghubSet[],
  drain3: Drain3 | undefined,
): Promise<string[]> {
  const texts = sets.length > 0
    ? await Promise.all(sets.map(({ path }) => Deno.readTextFile(path)))
    : STYLES.map((style) =>
      labelledLines(style, 2000, seeded(1)).map(({ line }) => line).join("\n")
    );
  const paths: string[] = [];
  let lines = 0;
  for (const [index, text] of texts.entries()) {
    const whole = `${text.trimEnd()}\n`, count = whole.split("\n").length - 1;
    const times = Math.ceil(SPEED_LINES / texts.length / count);
    paths.push(`${scratch}/speed-${index}.log`);
    await Deno.writeTextFile(paths.at(-1)!, whole.repeat(times));
    lines += times * count;
  }
  const { cpuSec } = await runPatterns(["--top", "1", ...paths]);
  const rate = lines / cpuSec;
  isGood &&= !(rate < LINES_PER_CPU_SEC_MIN);
  console.log(
    `\n${lines.toLocaleString("en-US")} lines in ${
      cpuSec.toFixed(2)
    } s of processor time, the start of Deno included`,
  );
  const ours = `${Math.round(rate).toLocaleString("en-US")} lines per CPU second`;
  if (drain3 === undefined || sets.length === 0) return [ours];
  const messages = sets.flatMap((set) => set.messages);
  const many = Array.from({ length: Math.ceil(DRAIN_LINES / messages.length) }, () => messages)
    .flat();
  const drained = await drain3(many, false);
  const theirs = many.length / drained.cpuSec;
  isGood &&= rate >= TIMES_DRAIN3_MIN * theirs;
  return [
    `${ours}, ${(rate / theirs).toFixed(1)} times Drain3's ${
      Math.round(theirs).toLocaleString("en-US")
    }`,
  ];
}

async function proveMemory(): Promise<string> {
  const { stdout, code, stderr, memoryBytesMax } = await runPatterns(["--top", "1", "-"], {
    stdin: manyLines(),
  });
  if (code !== 0) throw new Error(stderr);
  const closing = stdout.trimEnd().split("\n").at(-1)!;
  console.log(`standard input: ${closing}`);
  const lines = Number(/^([\d,]+) lines/.exec(closing)?.[1]?.replaceAll(",", ""));
  isGood &&= lines === MEMORY_LINES && !(memoryBytesMax >= MEMORY_BYTES_MAX);
  return `${lines.toLocaleString("en-US")} lines in ${Math.round(memoryBytesMax / 1_000_000)} MB`;
}

/** Lines of all styles in turns, with values of their own for a hundred thousand of them, then again. */
function manyLines(): ReadableStream<Uint8Array> {
  const PIECE_LINES = 10_000, FRESH_PIECES = 10;
  const encoder = new TextEncoder();
  const random = seeded(3);
  const pieces: Uint8Array[] = [];
  let sent = 0;
  return new ReadableStream({
    pull(controller) {
      if (pieces.length < FRESH_PIECES * STYLES.length) {
        const style = STYLES[pieces.length % STYLES.length]!;
        const lines = labelledLines(style, PIECE_LINES, random).map(({ line }) => `${line}\n`);
        pieces.push(encoder.encode(lines.join("")));
      }
      controller.enqueue(pieces[sent / PIECE_LINES % pieces.length]!.slice());
      sent += PIECE_LINES;
      if (sent >= MEMORY_LINES) controller.close();
    },
  });
}
