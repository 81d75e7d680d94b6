/**
 * Where the blocks of a page run: a copy of the repository as a clean clone has it, an environment
 * with nothing of the developer's, ports of its own. All of it is removed afterwards.
 *
 * The ports that a reader sees are moved to free ones: in the text of blocks, in files that blocks
 * are written to, and, as settings, in the defaults. In what was printed they are moved back.
 */
import { dirname, join } from "node:path";
import { freePorts } from "./servers.ts";
import { ROOT } from "../repository.ts";

export interface Scene extends AsyncDisposable {
  /** The copy of the repository. */
  readonly dir: string;
  /** A folder beside it, for what is no part of the page; also the home directory. */
  readonly scratch: string;
  readonly env: Readonly<Record<string, string>>;
  /** From ports as they are written to those that are used. */
  moved(text: string): string;
  /** The way back. */
  shown(text: string): string;
}

/** What is no part of a clean clone: history, packages, and what a developer made. */
const NOT_COPIED = new Set([".git", "node_modules", "data", "config", "dist", ".env"]);

/** Ports that programs take by themselves. */
const DEFAULT_PORTS = [8080, 8090];

/** A refused request is a failed command: `curl` alone would end with 0. */
const CURL_SETTINGS = "fail-with-body\n";

/** `ports` are those that the page names, beside the ones that are the default. */
export async function openScene(ports: readonly number[]): Promise<Scene> {
  const shown = [...new Set([...DEFAULT_PORTS, ...ports])];
  const free = freePorts(shown.length);
  const used = new Map(shown.map((port, index) => [port, free[index]!]));
  const back = new Map(shown.map((port, index) => [free[index]!, port]));
  const dir = await copyRepository();
  const scratch = await Deno.makeTempDir({ prefix: "logops-page-" });
  await Deno.writeTextFile(join(scratch, ".curlrc"), CURL_SETTINGS);
  return {
    dir,
    scratch,
    env: await environment(used, scratch),
    moved: (text) => exchange(text, used),
    shown: (text) => exchange(text, back),
    async [Symbol.asyncDispose]() {
      await Deno.remove(scratch, { recursive: true });
      await Deno.remove(dir, { recursive: true });
    },
  };
}

function exchange(text: string, ports: ReadonlyMap<number, number>): string {
  return text.replace(/\b\d{2,5}\b/g, (found) => `${ports.get(Number(found)) ?? found}`);
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

/** Where Deno keeps the packages that are there already: nothing is fetched. */
async function packagesDir(): Promise<string> {
  const { stdout } = await new Deno.Command(Deno.execPath(), { args: ["info", "--json"] }).output();
  return JSON.parse(new TextDecoder().decode(stdout)).denoDir;
}
