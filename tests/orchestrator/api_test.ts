/** Every route of the orchestrator and every refusal, over the real app and a real gateway. */
import assert from "node:assert/strict";
import { HOST, openOrchestratorApp, type OrchestratorApp, steady } from "./app.ts";

const TEXT_HTML = { accept: "text/html" };

async function problemOf(response: Response): Promise<[status: number, reason: string]> {
  assert.equal(response.headers.get("content-type"), "application/problem+json");
  const { status, reason, detail } = await response.json();
  assert.equal(status, response.status);
  assert.ok(typeof detail === "string" && detail.length > 5);
  return [status, reason];
}

/** What each of the requests is refused with. */
async function assertRefusals(
  app: OrchestratorApp,
  path: string,
  rows: readonly [fields: unknown, status: number, reason: string][],
) {
  for (const [fields, status, reason] of rows) {
    const answer = await problemOf(await app.post(path, fields));
    assert.deepEqual(answer, [status, reason], `${path} ${JSON.stringify(fields)}`);
  }
}

Deno.test("a run by name and one by text go through, and are kept with verdict and log", async () => {
  await using app = await openOrchestratorApp();
  const response = await app.post("/scenario/start", {
    yaml: steady(0.6, 50, "expect: { dropped_max: 0, lost_max: 0, planted_pii_in_clear_max: 0 }"),
    verify: true,
    rate_factor: 2,
    seed: "spike",
  });
  assert.equal(response.status, 201);
  const { id } = await response.json();
  assert.equal(id, "steady-r1");
  assert.equal(response.headers.get("location"), "/runs/steady-r1");
  assert.equal((await app.ended(id)).outcome, "passed");

  const run = await (await app.ask(`/runs/${id}`)).json();
  assert.equal(run.detail.summary.sent, 60);
  assert.equal(run.detail.rateFactor, 2);
  assert.equal(run.detail.seed, "spike");
  assert.equal(run.detail.delivery.total.delivered, 60);
  // Three that the scenario states, and the two that verifying adds.
  assert.deepEqual(
    run.detail.checks.map(({ status }: { status: string }) => status),
    Array(5).fill("passed"),
  );
  assert.equal(run.report.outcome, "passed");
  assert.equal((await app.gateway.stored()).length, 60);

  const log = await app.ask(`/runs/${id}.jsonl`);
  assert.equal(log.headers.get("content-type"), "application/x-ndjson");
  const events = (await log.text()).trimEnd().split("\n").map((line) => JSON.parse(line).event);
  assert.equal(events[0], "start");
  assert.equal(events.at(-1), "end");

  const named = await app.start({ name: "demo", duration_sec: 2.5, rate_factor: 0.2 });
  assert.match(named.id, /^demo-r2$/);
  assert.equal(named.durationSec, 2.5);
  await app.ended(named.id);
  const { runs } = await (await app.ask("/runs")).json();
  assert.deepEqual(runs.map((each: { id: string }) => each.id), ["demo-r2", "steady-r1"]);
});

Deno.test("POST /scenario/start with dry_run answers with the plan and sends nothing", async () => {
  await using app = await openOrchestratorApp();
  const response = await app.post("/scenario/start", { name: "burst", dry_run: true });
  assert.equal(response.status, 200);
  const { records, emitters } = await response.json();
  assert.equal(records, 11_700);
  assert.deepEqual(emitters.map(({ label }: { label: string }) => label), [
    "syslog",
    "json",
    "csv",
  ]);
  assert.ok(emitters[0].segments.length > 0);
  assert.deepEqual(app.sent, []);
  assert.deepEqual(app.runs.live(), []);
});

