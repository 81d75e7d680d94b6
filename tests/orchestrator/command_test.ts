/** The orchestrator as a program: what it refuses to start with, how it ends, what it keeps. */
import assert from "node:assert/strict";
import config from "../../deno.json" with { type: "json" };
import { startGateway } from "../gateway/process.ts";
import { steady } from "./app.ts";
import { startOrchestrator } from "./process.ts";
import { ROOT } from "../repository.ts";

async function run(env: Record<string, string>, ...args: string[]) {
  const command = config.tasks.orchestrator.command.split(" ").slice(1);
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [...command, ...args],
    cwd: ROOT,
    env: { NO_COLOR: "1", ...env },
    clearEnv: true,
  }).output();
  const text = new TextDecoder();
  return { code, stdout: text.decode(stdout), stderr: text.decode(stderr) };
}

Deno.test("the orchestrator does not start open to a network, nor with settings that are wrong", async () => {
  const rows: [env: Record<string, string>, says: RegExp][] = [
    [{ LOGOPS_ORCH_HOST: "0.0.0.0" }, /'LOGOPS_ORCH_TOKEN' must be set to listen on 0\.0\.0\.0/],
    [
      { LOGOPS_ORCH_TOKEN: "short" },
      /'LOGOPS_ORCH_TOKEN' .*at least 16 .*: current value is hidden/,
    ],
    [{ LOGOPS_ORCH_TARGETS: "anywhere" }, /must hold 'loopback' and origins .*: got 'anywhere'/],
    [
      { LOGOPS_ORCH_TARGETS: "loopback,https://logs.example.org" },
      /not permitted to call: add --allow-net=127\.0\.0\.1,localhost,logs\.example\.org:443/,
    ],
    [{ LOGOPS_ORCH_RUNS_MAX: "0", LOGOPS_ORCH_PORT: "x" }, /PORT'.*\n.*'LOGOPS_ORCH_RUNS_MAX'/],
  ];
  const results = await Promise.all(rows.map(([env]) => run(env, "--check")));
  for (const [i, { code, stderr }] of results.entries()) {
    assert.match(stderr, rows[i]![1]);
    assert.equal(code, 2, stderr);
  }
});

Deno.test("--check prints the settings, and no secret", async () => {
  const token = "correct-horse-battery";
  const env = { LOGOPS_ORCH_TOKEN: token, LOGOPS_ORCH_HOST: "0.0.0.0" };
  const [checked, unknown] = await Promise.all([run(env, "--check"), run({}, "--chek")]);
  assert.equal(checked.code, 0, checked.stderr);
  assert.match(checked.stdout, /^LOGOPS_ORCH_HOST=0\.0\.0\.0$/m);
  assert.match(checked.stdout, /^LOGOPS_ORCH_TOKEN=\(set\)$/m);
  assert.ok(!checked.stdout.includes(token));
  assert.equal(unknown.code, 2);
});

Deno.test("SIGTERM ends runs in order, and the next service has them and what was before", async () => {
  await using gateway = await startGateway();
  const { url: gatewayUrl, sinkDir } = gateway;
  await using first = await startOrchestrator({ gatewayUrl, sinkDir });
  const response = await fetch(`${first.url}/scenario/start`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ yaml: steady(60, 100), verify: true }),
  });
  const { id } = await response.json();
  while ((await gateway.stored()).length === 0) await new Promise((next) => setTimeout(next, 50));
  assert.equal(await first.stop("SIGTERM"), 0);
  await using second = await first.restart();
  const { detail } = await (await fetch(`${second.url}/runs/${id}.json`)).json();
  assert.equal(detail.summary.outcome, "interrupted");
  assert.equal(detail.summary.note, "the service was stopped");
  const stored = (await gateway.stored()).length;
  assert.ok(stored > 0);
  assert.equal(detail.summary.accepted, stored);
  assert.equal(detail.delivery.total.delivered, stored, "the verdict was still made");
  const log = await (await fetch(`${second.url}/runs/${id}.jsonl`)).text();
  assert.match(log.trimEnd().split("\n").at(-1)!, /"event":"end".*"outcome":"interrupted"/);
});
