/** `logops verify` on pipelines that know nothing of LogOps: small ones, which do harm when asked to. */
import { startGateway } from "../gateway/process.ts";
import { ROOT } from "../repository.ts";
import assert from "node:assert/strict";
import { join } from "node:path";

interface Verdict {
  readonly code: number;
  readonly passed: boolean;
  readonly bad: string[];
  readonly notes: string[];
}

async function verify(...args: string[]): Promise<Verdict> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      "task",
      "logops",
      "verify",
      ...args,
      "--json",
      "--duration",
      "1",
      "--eps",
      "100",
      "--seed",
      "4",
    ],
    cwd: ROOT,
    env: { NO_COLOR: "1" },
  }).output();
  const text = new TextDecoder().decode(stdout);
  assert.ok(text.startsWith("{"), text + new TextDecoder().decode(stderr));
  const { passed, sentences } = JSON.parse(text);
  const marked = (mark: string) =>
    sentences.filter((one: { mark: string }) => one.mark === mark)
      .map((one: { text: string }) => one.text);
  return { code, passed, bad: marked("bad"), notes: marked("note") };
}

/** Follows a file and writes each of its lines elsewhere, as `change` makes it: to none, one or more. */
async function withPipeline(
  change: (line: string, index: number) => string[],
  run: (input: string, folder: string) => Promise<void>,
): Promise<void> {
  const dir = await Deno.makeTempDir({ prefix: "logops-strangers-" });
  const input = join(dir, "app.log");
  const folder = join(dir, "out");
  await Deno.mkdir(folder);
  await Deno.writeTextFile(input, "");
  const watcher = Deno.watchFs(input);
  let done = 0;
  const forwarding = (async () => {
    for await (const _ of watcher) {
      const lines = (await Deno.readTextFile(input)).split("\n").slice(0, -1);
      const fresh = lines.slice(done).flatMap((line, i) => change(line, done + i));
      done = lines.length;
      const text = fresh.map((line) => `${line}\n`).join("");
      await Deno.writeTextFile(join(folder, "part-0.log"), text, { append: true });
    }
  })();
  try {
    await run(input, folder);
  } finally {
    watcher.close();
    await forwarding;
    await Deno.remove(dir, { recursive: true });
  }
}

const wrapped = (line: string) =>
  JSON.stringify({ host: "web-1", source_type: "file", message: line });

Deno.test("logops verify passes a pipeline that wraps lines and keeps what is in them", async () => {
  await withPipeline((line) => [wrapped(line)], async (input, folder) => {
    const { code, passed, bad, notes } = await verify("--input", input, "--at", folder);
    assert.deepEqual([code, passed, bad], [0, true, []]);
    assert.match(notes[0]!, /^\d+ of \d+ planted personal values can be read: email /);
  });
});

Deno.test("logops verify finds what a pipeline lost, doubled and changed, with exact counts", async () => {
  const harmful = (line: string, i: number): string[] => {
    if (i === 10 || i === 40) return [];
    if (i === 20) return [wrapped(line), wrapped(line), wrapped(line)];
    if (i === 30) return [wrapped(line.replace('"service"', '"servicf"'))];
    return [wrapped(line)];
  };
  await withPipeline(harmful, async (input, folder) => {
    const { code, bad } = await verify("--input", input, "--at", folder, "--wait", "1");
    assert.equal(code, 1);
    assert.equal(bad.length, 3, bad.join("\n"));
    assert.match(bad[0]!, /^2 of 100 records never arrived, first seq 11; seq 41$/);
    assert.match(bad[1]!, /^2 times a record arrived once more than it was sent$/);
    assert.match(bad[2]!, /^1 arrived changed, first part-0\.log:\d+ \(service: not stored\)$/);
  });
});

Deno.test("logops verify says where nothing arrives, and fails", async () => {
  await withPipeline(() => [], async (input, folder) => {
    const { code, bad } = await verify("--input", input, "--at", folder, "--wait", "0");
    assert.equal(code, 1);
    assert.match(bad.join(), /^nothing of this run is at .*: does your pipeline write there/);
  });
});

Deno.test("logops verify takes our gateway for any pipeline, and a refusal for what it is", async () => {
  await using gateway = await startGateway({});
  const good = await verify("--input", gateway.url, "--at", gateway.sinkDir, "--masked");
  assert.deepEqual([good.code, good.bad], [0, []]);
  await using limited = await startGateway({ env: { LOGOPS_BODY_BYTES_MAX: "2000" } });
  const refused = await verify("--input", limited.url, "--at", limited.sinkDir);
  assert.equal(refused.code, 1);
  assert.match(refused.bad[0]!, /^\d+ of 100 records were not taken: body_too_large \d+/);
});

Deno.test("logops verify says what is wrong with its arguments, and sends nothing", async () => {
  const failing = async (...args: string[]) => {
    const { code, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["task", "logops", "verify", ...args],
      cwd: ROOT,
      env: { NO_COLOR: "1" },
    }).output();
    return `${code} ${new TextDecoder().decode(stderr)}`;
  };
  assert.match(await failing("--at", "."), /^2 [^]*--input and --at must both be given/);
  assert.match(
    await failing("--input", "x.log", "--at", "no/such"),
    /^2 [^]*Cannot look at no\/such/,
  );
  const closed = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = closed.addr;
  closed.close();
  assert.match(
    await failing("--input", `http://127.0.0.1:${port}`, "--at", "."),
    /^2 [^]*Cannot reach http:\/\/127\.0\.0\.1:\d+: connection refused/,
  );
  assert.match(
    await failing("--input", "ftp://x/y", "--at", "."),
    /^2 [^]*must be an http or https URL/,
  );
});
