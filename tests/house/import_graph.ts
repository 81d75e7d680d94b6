/** The import graph of this repository: `deno info --json` on a module that imports all others. */
import assert from "node:assert/strict";
import type { Edge } from "./architecture.ts";
import { pathInRoot, ROOT } from "../repository.ts";

interface Info {
  readonly modules: readonly {
    readonly specifier: string;
    readonly dependencies?: readonly {
      readonly specifier: string;
      readonly code?: { readonly specifier?: string };
      readonly type?: { readonly specifier?: string };
    }[];
  }[];
}

/** Every import of `paths`, of values and of types, as Deno itself resolves it. */
export async function importGraph(paths: readonly string[]): Promise<Edge[]> {
  const source = paths.map(importing).join("");
  const { code, stdout, stderr } = await runDeno(["info", "--json"], source);
  assert.equal(code, 0, stderr);
  const { modules } = JSON.parse(stdout) as Info;
  return modules
    .filter(({ specifier }) => specifier.startsWith(ROOT.href))
    .flatMap(({ specifier, dependencies = [] }) =>
      dependencies.map((each) => ({
        from: pathInRoot(specifier),
        to: targetOf(each.code?.specifier ?? each.type?.specifier ?? each.specifier),
        isType: each.code === undefined,
      }))
    );
}

function targetOf(specifier: string): string {
  if (specifier.startsWith(ROOT.href)) return pathInRoot(specifier);
  return specifier.replace(/^npm:\/?((?:@[^/]+\/)?[^@/]+).*/, "npm:$1");
}

/** The statement that imports `path`, from wherever it stands. */
export function importing(path: string): string {
  return `import ${JSON.stringify(new URL(path, ROOT).href)};\n`;
}

/** Runs this Deno on `source` as the main module, with the repository's configuration. */
export async function runDeno(args: readonly string[], source: string) {
  const folder = await Deno.makeTempDir();
  try {
    const main = `${folder}/main.ts`;
    await Deno.writeTextFile(main, source);
    const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: [...args, "--config", new URL("deno.json", ROOT).pathname, main],
      env: { NO_COLOR: "1" },
    }).output();
    const text = new TextDecoder();
    return { code, stdout: text.decode(stdout), stderr: text.decode(stderr) };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