Deno.test("POST /scenario/start refuses what it may not or cannot run", async () => {
  await using app = await openOrchestratorApp({ env: { LOGOPS_ORCH_RECORDS_MAX: "1000" } });
  await assertRefusals(app, "/scenario/start", [
    [{}, 400, "bad_request"],
    [{ name: "demo", yaml: steady(1) }, 400, "bad_request"],
    [{ name: "demo", speed: 2 }, 400, "bad_request"],
    [{ name: "demo", rate_factor: 0 }, 400, "bad_request"],
    [{ name: "demo", rate_factor: 1001 }, 400, "bad_request"],
    [{ name: "demo", duration_sec: -1 }, 400, "bad_request"],
    [{ name: 7 }, 400, "bad_request"],
    [[], 400, "bad_request"],
    [{ yaml: steady(1, 60_000), rate_factor: 2 }, 400, "bad_request"],
    [{ name: "nope" }, 404, "unknown_scenario"],
    [{ name: "../README" }, 404, "unknown_scenario"],
    [{ name: "/etc/passwd" }, 404, "unknown_scenario"],
    [{ yaml: "name: x" }, 422, "bad_scenario"],
    [{ yaml: "{" }, 422, "bad_scenario"],
    [{ name: "quiet-then-spike", duration_sec: 5 }, 422, "bad_scenario"],
    [{ yaml: steady(1, 1001) }, 422, "too_many_records"],
    [{ name: "demo", target: "http://192.0.2.1/v1/logs" }, 403, "target_not_allowed"],
    [{ name: "demo", target: "file:///etc/passwd" }, 403, "target_not_allowed"],
  ]);
  const bad = await app.post("/scenario/start", { yaml: steady(1).replace("eps: 40", "eps: -3") });
  const { problems } = await bad.json();
  assert.deepEqual([problems[0].line, problems[0].column], [5, 24]);
  assert.match(problems[0].message, /'eps' must be at least 0.1: current value is -3/);
  assert.deepEqual(app.sent, []);
});

Deno.test("a text cannot load a module or read a file from outside of the folder", async () => {
  await using app = await openOrchestratorApp();
  const withEmitter = (emitter: string) => ({
    yaml: `name: x\nduration_sec: 1\nemitters: [${emitter}]\n`,
  });
  await assertRefusals(app, "/scenario/start", [
    [withEmitter("{ plugin: ../tests/anything.ts, eps: 1 }"), 422, "bad_scenario"],
    [withEmitter("{ plugin: https://evil.example/x.ts, eps: 1 }"), 422, "bad_scenario"],
    [withEmitter("{ name: replay, eps: 1, args: { file: /etc/passwd } }"), 422, "bad_scenario"],
    [withEmitter("{ name: replay, eps: 1, args: { file: ../README.md } }"), 422, "bad_scenario"],
  ]);
});

Deno.test("POST /scenario/start says when nothing answers at the target", async () => {
  const refused = () => Promise.reject(new TypeError("connection refused"));
  await using app = await openOrchestratorApp({ fetch: refused });
  const response = await app.post("/scenario/start", { yaml: steady(1) });
  assert.deepEqual(await problemOf(response.clone()), [502, "target_unreachable"]);
  assert.match((await response.json()).detail, /connection refused\. Start a gateway with/);
  assert.deepEqual(app.runs.live(), []);
});

Deno.test("a journal that cannot be read is refused if asked for, and else done without", async () => {
  await using app = await openOrchestratorApp({ env: { LOGOPS_SINK_DIR: "/nowhere/at/all" } });
  await assertRefusals(app, "/scenario/start", [
    [{ yaml: steady(1), verify: true }, 400, "bad_request"],
  ]);
  const { id } = await app.start({ yaml: steady(0.2, 40, "expect: { lost_max: 0 }") });
  assert.equal((await app.ended(id)).outcome, "passed");
  const { detail } = await (await app.ask(`/runs/${id}.json`)).json();
  assert.equal(detail.verifies, false);
  assert.equal(detail.checks[0].status, "unchecked");
});

Deno.test("pause, resume, rate and stop act on a run that goes on", async () => {
  await using app = await openOrchestratorApp();
  const { id } = await app.start({ yaml: steady(60) });
  const act = async (what: string, fields: object = {}) => {
    const response = await app.post(`/scenario/${what}`, { run: id, ...fields });
    assert.equal(response.status, 200, await response.clone().text());
    return await response.json();
  };
  assert.equal((await act("pause")).phase, "paused");
  assert.equal((await act("resume")).phase, "running");
  const planned = (await act("rate", { factor: 2 })).planned;
  assert.ok(planned > 4700 && planned <= 4800, `${planned}`);
  await act("rate", { emitter: "json", eps: 10 });
  const { detail } = await (await app.ask(`/runs/${id}.json`)).json();
  assert.equal(detail.emitters[0].factor, 0.25);
  assert.equal((await (await app.post("/scenario/pause", {})).json()).id, id, "the only one");
  await act("stop");
  const ended = await app.ended(id);
  assert.deepEqual([ended.outcome, ended.note], ["interrupted", "stopped by hand"]);
  for (const what of ["pause", "resume", "stop"]) {
    await assertRefusals(app, `/scenario/${what}`, [
      [{ run: id }, 409, "run_is_over"],
      [{ run: "nope" }, 404, "unknown_run"],
      [{}, 404, "unknown_run"],
      [{ id }, 400, "bad_request"],
    ]);
  }
  await assertRefusals(app, "/scenario/rate", [[{ run: id, factor: 1 }, 409, "run_is_over"]]);
});

