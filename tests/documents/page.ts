/**
 * Runs the blocks of one page, top to bottom, in a copy of the repository that is removed
 * afterwards. A later block may need an earlier one, so the first problem ends the page.
 */
import { dirname, join } from "node:path";
import { type Block, type Need, PROGRAMS_BY_NEED } from "./blocks.ts";
import { outputProblem } from "./output.ts";
import { openScene, type Scene } from "./scene.ts";
import { type Server, startServer } from "./servers.ts";
import { openSession, type Ran, type Session } from "./session.ts";
import type { DocumentProblem } from "./documents.ts";
import { isInstalled } from "../observability/tools.ts";

export interface PageOptions {
  /** Also the blocks that are marked as slow. */
  readonly withSlow: boolean;
}

const QUICK_MS_MAX = 60_000;
const SLOW_MS_MAX = 600_000;
const SHOWN_LINES_MAX = 30;
/** How `curl` ends in a scene where a request is refused. */
const CURL_REFUSED = 22;
const LIVE_OUTPUT_MS_MAX = 10_000;

interface Page {
  readonly scene: Scene;
  readonly session: Session;
  readonly servers: Server[];
  readonly withSlow: boolean;
  /** What the shell block above has printed, if it ran; a program that stays goes on printing. */
  printed: { readonly text: () => Promise<string>; readonly isLive: boolean } | undefined;
}

export async function runPage(
  blocks: readonly Block[],
  { withSlow }: PageOptions,
): Promise<DocumentProblem[]> {
  const isRun = (block: Block) => /^(sh|ts)$/.test(block.language) && !isSkipped(block, withSlow);
  if (!blocks.some(isRun)) return [];
  await using scene = await openScene(blocks.flatMap(({ marks }) => marks.serves));
  const { dir: cwd, scratch, env } = scene;
  await using session = openSession({ cwd, scratch, env });
  return await runBlocks(blocks, { scene, session, servers: [], withSlow, printed: undefined });
}

function isSkipped({ marks }: Block, withSlow: boolean): boolean {
  return marks.needs.some((need) => !isMet(need)) || marks.testedBy !== undefined ||
    marks.partOf !== undefined || (marks.isSlow && !withSlow);
}

function isMet(need: Need): boolean {
  const programs: readonly string[] = PROGRAMS_BY_NEED[need];
  return programs.length > 0 && programs.every(isInstalled);
}

async function runBlocks(blocks: readonly Block[], page: Page): Promise<DocumentProblem[]> {
  try {
    for (const block of blocks) {
      const problem = await runBlock(block, page);
      if (problem !== undefined) return [problem];
    }
    const last = blocks.at(-1)!;
    const ends = [];
    for (const server of page.servers.splice(0).reverse()) ends.push(await stop(server, page));
    return ends.filter((problem) => problem !== undefined)
      .map((problem) => ({ path: last.path, line: last.line, problem }));
  } finally {
    for (const server of page.servers) await server.kill();
  }
}

async function runBlock(block: Block, page: Page): Promise<DocumentProblem | undefined> {
  const { marks, language } = block;
  const at = (problem: string) => ({ path: block.path, line: block.line, problem });
  if (language === "sh") page.printed = undefined;
  if (isSkipped(block, page.withSlow)) return undefined;
  if (marks.output !== undefined) {
    const problem = await shownProblem(block, page);
    return problem === undefined ? undefined : at(problem);
  }
  const file = marks.file ?? (language === "ts" ? `block_${block.line}.ts` : undefined);
  if (file !== undefined) {
    await Deno.mkdir(join(page.scene.dir, dirname(file)), { recursive: true });
    await Deno.writeTextFile(join(page.scene.dir, file), page.scene.moved(block.text));
  }
  if (marks.serves.length > 0) {
    const problem = await serve(block, page);
    return problem === undefined ? undefined : at(problem);
  }
  const isFile = language === "sh" && marks.file !== undefined;
  if (isFile || (language !== "sh" && language !== "ts")) return undefined;
  const script = language === "sh"
    ? page.scene.moved(block.text)
    : `(cd '${page.scene.dir}' && deno run --quiet --check -P=test '${file}')\n`;
  const ran = await page.session.run(script, {
    exits: marks.exits,
    timeoutMs: marks.isSlow ? SLOW_MS_MAX : QUICK_MS_MAX,
  });
  const { shown } = page.scene;
  const output = shown(ran.output);
  const failed = ran.failed === undefined
    ? {}
    : { failed: { ...ran.failed, command: shown(ran.failed.command) } };
  if (language === "sh") page.printed = { text: () => Promise.resolve(output), isLive: false };
  return failure(block, { ...ran, ...failed, output });
}

