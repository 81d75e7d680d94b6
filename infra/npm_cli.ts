/**
 * `deno task dev:npm [folder]`: makes the npm package `logops` in `dist/npm`, ready for `npm pack`.
 * Exit codes: 0 made, 1 could not be made, 2 bad arguments.
 */
import { faultOfArguments, VERSION, withHelp } from "../contract/mod.ts";
import { type DenoConfig, denoJson, packagedFiles, packageJson } from "./npm_package.ts";
import config from "../deno.json" with { type: "json" };
import { createHash } from "node:crypto";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const HELP = `Make the npm package 'logops', ready for npm pack or npm publish.

Usage: deno task dev:npm [folder]

  folder  where to (dist/npm); what is in it is replaced
  --help  print this`;

const OPTIONS = { help: { type: "boolean", default: false } } as const;
const ROOT = fileURLToPath(new URL("..", import.meta.url));

async function main(): Promise<number> {
  const read = readArguments();
  if (typeof read === "string") {
    console.error(withHelp(read, "dev:npm"));
    return 2;
  }
  if (read.values.help) {
    console.log(HELP);
    return 0;
  }
  const folder = read.positionals[0] ?? join(ROOT, "dist/npm");
  await Deno.remove(folder, { recursive: true }).catch(() => {});
  const tracked = (await output("git", ["ls-files"])).split("\n");
  const files = packagedFiles(tracked);
  for (const file of files) {
    await Deno.mkdir(dirname(join(folder, file)), { recursive: true });
    await Deno.copyFile(join(ROOT, file), join(folder, file));
  }
  await Deno.mkdir(join(folder, "bin"), { recursive: true });
  await Deno.copyFile(join(ROOT, "infra/npm/logops.mjs"), join(folder, "bin/logops.mjs"));
  await Deno.chmod(join(folder, "bin/logops.mjs"), 0o755);
  const deno = (await Deno.readTextFile(join(ROOT, ".dvmrc"))).trim();
  await Deno.writeTextFile(
    join(folder, "package.json"),
    packageJson({ product: VERSION, deno }),
  );
  await Deno.writeTextFile(
    join(folder, "deno.json"),
    denoJson(config as unknown as DenoConfig, await usedPackages(folder, files)),
  );
  // The lock names what these programs import, and no more.
  const entries = files.filter((file) => /(^|\/)main\.ts$|_(cli|worker)\.ts$/.test(file));
  await output("deno", [
    "install",
    "--lock=deno.lock",
    "--frozen=false",
    "--entrypoint",
    ...entries,
  ], folder);
  await Deno.remove(join(folder, "node_modules"), { recursive: true }).catch(() => {});
  await Deno.writeTextFile(join(folder, "MANIFEST"), await manifest(folder, files));
  console.log(`${folder}: ${files.length} files`);
  return 0;
}

function readArguments() {
  try {
    return parseArgs({ args: Deno.args, options: OPTIONS, allowPositionals: true });
  } catch (error) {
    return faultOfArguments(error, OPTIONS);
  }
}

/** Every file with its hash: what tells one build of a version from another. */
async function manifest(folder: string, files: readonly string[]): Promise<string> {
  const lines: string[] = [];
  for (const file of [...files, "bin/logops.mjs", "deno.json", "deno.lock"].sort()) {
    const hash = createHash("sha256").update(await Deno.readFile(join(folder, file)));
    lines.push(`${hash.digest("hex")}  ${file}\n`);
  }
  return lines.join("");
}

/** Names of `imports` that a file of the package imports. */
async function usedPackages(folder: string, files: readonly string[]): Promise<Set<string>> {
  const used = new Set<string>();
  for (const file of files.filter((each) => each.endsWith(".ts"))) {
    const text = await Deno.readTextFile(join(folder, file));
    for (const [, name] of text.matchAll(/\b(?:from |import\()"([^."][^"]*)"/g)) {
      used.add(packageOf(name!));
    }
  }
  return used;
}

/** `htmx.org` of `htmx.org/dist/htmx.min.js`, `@zip.js/zip.js` of itself. */
function packageOf(specifier: string): string {
  return specifier.split("/", specifier.startsWith("@") ? 2 : 1).join("/");
}

async function output(program: string, args: string[], cwd = ROOT): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(program, { args, cwd }).output();
  if (!success) throw new Error(`${program} ${args[0]}: ${new TextDecoder().decode(stderr)}`);
  return new TextDecoder().decode(stdout);
}

Deno.exit(
  await main().catch((error: Error) => {
    console.error(`Cannot make the package: ${error.message}`);
    return 1;
  }),
);
