/** The npm package `logops`, made and started as `npx` would, with a Deno of this machine in it. */
import { ROOT } from "../repository.ts";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export async function run(
  program: string,
  args: string[],
  options: { cwd?: string; env?: Record<string, string>; clearEnv?: boolean } = {},
): Promise<Ran> {
  const { code, stdout, stderr } = await new Deno.Command(program, { args, ...options }).output();
  const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, out: decode(stdout), err: decode(stderr) };
}

/** Makes the package in `folder`. */
export async function makePackage(folder: string): Promise<void> {
  const made = await run(Deno.execPath(), ["task", "dev:npm", folder], {
    cwd: fileURLToPath(ROOT),
  });
  if (made.code !== 0) throw new Error(made.err);
}

/** Puts the package `logops` and a package `deno` into `folder/node_modules`, as npm would; gives its bin. */
export async function installBesideDeno(packed: string, folder: string): Promise<string> {
  const modules = join(folder, "node_modules");
  await Deno.mkdir(join(modules, "deno"), { recursive: true });
  await Deno.rename(packed, join(modules, "logops"));
  await Deno.writeTextFile(join(modules, "deno/package.json"), '{"name":"deno","version":"0.0.0"}');
  await Deno.symlink(Deno.execPath(), join(modules, "deno/deno"));
  return join(modules, "logops/bin/logops.mjs");
}

/** Where the program of that name is, or `undefined`. */
export async function pathOf(program: string): Promise<string | undefined> {
  const found = await run("sh", ["-c", `command -v ${program}`]);
  return found.code === 0 ? dirname(found.out.trim()) : undefined;
}
