/** The commands as a user runs them: in a process of their own, with their own permissions. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

interface CommandOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** A folder that it may write to, apart from its own. */
  readonly writable?: string;
  /** Called with the process once it has written to stderr. */
  readonly onProgress?: (child: Deno.ChildProcess) => void;
}

async function run(
  command: "scenario" | "emit",
  args: readonly string[],
  { env = {}, cwd = ROOT, writable, onProgress }: CommandOptions = {},
): Promise<Ended> {
  const child = new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "--quiet", "--no-check", "-P=scenario", "--config", join(ROOT, "deno.json")],
      ...(writable === undefined ? [] : [`--allow-write=${writable}`]),
      join(ROOT, "orchestrator", `${command}_cli.ts`),
      ...args,
    ],
    cwd,
    clearEnv: true,
    env: { ...ownEnvironment(), NO_COLOR: "1", ...env },
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  let stderr = "";
  const reading = (async () => {
    for await (const text of child.stderr.pipeThrough(new TextDecoderStream())) {
      stderr += text;
      if (/sent \d/.test(stderr)) onProgress?.(child);
    }
  })();
  const stdout = await new Response(child.stdout).text();
  await reading;
  const { code } = await child.status;
  return { code, stdout, stderr };
}

/** The test's environment without anything of LogOps. */
function ownEnvironment(): Record<string, string> {
  const all = Object.entries(Deno.env.toObject());
  return Object.fromEntries(all.filter(([name]) => !name.startsWith("LOGOPS_")));
}

/** A server that takes everything and stores nothing. */
async function withServer(
  use: (url: string, requests: readonly Headers[]) => Promise<void>,
): Promise<void> {
  const requests: Headers[] = [];
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, async (request) => {
    if (request.method === "POST") requests.push(new Headers(request.headers));
    await request.bytes();
    return Response.json({});
  });
  try {
    await use(`http://127.0.0.1:${server.addr.port}/v1/logs`, requests);
  } finally {
    await server.shutdown();
  }
}