Deno.test("POST /scenario/rate refuses what makes no rate", async () => {
  await using app = await openOrchestratorApp();
  const { id: run } = await app.start({ yaml: steady(60) });
  await assertRefusals(app, "/scenario/rate", [
    [{ run }, 400, "bad_request"],
    [{ run, factor: 2, eps: 5 }, 400, "bad_request"],
    [{ run, eps: 5 }, 400, "bad_request"],
    [{ run, factor: -1 }, 400, "bad_request"],
    [{ run, factor: 1001 }, 400, "bad_request"],
    [{ run, emitter: "json", eps: 1e9 }, 400, "bad_request"],
    [{ run, emitter: "nope", factor: 1 }, 400, "bad_request"],
  ]);
});

Deno.test("more runs than may go on at once are refused, and a place is free again", async () => {
  await using app = await openOrchestratorApp({ env: { LOGOPS_ORCH_RUNS_MAX: "2" } });
  const first = await app.start({ yaml: steady(60) });
  await app.start({ yaml: steady(60) });
  await assertRefusals(app, "/scenario/start", [[{ yaml: steady(60) }, 409, "too_many_runs"]]);
  await assertRefusals(app, "/scenario/stop", [[{}, 400, "bad_request"]]);
  app.runs.stop(first.id);
  await app.ended(first.id);
  await app.start({ yaml: steady(60) });
  const { runs } = await (await app.ask("/scenario/status")).json();
  assert.deepEqual(runs.map(({ id }: { id: string }) => id), ["steady-r3", "steady-r2"]);
});

Deno.test("a run's rate cannot be raised past the bound on its records", async () => {
  await using app = await openOrchestratorApp({ env: { LOGOPS_ORCH_RECORDS_MAX: "3000" } });
  const { id: run } = await app.start({ yaml: steady(60) });
  await assertRefusals(app, "/scenario/rate", [[{ run, factor: 2 }, 422, "too_many_records"]]);
  assert.equal((await app.post("/scenario/rate", { run, factor: 1.2 })).status, 200);
});

Deno.test("GET /scenario/list gives each scenario of the folder with its plan", async () => {
  await using app = await openOrchestratorApp();
  const { scenarios } = await (await app.ask("/scenario/list")).json();
  const demo = scenarios.find(({ name }: { name: string }) => name === "demo");
  assert.equal(demo.ok, true);
  assert.equal(demo.plan.durationSec, 8);
  assert.match(demo.description, /demo/);
});

Deno.test("POST /scenario/check gives the plan of a text, or what is wrong and where", async () => {
  await using app = await openOrchestratorApp();
  const good = await (await app.post("/scenario/check", { yaml: steady(2) })).json();
  assert.deepEqual([good.ok, good.plan.records], [true, 80]);
  const bad = await (await app.post("/scenario/check", { yaml: "name: x\nnme: y\n" })).json();
  assert.equal(bad.ok, false);
  assert.ok(bad.problems.some(({ line }: { line: number }) => line === 2));
  await assertRefusals(app, "/scenario/check", [[{}, 400, "bad_request"]]);
});

Deno.test("a text that would take all memory to plan is refused before it does", async () => {
  await using app = await openOrchestratorApp();
  const step = "{ duration_sec: 0.001, eps: 1, ramp_sec: 0.0005 }";
  const steps = Array.from({ length: 200 }, () => step).join(", ");
  const schedule = `{ repeat: { every_sec: 0.3 }, steps: [${steps}] }`;
  const yaml = `name: x\nduration_sec: 2999\nemitters: [{ name: json, schedule: ${schedule} }]\n`;
  const startedMs = performance.now();
  const checked = await (await app.post("/scenario/check", { yaml })).json();
  assert.match(checked.problems[0].message, /come to 3998800 stretches, more than 100000/);
  assert.ok(performance.now() - startedMs < 2_000);
});

