/** `logops` as a person runs it: from an empty folder, with files of their own anywhere. */
import { ROOT } from "../repository.ts";
import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(ROOT);
const LAUNCHER = [
  "run",
  ...["--quiet", "--no-prompt", `--config=${join(root, "deno.json")}`],
  ...[`--allow-run=${Deno.execPath()}`, "--allow-read=.", "--allow-env=LOGOPS_*"],
  join(root, "cli/logops_cli.ts"),
];

interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

function command(cwd: string, args: string[], env: Record<string, string> = {}) {
  return new Deno.Command(Deno.execPath(), {
    args: [...LAUNCHER, ...args],
    cwd,
    env: { NO_COLOR: "1", ...env },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  });
}

async function logops(cwd: string, args: string[], env?: Record<string, string>): Promise<Ended> {
  const { code, stdout, stderr } = await command(cwd, args, env).output();
  const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, out: decode(stdout), err: decode(stderr) };
}

/** An empty folder to be in, and another with files of the user's own. */
async function withFolders(run: (here: string, elsewhere: string) => Promise<void>) {
  const here = await Deno.makeTempDir({ prefix: "logops-here-" });
  const elsewhere = await Deno.makeTempDir({ prefix: "logops-else-" });
  try {
    await run(here, elsewhere);
  } finally {
    await Deno.remove(here, { recursive: true });
    await Deno.remove(elsewhere, { recursive: true });
  }
}

Deno.test("logops alone helps, knows its version, and names the nearest verb", async () => {
  await withFolders(async (here) => {
    const alone = await logops(here, []);
    assert.deepEqual([alone.code, alone.err], [0, ""]);
    assert.match(alone.out, /^LogOps .*\n\nUsage: logops <verb>/);
    assert.match((await logops(here, ["--version"])).out, /^\d+\.\d+\.\d+\n$/);
    const astray = await logops(here, ["gatewy"]);
    assert.deepEqual([astray.code, astray.out], [2, ""]);
    assert.equal(
      astray.err,
      "Unknown command 'gatewy': did you mean 'gateway'?\nSee deno task logops --help.\n",
    );
    const help = await logops(here, ["gateway", "--help"]);
    assert.match(help.out, /^Run the LogOps ingest gateway\.\n\nUsage: logops gateway /);
    assert.deepEqual([...Deno.readDirSync(here)], [], "nothing was left behind");
  });
});

Deno.test("logops runs a gateway and a scenario with journal, reports and scenario anywhere", async () => {
  await withFolders(async (here, elsewhere) => {
    const sink = join(elsewhere, "journal");
    const gateway = command(here, ["gateway"], {
      LOGOPS_PORT: "0",
      LOGOPS_SINK_DIR: sink,
      LOGOPS_ARCHIVE_DIR: join(elsewhere, "archive"),
      LOGOPS_KV_PATH: join(elsewhere, "kv/logops.sqlite3"),
    }).spawn();
    const log = gateway.stderr.pipeThrough(new TextDecoderStream());
    let text = "";
    const listening = Promise.withResolvers<string>();
    const reading = (async () => {
      for await (const part of log) {
        text += part;
        const url = /"event":"listening","url":"([^"]+)"/.exec(text)?.[1];
        if (url !== undefined) listening.resolve(url);
      }
      listening.reject(new Error(text));
    })();
    try {
      const url = await listening.promise;
      const scenario = join(elsewhere, "mine.yaml");
      await Deno.writeTextFile(
        scenario,
        "name: mine\nduration_sec: 1\nemitters: [{ name: json, eps: 50 }]\nexpect: { lost_max: 0 }\n",
      );
      const junit = join(elsewhere, "junit.xml");
      const ran = await logops(here, [
        ...["scenario", scenario, "--url", url, "--verify", sink, "--junit", junit],
      ]);
      assert.equal(ran.code, 0, ran.err);
      assert.match(ran.out, /^PASSED/);
      assert.match(await Deno.readTextFile(junit), /<testsuite/);
      const kept = await logops(here, ["housekeeping"], { LOGOPS_SINK_DIR: sink });
      assert.equal(kept.code, 0, kept.err);
    } finally {
      gateway.kill("SIGTERM");
    }
    const { code } = await gateway.status;
    await reading;
    await gateway.stdout.cancel();
    assert.equal(code, 0, text);
    assert.match(text, /"event":"stopped","drained":true/);
  });
});

