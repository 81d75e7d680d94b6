#!/usr/bin/env node
// Starts `logops` with the Deno that came with this package. The rest of it is TypeScript, which Deno does
// not run out of a node_modules folder: so it is copied once into the user's cache, by version and content.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
} from "node:fs";
import { createRequire } from "node:module";
import { constants, homedir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const require = createRequire(import.meta.url);
const root = installed(dirname(dirname(fileURLToPath(import.meta.url))));
const deno = realpathSync(denoPath());
const child = spawn(
  deno,
  [
    "run",
    "--quiet",
    "--no-prompt",
    "--frozen",
    `--config=${join(root, "deno.json")}`,
    `--allow-run=${deno}`,
    "--allow-read=.",
    "--allow-env=LOGOPS_*",
    join(root, "cli", "logops_cli.ts"),
    ...process.argv.slice(2),
  ],
  { stdio: "inherit" },
);
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
  process.on(signal, () => child.kill(signal));
}
child.on("error", (error) => {
  console.error(`Cannot start Deno at ${deno}: ${error.message}`);
  process.exit(1);
});
child.on("exit", (code, signal) => {
  process.exit(signal === null ? code : 128 + constants.signals[signal]);
});

/** The binary of the npm package `deno`, which its install script may not have been let put in place. */
function denoPath() {
  const folder = dirname(require.resolve("deno/package.json"));
  const path = join(folder, process.platform === "win32" ? "deno.exe" : "deno");
  return existsSync(path) ? path : require("deno/install_api.cjs").runInstall();
}

/** Where the programs are: in the cache, copied there whole or not at all. */
function installed(packaged) {
  if (!packaged.split(/[\\/]/).includes("node_modules")) return packaged;
  const { version } = JSON.parse(readFileSync(join(packaged, "package.json"), "utf8"));
  const digest = createHash("sha256").update(readFileSync(join(packaged, "MANIFEST"))).digest(
    "hex",
  );
  const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "logops");
  const place = join(cache, `${version}-${digest.slice(0, 16)}`);
  if (existsSync(place)) return place;
  mkdirSync(cache, { recursive: true });
  const copy = mkdtempSync(join(cache, "copy-"));
  cpSync(packaged, copy, { recursive: true });
  try {
    renameSync(copy, place);
  } catch (error) {
    // Another one was quicker, with the same files.
    rmSync(copy, { recursive: true });
    if (!existsSync(place)) throw error;
  }
  return place;
}