Deno.test("DELETE /runs/:id deletes a run that is over, and no other", async () => {
  await using app = await openOrchestratorApp();
  const { id } = await app.start({ yaml: steady(0.2) });
  await app.ended(id);
  const live = await app.start({ yaml: steady(60) });
  const remove = (path: string) => app.ask(path, { method: "DELETE" });
  assert.deepEqual(await problemOf(await remove(`/runs/${live.id}`)), [409, "run_is_live"]);
  assert.equal((await remove(`/runs/${id}`)).status, 204);
  assert.deepEqual(await problemOf(await app.ask(`/runs/${id}`)), [404, "unknown_run"]);
  assert.deepEqual(await problemOf(await app.ask(`/runs/${id}.jsonl`)), [404, "unknown_run"]);
  assert.deepEqual(await problemOf(await remove(`/runs/${id}`)), [404, "unknown_run"]);
});

Deno.test("GET /healthz and /metrics tell how the service is", async () => {
  await using app = await openOrchestratorApp();
  const { id } = await app.start({ yaml: steady(0.3) });
  const health = await (await app.ask("/healthz")).json();
  assert.deepEqual(health, { status: "ok", version: "0.0.0", running: 1 });
  await app.ended(id);
  const text = await (await app.ask("/metrics")).text();
  assert.match(text, /^logops_orch_emitted_total\{scenario="steady",emitter="json"\} 12$/m);
  assert.match(text, /^logops_orch_running 0$/m);
  assert.match(text, /^logops_orch_runs_total\{outcome="passed"\} 1$/m);
});

