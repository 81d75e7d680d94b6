/**
 * `deno task prove:npm`: packs the npm package, installs it with npm into an empty folder, Deno included,
 * and runs the demo with nothing but Node on the PATH. Needs the npm registry. Exit codes: 0, 1.
 */
import { makePackage, run } from "./npm_package.ts";
import { join } from "node:path";

const folder = await Deno.makeTempDir({ prefix: "logops-npm-" });
try {
  const made = join(folder, "made");
  await makePackage(made);
  const packed = await run("npm", ["pack", "--silent"], { cwd: made });
  const here = join(folder, "empty");
  await Deno.mkdir(here);
  const startMs = performance.now();
  const installed = await run(
    "npm",
    ["install", "--silent", "--no-audit", "--no-fund", join(made, packed.out.trim())],
    { cwd: here },
  );
  if (installed.code !== 0) throw new Error(installed.err);
  const installSec = (performance.now() - startMs) / 1000;
  // A PATH on which Node is, and no Deno.
  const nodeOnly = join(folder, "path");
  await Deno.mkdir(nodeOnly);
  const { out: node } = await run("sh", ["-c", "readlink -f $(command -v node)"]);
  await Deno.symlink(node.trim(), join(nodeOnly, "node"));
  const { PATH: _, ...rest } = Deno.env.toObject();
  const env = { ...rest, PATH: `${nodeOnly}:/bin`, HOME: folder, XDG_CACHE_HOME: folder };
  const bin = join(here, "node_modules/.bin/logops");
  const demo = await run(bin, ["demo"], { cwd: here, env, clearEnv: true });
  console.error(demo.out, demo.err);
  const isGood = demo.code === 0 && demo.out.includes("PASSED");
  console.log(
    `${isGood ? "proven" : "BROKEN"}: logops from npm, installed in ${installSec.toFixed(1)} s, ` +
      `demo with Node alone on the PATH: exit code ${demo.code}`,
  );
  if (!isGood) Deno.exitCode = 1;
} finally {
  await Deno.remove(folder, { recursive: true });
}