async function withFolder(use: (dir: string) => Promise<void>): Promise<void> {
  const dir = await Deno.makeTempDir({ prefix: "logops-cli-" });
  try {
    await use(dir);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

const SHORT = `
name: short
duration_sec: 1.2
emitters: [{ name: minimal, eps: 50, batch_size: 10 }]
expect: { achieved_rate_min: 0.5, rejected_ratio_max: 0 }
`;

Deno.test("scenario without a name lists what there is", async () => {
  const { code, stdout } = await run("scenario", []);
  assert.equal(code, 0);
  for (const name of ["default", "burst", "quiet-then-spike", "high-errors"]) {
    assert.match(
      stdout,
      new RegExp(`^${name} +[▁▂▃▄▅▆▇█ ]+ +[\\d.]+ s, [\\d,]+ records +\\S`, "m"),
    );
  }
});

Deno.test("scenario with an unknown name suggests the nearest, and exits 2", async () => {
  const { code, stderr } = await run("scenario", ["brust"]);
  assert.deepEqual([code, stderr], [2, "Cannot find scenario 'brust': did you mean 'burst'?\n"]);
});

Deno.test("scenario with the name of a file that lies here hints at its ending, and exits 2", async () => {
  await withFolder(async (dir) => {
    await Deno.writeTextFile(join(dir, "mine.yaml"), SHORT);
    const { code, stderr } = await run("scenario", ["mine"], { cwd: dir });
    const message = "Cannot find scenario 'mine': did you mean the file 'mine.yaml'?\n";
    assert.deepEqual([code, stderr], [2, message]);
  });
});

Deno.test("scenario with a bad file names the place, and exits 2", async () => {
  await withFolder(async (dir) => {
    const file = join(dir, "bad.yaml");
    await Deno.writeTextFile(file, SHORT.replace("eps: 50", "eps: fast"));
    const { code, stderr } = await run("scenario", [file]);
    assert.equal(code, 2);
    const place = "4:34: 'eps' must be a number: current value is \"fast\"";
    assert.equal(stderr, `Cannot read scenario ${file}:${place}\n`);
  });
});

Deno.test("scenario --dry-run shows the plan, sends nothing, and needs no gateway", async () => {
  const { code, stdout } = await run("scenario", ["burst", "--dry-run", "--seed", "9"], {
    env: { LOGOPS_URL: "http://127.0.0.1:1/" },
  });
  assert.equal(code, 0);
  assert.match(stdout, /^burst {2}Short, hard burst over a quiet floor$/m);
  assert.match(stdout, /11,700 records in 30 s, seed 9\. Nothing is sent\./);
  assert.match(stdout, /^first: <\d+>1 \d{4}-/m);
  assert.match(stdout, /┤ +[▁▂▃▄▅▆▇█]+$/m, "a curve is drawn");
});

Deno.test("scenario exits 2 where nothing answers, and says what to do", async () => {
  const listener = Deno.listen({ port: 0, hostname: "127.0.0.1" });
  const url = `http://127.0.0.1:${listener.addr.port}/v1/logs`;
  listener.close();
  const { code, stderr } = await run("scenario", ["default", "--url", url]);
  assert.equal(code, 2);
  assert.match(stderr, /^Cannot reach .*: connection refused \(start a gateway with/);
});

Deno.test("scenario runs, writes what it was asked for, and exits 0", async () => {
  await withServer((url, requests) =>
    withFolder(async (dir) => {
      const at = (name: string) => join(dir, name);
      await Deno.writeTextFile(at("short.yaml"), SHORT);
      await Deno.writeTextFile(at(".env"), `LOGOPS_URL=${url}\nLOGOPS_API_KEY=from-file\n`);
      const args = ["./short.yaml", "--json", "--seed", "3", "--run-id", "r1"];
      const { code, stdout, stderr } = await run("scenario", [
        ...args,
        ...["--log-file", "run.jsonl", "--junit", "junit.xml"],
      ], { cwd: dir, writable: dir });
      assert.equal(code, 0, stderr);
      const report = JSON.parse(stdout);
      assert.deepEqual([report.outcome, report.sent, report.accepted], ["passed", 60, 60]);
      assert.equal(report.scenario_id, "short-r1");
      assert.equal(requests[0]!.get("X-Api-Key"), "from-file");
      const log = (await Deno.readTextFile(at("run.jsonl"))).trimEnd().split("\n");
      const events = log.map((line) => JSON.parse(line).event);
      assert.deepEqual([events[0], events[1], events.at(-1)], ["start", "second", "end"]);
      assert.match(await Deno.readTextFile(at("junit.xml")), /failures="0"/);
      assert.match(stderr, /^ +1\/1\.2 s {2}sent /m, "plain lines where there is no terminal");
    })
  );
});

Deno.test("scenario exits 1 when an expectation is broken", async () => {
  await withServer((url) =>
    withFolder(async (dir) => {
      await Deno.writeTextFile(
        join(dir, "short.yaml"),
        SHORT.replace("rejected_ratio_max: 0", "rejected_by_reason: { bad_json: { min: 1 } }"),
      );
      const { code, stdout } = await run("scenario", ["./short.yaml", "--url", url], { cwd: dir });
      assert.equal(code, 1);
      assert.match(stdout, /^BROKEN 1 of 2 expectations/);
      assert.match(
        stdout,
        /✘ 0 records were refused for bad_json +rejected_by_reason bad_json ≥ 1/,
      );
    })
  );
});

Deno.test("scenario exits 130 when it is interrupted, after a summary", async () => {
  await withServer(async (url) => {
    let asked = false;
    const { code, stdout } = await run("scenario", ["default", "--url", url], {
      onProgress: (child) => {
        if (!asked) child.kill("SIGINT");
        asked = true;
      },
    });
    assert.equal(code, 130);
    assert.match(stdout, /^INTERRUPTED/);
    assert.match(stdout, /^ {2}json +\d/m);
  });
});

Deno.test("scenario refuses bad options and settings with 2", async () => {
  const unknown = await run("scenario", ["default", "--vrify", "x"]);
  assert.equal(unknown.code, 2);
  assert.match(
    unknown.stderr,
    /^Unknown option '--vrify': did you mean '--verify'\?\nSee deno task scenario --help\.$/m,
  );
  const settings = await run("scenario", ["default"], { env: { LOGOPS_URL: "localhost:8080" } });
  assert.equal(settings.code, 2);
  assert.match(settings.stderr, /'LOGOPS_URL' must be an http or https URL/);
});

Deno.test("scenario refuses files and folders that it cannot use before it runs", async () => {
  const refusal = async (...args: string[]) => {
    const { code, stderr } = await run("scenario", ["default", ...args]);
    assert.equal(code, 2);
    return stderr;
  };
  await withServer(async (url, requests) => {
    const at = ["--url", url];
    assert.match(
      await refusal(...at, "--junit", "/logops.xml"),
      /^Cannot write \/logops\.xml: this command may write only below the folder that it runs in$/m,
    );
    assert.match(await refusal(...at, "--log-file", "orchestrator"), /^Cannot write .*a folder/);
    assert.match(await refusal(...at, "--verify", "no/such"), /^Cannot verify against no\/such/);
    assert.equal(requests.length, 0);
  });
});

Deno.test("scenario sends nothing where all expectations need --verify and it is not given", async () => {
  const dir = await Deno.makeTempDir({ prefix: "logops-scenario-" });
  try {
    const file = join(dir, "blind.yaml");
    const head = "name: blind\nduration_sec: 1\nemitters: [{ name: minimal, eps: 20 }]\nexpect:\n";
    await withServer(async (url, requests) => {
      await Deno.writeTextFile(file, `${head}  lost_max: 0\n  corrupted_max: 0\n`);
      const refused = await run("scenario", [file, "--url", url]);
      assert.equal(refused.code, 2);
      assert.equal(
        refused.stderr.trim(),
        "Cannot judge scenario 'blind': all of its 2 expectations need --verify <sink folder>: " +
          "lost_max, corrupted_max",
      );
      assert.equal(requests.length, 0);
      await Deno.writeTextFile(file, `${head}  lost_max: 0\n  dropped_max: 0\n`);
      const half = await run("scenario", [file, "--url", url]);
      assert.equal(half.code, 0);
      assert.match(half.stdout, /^PASSED 1 of 2 expectations {2}/);
      assert.match(half.stdout, /– 1 expectation not checked: it needs --verify <sink folder>/);
      await Deno.writeTextFile(file, `${head}  lost_max: 1000\n  corrupted_max: 0\n`);
      const blind = await run("scenario", [file, "--url", url, "--verify", dir]);
      assert.equal(blind.code, 1, "it was asked for, and there was nothing to look at");
      assert.match(
        blind.stdout,
        /no line of this run in .*: is it the gateway's LOGOPS_SINK_DIR\?/,
      );
      assert.match(blind.stdout, /✘ not known: no line of this run in .*\n? *.*corrupted_max ≤ 0/);
    });
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});

Deno.test("emit lists types, prints records, and sends them", async () => {
  const list = await run("emit", []);
  assert.equal(list.code, 0);
  assert.match(list.stdout, /^syslog {2,}\S/m);
  const print = await run("emit", ["json", "--print", "2", "--levels", "error=1"]);
  const records = print.stdout.trimEnd().split("\n").map((line) => JSON.parse(line));
  assert.deepEqual(records.map(({ seq, level }) => [seq, level]), [[1, "ERROR"], [2, "ERROR"]]);
  await withServer(async (url) => {
    const args = ["--eps", "40", "--duration", "1", "--batch-size", "8", "--args", "pii_ratio=0"];
    const sent = await run("emit", ["csv", ...args, "--url", url, "--json"]);
    assert.equal(sent.code, 0, sent.stderr);
    assert.equal(JSON.parse(sent.stdout).accepted, 40);
  });
});

Deno.test("emit says what is wrong with its arguments, and exits 2", async () => {
  const row = async (...args: string[]) => {
    const { code, stderr } = await run("emit", args);
    assert.equal(code, 2);
    return stderr;
  };
  assert.match(await row("jsn"), /^Cannot run emitter 'jsn': .*\(did you mean 'json'\?\)/);
  assert.match(await row("json", "--eps", "x"), /^Cannot read --eps: it must be a number/);
});

Deno.test("scenario init begins a scenario that runs, from a sample, and writes over none", async () => {
  const dir = await Deno.makeTempDir();
  try {
    const sample = join(dir, "sample.log");
    await Deno.writeTextFile(
      sample,
      Array.from({ length: 20 }, (_, i) => `{"ts":"2026-05-01T10:00:${10 + i}Z","msg":"x"}\n`).join(
        "",
      ),
    );
    const begun = await run("scenario", ["init", "web", "--from", sample], {
      cwd: dir,
      writable: dir,
    });
    assert.equal(begun.code, 0, begun.stderr);
    assert.match(begun.stdout, /^web\.yaml is written: json, because lines are JSON objects\.\n/);
    const planned = await run("scenario", ["web.yaml", "--dry-run"], { cwd: dir });
    assert.equal(planned.code, 0, planned.stderr);
    const again = await run("scenario", ["init", "web"], { cwd: dir, writable: dir });
    assert.deepEqual([again.code, again.stderr], [
      2,
      "Cannot begin scenario 'web': web.yaml is there already\n",
    ]);
    const astray = await run("scenario", ["init", "web.yaml"], { cwd: dir, writable: dir });
    assert.match(astray.stderr, /^Cannot begin scenario 'web\.yaml': a name has /);
    const nowhere = await run("scenario", ["init", "x", "--from", "no.log"], { cwd: dir });
    assert.equal(nowhere.stderr, "Cannot read sample no.log: there is no such file\n");
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});
