import assert from "node:assert/strict";
import { join } from "node:path";
import { z } from "zod";
import {
  describeProblems,
  describeSettings,
  loadSettings,
  type ProcessEnvironment,
  readFlags,
} from "./program.ts";
import { wholeNumber } from "./settings.ts";

const Settings = z.object({
  APP_PORT: wholeNumber(0, 65_535).default(8080),
  APP_KEY: z.string().optional().meta({ secret: true }),
});

const holding = (variables: Record<string, string> = {}): ProcessEnvironment => ({
  get: (name) => variables[name],
  toObject: () => variables,
});

async function withFolder(use: (dir: string) => Promise<void>): Promise<void> {
  const dir = await Deno.makeTempDir({ prefix: "logops-" });
  try {
    await use(dir);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

Deno.test("loadSettings() reads the file under the process, and does without one", async () => {
  await withFolder(async (dir) => {
    const path = join(dir, ".env");
    assert.deepEqual(await loadSettings(Settings, holding(), path), {
      ok: true,
      settings: { APP_PORT: 8080 },
      warnings: [],
    });
    await Deno.writeTextFile(path, "APP_PORT=1\nAPP_KEY=from-file\n", { mode: 0o600 });
    assert.deepEqual(await loadSettings(Settings, holding({ APP_PORT: "2" }), path), {
      ok: true,
      settings: { APP_PORT: 2, APP_KEY: "from-file" },
      warnings: [],
    });
  });
});

Deno.test({
  name: "loadSettings() warns of a file of secrets that everyone can read",
  ignore: Deno.build.os === "windows",
  async fn() {
    await withFolder(async (dir) => {
      const path = join(dir, ".env");
      const warningsOf = async (text: string, mode: number) => {
        await Deno.writeTextFile(path, text);
        await Deno.chmod(path, mode);
        return (await loadSettings(Settings, holding(), path)).warnings;
      };
      assert.deepEqual(await warningsOf("APP_KEY=x\n", 0o640), []);
      assert.deepEqual(await warningsOf("APP_PORT=1\nAPP_KEY=\n", 0o644), []);
      const [warning, ...more] = await warningsOf("APP_KEY=from-file\n", 0o644);
      assert.match(warning!, /^everyone on this machine can read .*chmod o-r/);
      assert.ok(!warning!.includes("from-file"));
      assert.deepEqual(more, []);
    });
  },
});

Deno.test("loadSettings() takes no defaults for a file that is there and cannot be read", async () => {
  await withFolder(async (dir) => {
    const read = await loadSettings(Settings, holding(), dir);
    assert.ok(!read.ok);
    assert.deepEqual(read.problems.map(({ message }) => message), [
      `'${dir}' cannot be read: IsADirectory`,
    ]);
  });
});

Deno.test("loadSettings() refuses a setting that is misspelt, and a line that is none", async () => {
  await withFolder(async (dir) => {
    const path = join(dir, ".env");
    await Deno.writeTextFile(path, "APP_PORT=1\nLOGOPS_AUTH_MODE hmac\n");
    const env = holding({ LOGOPS_ENCRYPT_PI: "true", APP_PORT: "eighty", LOGOPS_TEAM: "ops" });
    const read = await loadSettings(Settings, env, path);
    assert.ok(!read.ok);
    assert.deepEqual(read.problems.map(({ message }) => message), [
      "'LOGOPS_ENCRYPT_PI' is no setting: did you mean 'LOGOPS_ENCRYPT_PII'?",
      `${path}:2: must be NAME=value, a comment (#) or blank`,
      `'APP_PORT' must be a whole number from 0 to 65535: current value is "eighty"`,
    ]);
    assert.deepEqual(read.warnings, ["'LOGOPS_TEAM' is no setting: it has no effect"]);
  });
});

Deno.test("loadSettings() does without the names that it may not see", async () => {
  await withFolder(async (dir) => {
    const toObject = () => {
      throw new Deno.errors.NotCapable();
    };
    const read = await loadSettings(Settings, { get: () => "1", toObject }, join(dir, ".env"));
    assert.ok(read.ok);
  });
});

Deno.test("readFlags() reads what all programs take and what one of them does", () => {
  const options = { worker: { type: "string" } } as const;
  assert.deepEqual({ ...readFlags(["-h", "--worker=2"], options) as object }, {
    check: false,
    help: true,
    version: false,
    worker: "2",
  });
  assert.match(
    String(readFlags(["--chek"], options)),
    /^Unknown option '--chek': did you mean '--check'\?$/,
  );
  assert.match(String(readFlags(["stray"], options)), /'stray'/);
});

Deno.test("describeProblems() tells all of them, and each once", () => {
  const result = (...messages: string[]) => ({
    ok: false as const,
    problems: messages.map((message) => ({ name: "X", message })),
  });
  const fine = { ok: true as const, settings: {} };
  assert.equal(
    describeProblems(
      "the app's settings",
      result("'A' is bad", "'B' is bad"),
      fine,
      result("'A' is bad"),
    ),
    "Cannot read the app's settings:\n  'A' is bad\n  'B' is bad\nSee docs/settings.md.",
  );
});

Deno.test("describeSettings() lists what several parts share once, and no secret", () => {
  const Part = Settings.pick({ APP_PORT: true });
  assert.equal(
    describeSettings([Settings, { APP_PORT: 1, APP_KEY: "hush" }], [Part, { APP_PORT: 1 }]),
    "APP_PORT=1\nAPP_KEY=(set)",
  );
});
