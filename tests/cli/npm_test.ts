import { installBesideDeno, makePackage, pathOf, run } from "./npm_package.ts";
import assert from "node:assert/strict";
import { join } from "node:path";

const hasNode = await pathOf("node") !== undefined && await pathOf("npm") !== undefined;

Deno.test({
  name: `the npm package holds the programs alone, and runs from an empty folder${
    hasNode ? "" : " (no Node here)"
  }`,
  ignore: !hasNode,
  fn: async () => {
    const folder = await Deno.makeTempDir({ prefix: "logops-npm-" });
    try {
      const made = join(folder, "made");
      await makePackage(made);
      const packed = await run("npm", ["pack", "--dry-run", "--json"], { cwd: made });
      const [{ files, size }] = JSON.parse(packed.out);
      const paths: string[] = files.map(({ path }: { path: string }) => path);
      assert.deepEqual(
        paths.filter((path) => /_test\.ts$|\/testing\/|^tests\/|^docs\//.test(path)),
        [],
      );
      for (const path of ["bin/logops.mjs", "cli/logops_cli.ts", "deno.json", "deno.lock"]) {
        assert.ok(paths.includes(path), path);
      }
      assert.ok(size < 2_000_000, `${size} bytes packed`);
      const imports = Object.keys(
        JSON.parse(await Deno.readTextFile(join(made, "deno.json"))).imports,
      );
      assert.deepEqual(
        imports.filter((name) => /playwright|fast-check|axe|fake-timers/.test(name)),
        [],
      );

      const bin = await installBesideDeno(made, folder);
      const here = join(folder, "empty");
      await Deno.mkdir(here);
      const env = { XDG_CACHE_HOME: join(folder, "cache"), NO_COLOR: "1" };
      const logops = (...args: string[]) => run("node", [bin, ...args], { cwd: here, env });
      assert.match((await logops("--version")).out, /^\d+\.\d+\.\d+\n$/);
      assert.equal((await logops("nosuch")).code, 2);
      const printed = await logops("emit", "json", "--print", "2");
      assert.equal(printed.out.trim().split("\n").length, 2, printed.err);
      assert.deepEqual([...Deno.readDirSync(here)], []);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});