Deno.test("logops grants a file that is named, and no other", async () => {
  await withFolders(async (here, elsewhere) => {
    const env = join(elsewhere, "keys.env");
    const made = await logops(here, ["keys", "new", "--write", env]);
    assert.equal(made.code, 0, made.err);
    assert.match(await Deno.readTextFile(env), /^LOGOPS_SECRET_KEYS=/m);
    await Deno.writeTextFile(join(elsewhere, "20260101.ndjson"), "{}\n");
    const outside = await logops(here, ["unseal", "--operator", "a", "--reason", "b", elsewhere]);
    assert.notEqual(outside.code, 0);
  });
});

Deno.test("logops passes a broken verdict and bad input on as exit codes", async () => {
  await withFolders(async (here) => {
    const unreachable = await logops(here, ["emit", "json", "--url", "http://127.0.0.1:9"]);
    assert.equal(unreachable.code, 2);
    assert.equal((await logops(here, ["scenario", "nowhere.yaml"])).code, 2);
  });
});

const hasBash = await new Deno.Command("bash", { args: ["--version"] }).output()
  .then(({ success }) => success, () => false);

Deno.test({
  name: `logops completes in bash${hasBash ? "" : " (there is no bash here)"}`,
  ignore: !hasBash,
  fn: async () => {
    await withFolders(async (here) => {
      const { out } = await logops(here, ["completion", "bash"]);
      await Deno.writeTextFile(join(here, "completion"), out);
      const complete = async (...words: string[]) => {
        const script = `source ./completion; COMP_WORDS=(${
          words.map((w) => `"${w}"`).join(" ")
        }); ` +
          `COMP_CWORD=${words.length - 1}; _logops; printf '%s ' "\${COMPREPLY[@]}"`;
        const { stdout } = await new Deno.Command("bash", { args: ["-c", script], cwd: here })
          .output();
        return new TextDecoder().decode(stdout).trim();
      };
      assert.equal(await complete("logops", "gat"), "gateway");
      assert.equal(await complete("logops", "scenario", "--ju"), "--junit");
      assert.equal(await complete("logops", "completion", "z"), "zsh");
      assert.equal(await complete("logops", "scenario", "comp"), "completion");
    });
  },
});

/** What a shell says of a script that it reads and does not run. */
const SYNTAX_CHECKS = { zsh: ["-n"], fish: ["--no-execute"] } as const;

for (const [shell, flags] of Object.entries(SYNTAX_CHECKS)) {
  const isHere = await new Deno.Command(shell, { args: ["--version"] }).output()
    .then(({ success }) => success, () => false);
  Deno.test({
    name: `logops writes a completion that ${shell} understands${
      isHere ? "" : ` (no ${shell} here: 'apt-get install ${shell}' on Debian)`
    }`,
    ignore: !isHere,
    fn: async () => {
      await withFolders(async (here) => {
        const { out } = await logops(here, ["completion", shell]);
        await Deno.writeTextFile(join(here, "completion"), out);
        const { success, stderr } = await new Deno.Command(shell, {
          args: [...flags, "completion"],
          cwd: here,
        }).output();
        assert.ok(success, new TextDecoder().decode(stderr));
      });
    },
  });
}

const hasFish = await new Deno.Command("fish", { args: ["--version"] }).output()
  .then(({ success }) => success, () => false);

Deno.test({
  name: `logops completes in fish${hasFish ? "" : " (there is no fish here)"}`,
  ignore: !hasFish,
  fn: async () => {
    await withFolders(async (here) => {
      const { out } = await logops(here, ["completion", "fish"]);
      await Deno.writeTextFile(join(here, "completion"), out);
      const { stdout } = await new Deno.Command("fish", {
        args: ["--no-config", "-c", "source ./completion; complete -C 'logops gat'"],
        cwd: here,
        env: { HOME: here },
      }).output();
      assert.match(new TextDecoder().decode(stdout), /^gateway\b/);
    });
  },
});