function failure(block: Block, ran: Ran): DocumentProblem | undefined {
  const { exits } = block.marks;
  if (ran.code === exits && ran.isTooLong !== true) return undefined;
  const isShell = block.language === "sh";
  const line = block.line + (isShell && ran.failed !== undefined ? ran.failed.line - 1 : 0);
  const command = isShell && ran.failed !== undefined
    ? ran.failed.command
    : block.text.trim().split("\n")[0];
  const what = ran.isTooLong === true
    ? "took too long"
    : `ended with ${ran.code}${exits === 0 ? "" : ` instead of ${exits}`}`;
  const why = ran.code === CURL_REFUSED && ran.failed?.command.startsWith("curl") === true
    ? " (the answer is 400 or more; where that is meant: <!-- exits: 22 -->)"
    : "";
  return { path: block.path, line, problem: `'${command}' ${what}${why}\n${tail(ran.output)}` };
}

async function serve(block: Block, page: Page): Promise<string | undefined> {
  const commands = block.text.split("\n").filter((line) => line.trim() !== "");
  const outputs: Server["output"][] = [];
  for (const [index, shown] of block.marks.serves.entries()) {
    const port = Number(page.scene.moved(`${shown}`));
    const running = page.servers.findIndex((server) => server.port === port);
    if (running !== -1) {
      const [server] = page.servers.splice(running, 1);
      const problem = await stop(server!, page);
      if (problem !== undefined) return problem;
    }
    const { server, problem } = await startServer({
      port,
      command: page.scene.moved(commands[index]!),
      state: await page.session.state(),
      scratch: page.scene.scratch,
    });
    page.servers.push(server);
    outputs.push(server.output);
    if (problem !== undefined) return await withOutput(problem, server, page);
  }
  const text = async () => (await Promise.all(outputs.map((output) => output()))).join("\n");
  page.printed = { text: async () => page.scene.shown(await text()), isLive: true };
  return undefined;
}

async function stop(server: Server, page: Page): Promise<string | undefined> {
  const problem = await server.stop();
  return problem === undefined ? undefined : await withOutput(problem, server, page);
}

async function withOutput(problem: string, server: Server, { scene }: Page): Promise<string> {
  return scene.shown(`${problem}\n${tail(await server.output())}`);
}

/** Whether the shown output was printed; a program that goes on is given some time for it. */
async function shownProblem(block: Block, page: Page): Promise<string | undefined> {
  const { printed } = page;
  if (printed === undefined) return undefined; // what would have printed it was not run
  const shown = {
    text: block.text,
    varies: block.marks.output!.varies,
    isJson: block.language === "json",
  };
  for (const startedMs = Date.now();;) {
    const text = await printed.text();
    const problem = outputProblem(shown, text);
    if (problem === undefined) return undefined;
    const isLate = Date.now() - startedMs > LIVE_OUTPUT_MS_MAX;
    if (!printed.isLive || isLate) return `${problem}\n${tail(text)}`;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

function tail(output: string): string {
  const lines = output.trimEnd().split("\n");
  const left = lines.length - SHOWN_LINES_MAX;
  return [...(left > 0 ? [`(${left} lines before)`] : []), ...lines.slice(-SHOWN_LINES_MAX)]
    .map((line) => `    ${line}`).join("\n");
}
