import assert from "node:assert/strict";
import config from "../../deno.json" with { type: "json" };
import { sampleText } from "./sample.ts";

const MAIN = new URL("../../housekeeping/main.ts", import.meta.url).pathname;
const CONFIG = new URL("../../deno.json", import.meta.url).pathname;
const { env, read, write } = config.permissions.housekeeping;
const OLD = ["20260501.ndjson", "2026050213.w1.ndjson"] as const;

interface Output {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

interface Scene {
  readonly dir: string;
  /** Runs the command with the permissions of its task, in a folder with a `data` of its own. */
  run(args: string[], settings?: Record<string, string>): Promise<Output>;
  spawn(args: string[]): Deno.ChildProcess;
  left(): Promise<string[]>;
}

async function withScene(run: (scene: Scene) => Promise<void>): Promise<void> {
  const dir = await Deno.makeTempDir();
  const command = (args: string[], settings: Record<string, string> = {}) =>
    new Deno.Command(Deno.execPath(), {
      args: [
        ...["run", "--quiet", "--no-prompt", "--config", CONFIG],
        ...[`--allow-env=${env.allow.join()}`, `--ignore-env=${env.ignore.join()}`],
        ...[`--allow-read=${read.join()}`, `--allow-write=${write.join()}`, MAIN, ...args],
      ],
      cwd: dir,
      env: { ...settings, NO_COLOR: "1" },
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    });
  try {
    await Deno.mkdir(`${dir}/data/ingest`, { recursive: true });
    const today = new Date().toISOString().slice(0, 10).replaceAll("-", "");
    for (const [i, name] of [...OLD, `${today}.ndjson`].entries()) {
      const text = sampleText(name, { records: 10, firstSeq: 10 * i + 1 });
      await Deno.writeTextFile(`${dir}/data/ingest/${name}`, text);
    }
    await run({
      dir,
      async run(args, settings) {
        const { code, stdout, stderr } = await command(args, settings).output();
        const decoder = new TextDecoder();
        return { code, out: decoder.decode(stdout), err: decoder.decode(stderr) };
      },
      spawn: (args) => command(args).spawn(),
      left: async () =>
        (await Array.fromAsync(Deno.readDir(`${dir}/data/ingest`), ({ name }) => name))
          .filter((name) => OLD.includes(name as typeof OLD[number])).sort(),
    });
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

Deno.test("housekeeping without arguments shows what it would do, and does nothing", () =>
  withScene(async ({ run, left, dir }) => {
    const { code, out, err } = await run([]);
    assert.equal(err, "");
    assert.equal(code, 0);
    assert.match(out, /^archive +20260501\.ndjson .* due since 2026-05-09T00:00:00\.000Z$/m);
    assert.match(out, /^keep .* (being written|the newest)/m);
    assert.match(out, /Would archive 2 of 3 files/);
    assert.match(out, /Nothing was changed: --once does it/);
    assert.deepEqual(await left(), [...OLD]);
    assert.deepEqual(await Array.fromAsync(Deno.readDir(`${dir}/data`), ({ name }) => name), [
      "ingest",
    ]);
    const json = JSON.parse((await run(["--dry-run", "--json"])).out);
    assert.equal(json.outcome, "dry_run");
    assert.equal(json.files[0].decision, "archive");
  }));

Deno.test("housekeeping --once says of a folder that is not there what the preview says", () =>
  withScene(async ({ run, dir }) => {
    const settings = { LOGOPS_SINK_DIR: "data/none" };
    const preview = await run([], settings);
    const once = await run(["--once"], settings);
    assert.match(preview.err, /^Cannot read data\/none: .*\nIs LOGOPS_SINK_DIR right/);
    assert.deepEqual(once, {
      code: 1,
      err: `ERROR ${preview.err}`,
      out: "Sweep failed: 0 archived, 0 deleted, 0 kept, 1 failed.\n",
    });
    const made = await Array.fromAsync(Deno.readDir(`${dir}/data`), ({ name }) => name);
    assert.deepEqual(made, ["ingest"]);
  }));

Deno.test("housekeeping --once, verify, restore: there and back", () =>
  withScene(async ({ run, left, dir }) => {
    const before = await Deno.readTextFile(`${dir}/data/ingest/${OLD[1]}`);
    const { code, out, err } = await run(["--once"]);
    assert.deepEqual({ code, err }, { code: 0, err: "" });
    assert.match(out, /archived 20260501\.ndjson \(\d+ bytes, expired\) in 20260501\.zip/);
    assert.match(out, /Sweep done: 2 archived, 0 deleted, 1 kept\./);
    assert.deepEqual(await left(), []);

    const verified = await run(["verify"]);
    assert.equal(verified.code, 0);
    assert.match(verified.out, /ok {2}2026050213\.zip {2}1 files, 10 records/);
    const restored = await run(["restore", "2026-05-02"]);
    assert.deepEqual({ code: restored.code, err: restored.err }, { code: 0, err: "" });
    assert.equal(await Deno.readTextFile(`${dir}/data/restored/${OLD[1]}`), before);

    await Deno.writeTextFile(`${dir}/data/archive/20260501.zip`, "broken");
    const broken = await run(["verify", "20260501", "--json"]);
    assert.equal(broken.code, 1);
    assert.equal(JSON.parse(broken.out).failure.kind, "corrupt_archive");
    const missing = await run(["restore", "20260503"]);
    assert.equal(missing.code, 1);
    assert.match(missing.err, /Cannot restore 20260503: \.\/data\/archive has no archive of it/);
  }));

Deno.test("housekeeping reads .env under the environment, and reports all that is bad", () =>
  withScene(async ({ run, dir, left }) => {
    await Deno.writeTextFile(
      `${dir}/.env`,
      "LOGOPS_RETENTION_DAYS=forever\nLOGOPS_ARCHIVE_MODE=burn\n",
    );
    const { code, err } = await run(["--once"]);
    assert.equal(code, 2);
    assert.match(err, /'LOGOPS_RETENTION_DAYS' must be a whole number .*"forever"/);
    assert.match(err, /'LOGOPS_ARCHIVE_MODE' must be one of delete, zip: current value is "burn"/);
    const good = { LOGOPS_RETENTION_DAYS: "36500", LOGOPS_ARCHIVE_MODE: "delete" };
    assert.equal((await run(["--once"], good)).code, 0);
    assert.deepEqual(await left(), [...OLD]);
  }));

Deno.test("housekeeping refuses arguments that make no sense with exit code 2", () =>
  withScene(async ({ run }) => {
    for (const args of [["--onec"], ["--every", "soon"], ["--once", "--every", "5"], ["restore"]]) {
      assert.equal((await run(args)).code, 2, args.join(" "));
    }
    const { code, out } = await run(["--help"]);
    assert.equal(code, 0);
    assert.match(out, /restore .*<day>/);
  }));

Deno.test("housekeeping --once beside another sweep says so and exits 3", () =>
  withScene(async ({ run, dir, left }) => {
    using lock = await Deno.open(`${dir}/data/ingest/.housekeeping.lock`, {
      create: true,
      write: true,
    });
    await lock.lock(true);
    const { code, out } = await run(["--once"]);
    assert.equal(code, 3);
    assert.match(out, /Another sweep is running/);
    assert.deepEqual(await left(), [...OLD]);
  }));

Deno.test("housekeeping --every sweeps until a signal comes", () =>
  withScene(async ({ spawn, left }) => {
    const child = spawn(["--every", "1", "--json"]);
    const output = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
    let text = "";
    while (text.split("\n").length < 3) {
      const { value, done } = await output.read();
      assert.equal(done, false, "it ended by itself");
      text += value;
    }
    child.kill("SIGTERM");
    assert.equal((await child.status).code, 130);
    await output.cancel();
    await child.stderr.cancel();
    const [first, second] = text.split("\n").map((line) => line === "" ? {} : JSON.parse(line));
    assert.deepEqual(first.archived, [...OLD]);
    assert.deepEqual(second.archived, []);
    assert.deepEqual(await left(), []);
  }));
