/**
 * Writes the generated files into the repository: `deno task dev:docs`.
 * With `--check` it writes nothing, names the stale files and exits with 1 if there are any.
 */
import { dirname } from "node:path";
import { readFlags, withHelp } from "../contract/mod.ts";
import { generatedFiles, staleFiles } from "./mod.ts";

const HELP = `Write the files that are generated from code, and the pictures of the architecture.

Usage: deno task dev:docs [--check]

  --check  write nothing: name the stale files, and exit with 1 if there are any
  --help   print this
`;

const flags = readFlags(Deno.args, {});
if (typeof flags === "string") {
  console.error(withHelp(flags, "dev:docs"));
  Deno.exit(2);
}
if (flags.help) {
  console.log(HELP);
  Deno.exit(0);
}

const generated = await generatedFiles((path) => Deno.readTextFile(path));
if (!generated.ok) {
  for (const problem of generated.problems) console.error(problem);
  Deno.exit(1);
}
const { files } = generated;
const stale = await staleFiles(files, readIfThere);

if (flags.check) {
  for (const path of stale) console.error(`${path} is stale: run deno task dev:docs`);
  Deno.exit(stale.length === 0 ? 0 : 1);
}

for (const { path, content } of files.filter((file) => stale.includes(file.path))) {
  await Deno.mkdir(dirname(path), { recursive: true });
  await Deno.writeTextFile(path, content);
  console.log(`wrote ${path}`);
}
console.log(`${files.length} generated files, ${stale.length} written`);

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await Deno.readTextFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}
