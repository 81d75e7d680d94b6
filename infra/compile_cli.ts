/**
 * Makes standalone binaries: `deno task compile [--target <triple>] [--out <dir>] [--dry-run]`.
 *
 * One per program, each with the permission set of its task, and beside them `SHA256SUMS`. Without
 * `--target` for this machine; `all` for every target. `deno compile` takes its runtime from the
 * network, or from the file that the environment variable `DENORT_BIN` names.
 */
import { faultOfArguments, withHelp } from "../contract/mod.ts";
import { createHash } from "node:crypto";
import { parseArgs } from "node:util";
import { compileCommands, PROGRAMS, TARGETS } from "./standalone.ts";

const HELP = `Make standalone binaries of ${PROGRAMS.map(({ name }) => name).join(", ")}.

Usage: deno task compile [--target <triple>|all] [--out <dir>] [--dry-run]

  --target   one of ${TARGETS.join(", ")};
             without it, this machine's
  --out      folder for the binaries (dist)
  --dry-run  print the commands, run none
  --help     print this

DENORT_BIN may name the runtime to build on, where it cannot be fetched.
`;

async function main(): Promise<number> {
  const values = readOptions();
  if (typeof values === "string") {
    console.error(withHelp(values, "compile"));
    return 2;
  }
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  const target = values.target ?? Deno.build.target;
  const targets = target === "all" ? TARGETS : TARGETS.filter((each) => each === target);
  if (targets.length === 0) {
    console.error(`Unknown target '${target}': one of ${TARGETS.join(", ")}, all`);
    return 2;
  }
  for (const one of targets) {
    const sums: string[] = [];
    for (const { file, path, args } of compileCommands(one, values.out)) {
      console.log(`deno ${args.join(" ")}`);
      if (values["dry-run"]) continue;
      const { success } = await new Deno.Command("deno", { args: [...args] })
        .spawn().status;
      if (!success) return 1;
      sums.push(`${await sha256(path)}  ${file}\n`);
    }
    if (!values["dry-run"]) {
      await Deno.writeTextFile(`${values.out}/${one}/SHA256SUMS`, sums.join(""));
    }
  }
  return 0;
}

const OPTIONS = {
  target: { type: "string" },
  out: { type: "string", default: "dist" },
  "dry-run": { type: "boolean", default: false },
  help: { type: "boolean", default: false },
} as const;

function readOptions() {
  try {
    return parseArgs({ args: Deno.args, options: OPTIONS }).values;
  } catch (error) {
    return faultOfArguments(error, OPTIONS);
  }
}

async function sha256(path: string): Promise<string> {
  const hash = createHash("sha256");
  using file = await Deno.open(path);
  for await (const chunk of file.readable) hash.update(chunk);
  return hash.digest("hex");
}

Deno.exit(await main());
