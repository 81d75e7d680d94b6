/**
 * Runs the blocks of one page, top to bottom, in a copy of the repository that is removed
 * afterwards. A later block may need an earlier one, so the first problem ends the page.
 *
 * The ports that a reader sees are moved to free ones: in the text of blocks, in files that blocks
 * are written to, and, as settings, in the defaults. In what was printed they are moved back.
 */
import { dirname, join } from "node:path";
import { type Block, type Need, PROGRAMS_BY_NEED } from "./doc_blocks.ts";
import { outputProblem } from "./doc_output.ts";
import { freePorts, type Server, startServer } from "./doc_servers.ts";
import { openSession, type Ran, type Session } from "./doc_session.ts";
import type { DocumentProblem } from "./documents.ts";
import { isInstalled } from "./observability_tools.ts";
import { ROOT } from "./repository.ts";

export interface PageOptions {
  /** Also the blocks that are marked as slow. */
  readonly withSlow: boolean;
}

const QUICK_MS_MAX = 60_000;
const SLOW_MS_MAX = 600_000;
const SHOWN_LINES_MAX = 30;
const LIVE_OUTPUT_MS_MAX = 10_000;

/** What is no part of a clean clone: history, packages, and what a developer made. */
const NOT_COPIED = new Set([".git", "node_modules", "data", "config", "dist", ".env"]);

/** Ports that programs take by themselves. */
const DEFAULT_PORTS = [8080, 8090];

interface Page {
  readonly dir: string;
  readonly scratch: string;
  readonly session: Session;
  /** The port that is written → the one that is used. */
  readonly ports: ReadonlyMap<number, number>;
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
  const dir = await copyRepository();
  const scratch = await Deno.makeTempDir({ prefix: "logops-page-" });
  try {
    const ports = movedPorts(blocks);
    await using session = openSession({
      cwd: dir,
      scratch,
      env: await environment(ports, scratch),
    });
    return await runBlocks(blocks, {
      ...{ dir, scratch, session, ports, withSlow },
      servers: [],
      printed: undefined,
    });
  } finally {
    await Deno.remove(scratch, { recursive: true });
    await Deno.remove(dir, { recursive: true });
  }
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
    for (const server of page.servers.splice(0).reverse()) ends.push(await server.stop());
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
    await Deno.mkdir(join(page.dir, dirname(file)), { recursive: true });
    await Deno.writeTextFile(join(page.dir, file), movePorts(block.text, page.ports));
  }
  if (marks.serves.length > 0) {
    const problem = await serve(block, page);
    return problem === undefined ? undefined : at(problem);
  }
  if (language !== "sh" && language !== "ts") return undefined;
  const script = language === "sh"
    ? movePorts(block.text, page.ports)
    : `(cd '${page.dir}' && deno run --quiet --check -P=test '${file}')\n`;
  const ran = await page.session.run(script, {
    exits: marks.exits,
    timeoutMs: marks.isSlow ? SLOW_MS_MAX : QUICK_MS_MAX,
  });
  const output = restorePorts(ran.output, page.ports);
  if (language === "sh") page.printed = { text: () => Promise.resolve(output), isLive: false };
  return failure(block, { ...ran, output });
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
  return { path: block.path, line, problem: `'${command}' ${what}\n${tail(ran.output)}` };
}

async function serve(block: Block, page: Page): Promise<string | undefined> {
  const commands = block.text.split("\n").filter((line) => line.trim() !== "");
  const outputs: Server["output"][] = [];
  for (const [index, shown] of block.marks.serves.entries()) {
    const port = page.ports.get(shown)!;
    const running = page.servers.findIndex((server) => server.port === port);
    if (running !== -1) {
      const [server] = page.servers.splice(running, 1);
      const problem = await server!.stop();
      if (problem !== undefined) return `${problem}\n${tail(await server!.output())}`;
    }
    const { server, problem } = await startServer({
      port,
      command: movePorts(commands[index]!, page.ports),
      state: await page.session.state(),
      scratch: page.scratch,
    });
    page.servers.push(server);
    outputs.push(server.output);
    if (problem !== undefined) return `${problem}\n${tail(await server.output())}`;
  }
  const text = async () => (await Promise.all(outputs.map((output) => output()))).join("\n");
  page.printed = { text: async () => restorePorts(await text(), page.ports), isLive: true };
  return undefined;
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

async function copyRepository(): Promise<string> {
  const dir = await Deno.makeTempDir({ prefix: "logops-docs-" });
  const names: string[] = [];
  for await (const { name } of Deno.readDir(ROOT)) if (!NOT_COPIED.has(name)) names.push(name);
  const { success } = await new Deno.Command("cp", {
    args: ["-R", "-p", ...names, dir],
    cwd: ROOT,
  }).output();
  if (!success) throw new Error(`Cannot copy the repository to ${dir}`);
  return dir;
}

function movedPorts(blocks: readonly Block[]): Map<number, number> {
  const shown = [...new Set([...DEFAULT_PORTS, ...blocks.flatMap(({ marks }) => marks.serves)])];
  const free = freePorts(shown.length);
  return new Map(shown.map((port, index) => [port, free[index]!]));
}

function movePorts(text: string, ports: ReadonlyMap<number, number>): string {
  return text.replace(/\b\d{2,5}\b/g, (found) => `${ports.get(Number(found)) ?? found}`);
}

function restorePorts(text: string, ports: ReadonlyMap<number, number>): string {
  return movePorts(text, new Map([...ports].map(([shown, used]) => [used, shown])));
}

/** Nothing of the developer's own but the programs on the path and the packages that Deno has. */
async function environment(
  ports: ReadonlyMap<number, number>,
  home: string,
): Promise<Record<string, string>> {
  return {
    PATH: `${dirname(Deno.execPath())}:${Deno.env.get("PATH") ?? "/usr/bin:/bin"}`,
    HOME: home,
    DENO_DIR: await packagesDir(),
    DENO_NO_UPDATE_CHECK: "1",
    LANG: "C.UTF-8",
    NO_COLOR: "1",
    LOGOPS_PORT: `${ports.get(8080)}`,
    LOGOPS_URL: `http://127.0.0.1:${ports.get(8080)}/v1/logs`,
    LOGOPS_ORCH_PORT: `${ports.get(8090)}`,
  };
}

async function packagesDir(): Promise<string> {
  const { stdout } = await new Deno.Command(Deno.execPath(), { args: ["info", "--json"] }).output();
  return JSON.parse(new TextDecoder().decode(stdout)).denoDir;
}