Deno.test("every page shows, with nothing that its content policy would refuse", async () => {
  await using app = await openOrchestratorApp();
  const [a, b] = [await app.start({ yaml: steady(0.2) }), await app.start({ yaml: steady(0.2) })];
  await app.ended(a.id);
  await app.ended(b.id);
  const pages = [
    ["/", "Steady traffic from five kinds of sender"],
    ["/runs", a.id],
    [`/runs?compare=${a.id}`, "checked"],
    [`/runs/${a.id}`, "run-data"],
    [`/compare?run=${a.id}&run=${b.id}`, "Two runs compared"],
    ["/editor", "my-scenario"],
    ["/editor?from=burst", "Short, hard burst"],
    [`/editor?run=${a.id}`, "name: steady"],
  ] as const;
  for (const [path, text] of pages) {
    const response = await app.ask(path, { headers: TEXT_HTML });
    assert.equal(response.status, 200, path);
    assert.match(response.headers.get("content-type")!, /^text\/html/);
    const html = await response.text();
    assert.ok(html.includes(text), `${path} has no '${text}'`);
    assert.doesNotMatch(html, /<script(?![^>]* src=)(?! type="application\/json")/, path);
    assert.doesNotMatch(html, / style=| on\w+="|<style|javascript:/i, path);
    assert.doesNotMatch(html, /(src|href)="(https?:)?\/\//, `${path} loads from elsewhere`);
  }
});

Deno.test("pages say what is not there, in HTML", async () => {
  await using app = await openOrchestratorApp();
  const rows = [
    ["/runs/nope", 404],
    ["/nope", 404],
    ["/compare", 400],
    ["/compare?run=nope&run=nope2", 404],
    ["/editor?from=nope", 404],
    ["/editor?run=nope", 404],
  ] as const;
  for (const [path, status] of rows) {
    const response = await app.ask(path, { headers: TEXT_HTML });
    assert.equal(response.status, status, path);
    assert.match(await response.text(), /role="alert"/, path);
  }
  assert.deepEqual(await problemOf(await app.ask("/nope")), [404, "unknown_route"]);
  const posted = await app.post("/runs", {});
  assert.deepEqual(await problemOf(posted), [404, "unknown_route"]);
});

Deno.test("names of runs and scenarios that are markup stay text", async () => {
  await using app = await openOrchestratorApp();
  const evil = "</script><script>alert(1)</script>";
  const yaml = steady(0.2).replace("seed: 7", `seed: "${evil}"`);
  const { id } = await app.start({ yaml });
  await app.ended(id);
  for (const path of [`/runs/${id}`, `/editor?run=${id}`]) {
    const html = await (await app.ask(path, { headers: TEXT_HTML })).text();
    assert.ok(!html.includes(evil), path);
  }
  const checked = await app.form("/scenario/check", { yaml: `name: "${evil}"\n` });
  assert.ok(!(await checked.text()).includes("<script>"));
});

Deno.test("forms of our own pages are answered in HTML, and lead to the run", async () => {
  await using app = await openOrchestratorApp();
  const started = await app.form("/scenario/start", {
    yaml: steady(0.2),
    rate_factor: "",
    seed: "",
  });
  assert.equal(started.status, 200);
  assert.equal(started.headers.get("hx-redirect"), "/runs/steady-r1");
  const plan = await app.form("/scenario/start", { name: "burst", dry_run: "true" });
  assert.match(await plan.text(), /<strong>11,700<\/strong> records/);
  const bad = await app.form("/scenario/start", { name: "demo", rate_factor: "x" });
  assert.equal(bad.status, 400);
  assert.match(await bad.text(), /class="notice bad" role="alert"/);
  const checked = await app.form("/scenario/check", { yaml: "name: x\nduration_sec: -1\n" });
  assert.match(await checked.text(), /data-line="2" data-column="15"/);
  await app.ended("steady-r1");
  const remove = { method: "DELETE", headers: { "hx-request": "true" } };
  const removed = await app.ask("/runs/steady-r1", remove);
  assert.deepEqual([removed.status, await removed.text()], [200, ""]);
});

Deno.test("strangers are refused: by Host, by Origin, by Sec-Fetch-Site, by content type", async () => {
  await using app = await openOrchestratorApp();
  const fields = { yaml: steady(0.2) };
  const start = (headers: Record<string, string>) => app.post("/scenario/start", fields, headers);
  const rows: [Record<string, string>, number, string][] = [
    [{ host: "evil.example:8090" }, 403, "wrong_host"],
    [{ origin: "http://evil.example" }, 403, "cross_site"],
    [{ origin: "null" }, 403, "cross_site"],
    [{ "sec-fetch-site": "cross-site" }, 403, "cross_site"],
    [{ "content-type": "text/plain" }, 415, "unsupported_media_type"],
    [{ "content-type": "application/x-www-form-urlencoded" }, 415, "unsupported_media_type"],
  ];
  for (const [headers, status, reason] of rows) {
    assert.deepEqual(await problemOf(await start(headers)), [status, reason], reason);
  }
  const rebound = await app.ask("/runs", { headers: { host: "evil.example" } });
  assert.deepEqual(await problemOf(rebound), [403, "wrong_host"]);
  const upgrade = { upgrade: "websocket", connection: "upgrade", origin: "http://evil.example" };
  const socket = await app.ask("/ws", { headers: upgrade });
  assert.deepEqual(await problemOf(socket), [403, "cross_site"]);
  assert.deepEqual(await problemOf(await app.ask("/ws")), [400, "bad_request"]);
  assert.deepEqual(app.sent, []);
  assert.equal(
    (await start({ origin: `http://${HOST}`, "sec-fetch-site": "same-origin" })).status,
    201,
  );
});

Deno.test("a body that is too large is refused", async () => {
  await using app = await openOrchestratorApp();
  const yaml = "x".repeat(3_000_000);
  await assertRefusals(app, "/scenario/start", [[{ yaml }, 413, "body_too_large"]]);
  const large = { yaml: "x".repeat(300_000) };
  await assertRefusals(app, "/scenario/start", [[large, 400, "bad_request"]]);
});

Deno.test("with a token set, all but health, sign-in and static files asks for it", async () => {
  const token = "correct-horse-battery";
  await using app = await openOrchestratorApp({ env: { LOGOPS_ORCH_TOKEN: token } });
  for (const path of ["/", "/runs", "/runs/x", "/metrics", "/ws", "/scenario/list", "/nope"]) {
    const response = await app.ask(path);
    assert.equal(response.headers.get("www-authenticate"), "Bearer", path);
    assert.deepEqual(await problemOf(response), [401, "not_signed_in"], path);
  }
  const posted = await app.post("/scenario/start", { yaml: steady(1) });
  assert.deepEqual(await problemOf(posted), [401, "not_signed_in"]);
  for (const path of ["/healthz", "/static/base.css"]) {
    assert.equal((await app.ask(path)).status, 200, path);
  }
  const expired = await app.form("/scenario/check", { yaml: "" });
  assert.deepEqual([expired.status, expired.headers.get("hx-redirect")], [401, "/"]);
  const bearer = { headers: { authorization: `Bearer ${token}` } };
  assert.equal((await app.ask("/scenario/list", bearer)).status, 200);

  const page = await app.ask("/", { headers: TEXT_HTML });
  assert.equal(page.status, 401);
  assert.match(await page.text(), /name="token"/);
  const wrong = await app.form("/sign-in", { token: "wrong" });
  assert.equal(wrong.status, 401);
  assert.match(await wrong.text(), /That is not the token/);
  const right = await app.form("/sign-in", { token });
  assert.equal(right.headers.get("hx-redirect"), "/");
  const cookie = right.headers.get("set-cookie")!.split(";")[0]!;
  const signedIn = await app.ask("/", { headers: { ...TEXT_HTML, cookie } });
  assert.equal(signedIn.status, 200);
  assert.match(await signedIn.text(), /Sign out/);
  const out = await app.form("/sign-out", {});
  assert.match(out.headers.get("set-cookie")!, /^logops_orch=;.*Max-Age=0$/);
});

Deno.test("credentials go to the gateway that they are set for, and to no other target", async () => {
  await using app = await openOrchestratorApp({
    env: { LOGOPS_API_KEY: "the-key", LOGOPS_URL: "http://127.0.0.1:8080/v1/logs" },
  });
  const own = await app.start({ yaml: steady(0.2) });
  const other = await app.start({ yaml: steady(0.2), target: "http://127.0.0.1:9/v1/logs" });
  await app.ended(own.id);
  await app.ended(other.id);
  const keys = (port: string) =>
    app.sent.filter(({ url, method }) => new URL(url).port === port && method === "POST")
      .map(({ headers }) => headers.get("x-api-key"));
  assert.ok(keys("8080").length > 0 && keys("8080").every((key) => key === "the-key"));
  assert.ok(keys("9").length > 0 && keys("9").every((key) => key === null));
});

Deno.test("all that pages load comes from the installation, once, with types that match", async () => {
  await using app = await openOrchestratorApp();
  const rows = [
    ["htmx.js", "text/javascript"],
    ["alpine.js", "text/javascript"],
    ["uplot.js", "text/javascript"],
    ["uplot.css", "text/css"],
    ["base.css", "text/css"],
    ["icon.svg", "image/svg+xml"],
    ["client/main.ts", "text/javascript"],
    ["client/run.ts", "text/javascript"],
  ] as const;
  for (const [path, type] of rows) {
    const response = await app.ask(`/static/${path}`);
    assert.equal(response.status, 200, path);
    assert.ok(response.headers.get("content-type")!.startsWith(type), path);
    const etag = response.headers.get("etag")!;
    const text = await response.text();
    if (path.endsWith(".ts")) {
      assert.doesNotMatch(text, /^import type|: string|interface /m, "types are cut out");
      for (const [, specifier] of text.matchAll(/from "(.*?)"/g)) {
        const url = new URL(specifier!, `http://x/static/${path}`).pathname;
        assert.equal((await app.ask(url)).status, 200, `${path} imports ${specifier}`);
      }
    }
    const again = await app.ask(`/static/${path}`, { headers: { "if-none-match": etag } });
    assert.equal(again.status, 304, path);
  }
  for (const path of ["nope.js", "../main.ts", "client/deno.json", "client/run_words_test.ts"]) {
    assert.equal((await app.ask(`/static/${path}`)).status, 404, path);
  }
});

Deno.test("every answer carries the headers that keep strangers out", async () => {
  await using app = await openOrchestratorApp();
  for (const path of ["/", "/healthz", "/nope", "/static/base.css", "/static/nope"]) {
    const { headers } = await app.ask(path);
    assert.match(headers.get("content-security-policy")!, /script-src 'self';/, path);
    assert.doesNotMatch(headers.get("content-security-policy")!, /unsafe/, path);
    assert.equal(headers.get("x-content-type-options"), "nosniff", path);
    assert.equal(headers.get("x-frame-options"), "DENY", path);
    assert.equal(headers.get("access-control-allow-origin"), null, path);
  }
});

Deno.test("a bug is answered with an id, and the log has the frames under it", async () => {
  await using app = await openOrchestratorApp();
  const live = app.runs.live;
  app.runs.live = () => {
    throw new Error("secret of someone@example.com");
  };
  try {
    const response = await app.ask("/scenario/status");
    const { reason, detail } = await response.json();
    assert.deepEqual([response.status, reason], [500, "internal"]);
    assert.match(detail, /error-id/);
  } finally {
    app.runs.live = live;
  }
  const line = JSON.parse(app.log.find((each) => each.includes('"bug"'))!);
  assert.equal(line.id, "error-id");
  assert.match(line.stack, /at /);
  assert.ok(!app.log.join().includes("someone@example.com"));
});
