/**
 * What can be said of the blocks of a page without running them: that data parses, scenarios can be
 * read, parts stand in their files, and blocks that no test runs name what exists.
 */
import { parse as parseYaml } from "yaml";
import { emitters } from "../../emitters/mod.ts";
import { describeProblem, emitterSource, parseScenario } from "../../orchestrator/mod.ts";
import { type Block, PROGRAMS_BY_NEED } from "./blocks.ts";
import type { DocumentProblem } from "./documents.ts";

/** What exists in the repository. */
export interface Repository {
  readonly paths: ReadonlySet<string>;
  /** Task → the command that it runs. */
  readonly tasks: ReadonlyMap<string, string>;
  readonly readText: (path: string) => Promise<string>;
}

/** Names that would keep a block from being run. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  ...{ bash: "sh", console: "sh", shell: "sh", zsh: "sh", "shell-session": "sh" },
  ...{ js: "ts", javascript: "ts", typescript: "ts", yml: "yaml", jsonc: "json" },
};

const COMMAND = /^\s*(\$ |(?:sudo|deno|npx|npm|curl|docker|kubectl|git|cd|export|cat|cp) +\S)/m;

export async function blockProblems(
  blocks: readonly Block[],
  repository: Repository,
): Promise<DocumentProblem[]> {
  const problems: DocumentProblem[] = [];
  for (const [index, block] of blocks.entries()) {
    const above = blocks.slice(0, index).findLast(({ language }) => language === "sh");
    const found = [
      ...markProblems(block, above),
      ...await dataProblems(block),
      ...await partProblems(block, repository),
      ...await testedProblems(block, repository),
      ...await unrunProblems(block, repository),
    ];
    problems.push(...found.map((problem) => ({ path: block.path, line: block.line, problem })));
  }
  return problems;
}

function markProblems({ language, text, marks }: Block, above: Block | undefined): string[] {
  const problems: string[] = [];
  const other = OTHER_NAMES[language];
  if (other !== undefined) problems.push(`'${language}' would not be run: write '${other}'`);
  const isShell = language === "sh";
  if (!isShell && (marks.isSlow || marks.exits !== 0)) problems.push("only sh is slow or exits");
  if (!isShell && marks.needs.length > 0) problems.push("only sh needs something");
  const lines = text.split("\n").filter((line) => line.trim() !== "").length;
  if (marks.serves.length > 0 && (!isShell || marks.serves.length !== lines)) {
    problems.push("serves is for sh, with a port for each line");
  }
  const isText = language === "" || language === "text";
  if (marks.output !== undefined) {
    if (!isText && language !== "json") problems.push("output is shown as text or json");
    if (above === undefined) problems.push("no block above could have printed this output");
    if (above?.marks.needs.some((need) => PROGRAMS_BY_NEED[need].length === 0) === true) {
      problems.push("output of a block that is not run cannot be checked");
    }
  } else if (isText && marks.partOf === undefined && COMMAND.test(text)) {
    problems.push("a command in a block that is not run: write 'sh'");
  }
  return problems;
}

async function dataProblems({ path, language, text, marks }: Block): Promise<string[]> {
  if (marks.partOf !== undefined) return [];
  try {
    if (language === "json" && marks.output === undefined) parseJson(text);
    if (language !== "yaml") return [];
    const data: unknown = parseYaml(text);
    if (typeof data !== "object" || data === null || !("emitters" in data)) return [];
    const result = await parseScenario(text, path, {
      ...emitterSource("."),
      load: () => Promise.resolve(emitters[0]!), // a plugin of the reader's own
    });
    return result.ok ? [] : result.problems.map(describeProblem);
  } catch (error) {
    return [`this is no ${language}: ${error instanceof Error ? error.message : error}`];
  }
}

function parseJson(text: string): void {
  try {
    JSON.parse(text);
  } catch (error) {
    const lines = text.split("\n").filter((line) => line.trim() !== "");
    if (lines.length < 2) throw error;
    for (const line of lines) JSON.parse(line);
  }
}

async function partProblems(
  { text, marks: { partOf } }: Block,
  { paths, readText }: Repository,
): Promise<string[]> {
  if (partOf === undefined) return [];
  if (!paths.has(partOf)) return [`${partOf} does not exist`];
  const lines = (await readText(partOf)).split("\n").map((line) => line.trim());
  let at = 0;
  for (const line of text.split("\n").map((line) => line.trim())) {
    if (line === "" || line === "…") continue;
    const found = lines.indexOf(line, at);
    if (found === -1) return [`${partOf} does not have, here or below: ${line}`];
    at = found + 1;
  }
  return [];
}

async function testedProblems(
  { path, marks: { testedBy } }: Block,
  { paths, readText }: Repository,
): Promise<string[]> {
  if (testedBy === undefined) return [];
  if (!paths.has(testedBy)) return [`${testedBy} does not exist`];
  return (await readText(testedBy)).includes(path) ? [] : [`${testedBy} does not name ${path}`];
}

/** Of a block that is never run: its syntax, and the tasks, options and files that it names. */
async function unrunProblems(
  { language, text, marks }: Block,
  { paths, tasks, readText }: Repository,
): Promise<string[]> {
  if (language !== "sh" || (marks.needs.length === 0 && !marks.isSlow)) return [];
  const problems: string[] = [];
  const bash = await new Deno.Command("bash", { args: ["-n", "-c", text] }).output();
  if (!bash.success) problems.push(new TextDecoder().decode(bash.stderr).trim());
  const folders = new Set(
    [...paths].filter((path) => path.includes("/")).map((path) => path.slice(0, path.indexOf("/"))),
  );
  for (const [path] of text.matchAll(/(?<![\w./-])\.?\w[\w.-]*\/[\w./-]*\w/g)) {
    const isOurs = folders.has(path.slice(0, path.indexOf("/")));
    if (isOurs && !paths.has(path)) problems.push(`${path} does not exist`);
  }
  for (const [, name, rest] of text.matchAll(/\bdeno task (?:-\w+ )*([a-z][\w:-]*)([^\n|&;#]*)/g)) {
    const command = tasks.get(name!);
    if (command === undefined) {
      problems.push(`there is no task '${name}'`);
      continue;
    }
    const program = /\S+\.ts\b/.exec(command)?.[0];
    if (program === undefined) continue; // what Deno itself does
    const source = await readText(program);
    for (const [, option] of rest!.matchAll(/ --([a-z][\w-]*)/g)) {
      const isKnown = source.includes(`--${option}`) || source.includes(`"${option}"`) ||
        source.includes(`${option}: {`);
      if (!isKnown) problems.push(`the task '${name}' has no option '--${option}'`);
    }
  }
  return problems;
}
