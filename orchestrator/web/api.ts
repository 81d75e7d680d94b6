/**
 * The routes for programs, and for the buttons of pages:
 *
 * | route | |
 * |---|---|
 * | `POST /scenario/start` | by name or inline YAML, with overrides; `dry_run` answers with the plan |
 * | `POST /scenario/stop` `/pause` `/resume` | `{run}`, which may be left out while only one goes on |
 * | `POST /scenario/rate` | `{run, emitter?, factor \| eps}` |
 * | `POST /scenario/check` | `{yaml}` → problems, or the plan |
 * | `GET /scenario/status` `/list` | what goes on; what could |
 * | `GET /runs` | past and present |
 * | `GET /runs/:id` `.json` `.jsonl`, `DELETE` | a run with its verdict; its log |
 *
 * Pages that ask with htmx get HTML instead: the same answer for a person.
 */
import { type Context, Hono } from "hono";
import { z } from "zod";
import { peakEps, type Plan, plan } from "../plan/mod.ts";
import { fail, problemJson, STATUS_BY_KIND, type WebFailure, type WebResult } from "./failure.ts";
import type { LiveRun } from "./live_run.ts";
import type { RunSummary } from "./messages.ts";
import { readFields } from "./request_fields.ts";
import { prepare, RATE_FACTOR_MAX, StartFields } from "./run_request.ts";
import type { Service } from "./service.ts";
import { checkView } from "./views/editor_page.ts";
import { failureView } from "./views/failure_view.ts";
import { planView } from "./views/plan_view.ts";

const RUNS_LISTED_MAX = 1_000;

const RunField = z.strictObject({ run: z.string().max(200).optional() });
const RateFields = z.strictObject({
  run: z.string().max(200).optional(),
  emitter: z.string().max(64).optional(),
  factor: z.number().min(0).max(RATE_FACTOR_MAX).optional(),
  eps: z.number().min(0).optional(),
});
const CheckFields = z.object({ yaml: z.string().max(262_144) });

export function isFromPage({ req }: Context): boolean {
  return req.header("hx-request") === "true";
}

/** A failure as the asker can use it. */
export function answerFailure(context: Context, failure: WebFailure): Response | Promise<Response> {
  if (!isFromPage(context)) return problemJson(failure);
  return context.html(failureView(failure), STATUS_BY_KIND[failure.kind]);
}

export function apiRoutes(service: Service): Hono {
  const app = new Hono();
  const { runs } = service;
  app.post("/scenario/start", (context) => start(context, service));
  app.post("/scenario/check", (context) => check(context, service));
  app.post("/scenario/stop", (context) => act(context, service, (id) => runs.stop(id)));
  app.post("/scenario/pause", (context) => act(context, service, (id) => runs.act(id, pause)));
  app.post("/scenario/resume", (context) => act(context, service, (id) => runs.act(id, resume)));
  app.post("/scenario/rate", (context) => setRate(context, service));
  app.get("/scenario/status", (context) => context.json({ runs: runs.live() }));
  app.get("/scenario/list", async (context) => context.json({ scenarios: await list(service) }));
  app.delete("/runs/:id", async (context) => {
    const removed = await runs.remove(context.req.param("id"));
    if (!removed.ok) return answerFailure(context, removed.failure);
    return isFromPage(context) ? context.body("") : context.body(null, 204);
  });
  return app;
}

/** `GET /runs` as JSON. */
export async function runsJson(context: Context, { runs }: Service): Promise<Response> {
  const listed = await runs.list(RUNS_LISTED_MAX);
  return listed.ok ? context.json({ runs: listed.value }) : problemJson(listed.failure);
}

/** `GET /runs/:id` as JSON. */
export async function runJson(context: Context, service: Service, id: string): Promise<Response> {
  const found = await service.runs.read(id);
  return found.ok ? context.json(found.value) : problemJson(found.failure);
}

/** `GET /runs/:id.jsonl`: the log, as `--log-file` of the command writes it. */
export async function runLog(service: Service, id: string): Promise<Response> {
  const log = await service.runs.log(id);
  if (!log.ok) return problemJson(log.failure);
  return new Response(log.value, {
    headers: {
      "content-type": "application/x-ndjson",
      "content-disposition": `attachment; filename="${id.replace(/[^\w.-]/g, "_")}.jsonl"`,
    },
  });
}

async function start(context: Context, service: Service): Promise<Response> {
  const fields = await readFields(context.req.raw, StartFields);
  if (!fields.ok) return answerFailure(context, fields.failure);
  const prepared = await prepare(fields.value, service.prepare);
  if (!prepared.ok) return answerFailure(context, prepared.failure);
  if (prepared.value.dryRun) {
    return isFromPage(context)
      ? context.html(planView(prepared.value.plan))
      : context.json(planJson(prepared.value.plan));
  }
  const started = await service.runs.start(prepared.value);
  if (!started.ok) return answerFailure(context, started.failure);
  const { id } = started.value;
  service.log.info("run_started", { run: id, target: prepared.value.target });
  const path = `/runs/${encodeURIComponent(id)}`;
  if (isFromPage(context)) return context.body("", 200, { "HX-Redirect": path });
  return context.json(started.value, 201, { location: path });
}

async function check(context: Context, { prepare: { library } }: Service): Promise<Response> {
  const fields = await readFields(context.req.raw, CheckFields);
  if (!fields.ok) return answerFailure(context, fields.failure);
  const parsed = await library.parse(fields.value.yaml, "scenario.yaml");
  if (!parsed.ok) {
    const { problems } = parsed;
    return isFromPage(context)
      ? context.html(checkView({ problems }))
      : context.json({ ok: false, problems });
  }
  const planned = plan(parsed.scenario);
  return isFromPage(context)
    ? context.html(checkView({ plan: planned }))
    : context.json({ ok: true, plan: planJson(planned) });
}

async function act(
  context: Context,
  service: Service,
  action: (id: string) => WebResult<RunSummary>,
): Promise<Response> {
  const fields = await readFields(context.req.raw, RunField);
  if (!fields.ok) return answerFailure(context, fields.failure);
  const id = runIdOf(fields.value.run, service);
  const done = id.ok ? action(id.value) : id;
  return done.ok ? context.json(done.value) : answerFailure(context, done.failure);
}

async function setRate(context: Context, service: Service): Promise<Response> {
  const fields = await readFields(context.req.raw, RateFields);
  if (!fields.ok) return answerFailure(context, fields.failure);
  const { run, emitter, factor, eps } = fields.value;
  const { recordsMax } = service.prepare;
  const id = runIdOf(run, service);
  if (!id.ok) return answerFailure(context, id.failure);
  let problem: WebFailure | undefined;
  const done = service.runs.act(id.value, (live) => {
    const wanted = factorFor(live, { emitter, factor, eps });
    if (typeof wanted !== "number") problem = wanted;
    else if (!live.setRate(wanted, emitter, recordsMax)) {
      const detail = `The run would make more than the ${recordsMax} records that ` +
        "LOGOPS_ORCH_RECORDS_MAX allows";
      problem = { kind: "too_many_records", detail };
    }
  });
  if (!done.ok) return answerFailure(context, done.failure);
  return problem === undefined ? context.json(done.value) : answerFailure(context, problem);
}

/** `eps` becomes the factor that brings the emitter's peak to it. */
function factorFor(
  { scenario }: LiveRun,
  { emitter, factor, eps }: Omit<z.infer<typeof RateFields>, "run">,
): number | WebFailure {
  const known = scenario.emitters.find(({ label }) => label === emitter);
  if (emitter !== undefined && known === undefined) {
    const labels = scenario.emitters.map(({ label }) => label).join(", ");
    return { kind: "bad_request", detail: `There is no such emitter: there are ${labels}` };
  }
  if ((factor === undefined) === (eps === undefined)) {
    return { kind: "bad_request", detail: "Give either 'factor' or 'eps'" };
  }
  if (factor !== undefined) return factor;
  if (known === undefined) return { kind: "bad_request", detail: "'eps' needs an 'emitter'" };
  const wanted = eps! / peakEps(known.curve);
  if (wanted <= RATE_FACTOR_MAX) return wanted;
  const detail = `'eps' is more than ${RATE_FACTOR_MAX} times the planned rate`;
  return { kind: "bad_request", detail };
}

function runIdOf(id: string | undefined, { runs }: Service): WebResult<string> {
  if (id !== undefined) return { ok: true, value: id };
  const live = runs.live();
  if (live.length === 1) return { ok: true, value: live[0]!.id };
  if (live.length === 0) return fail("unknown_run", "Nothing runs");
  return fail("bad_request", "Several runs go on: say which in 'run'");
}

/** Every scenario of the folder, with its plan or what is wrong with it. */
async function list({ prepare: { library } }: Service) {
  const names = await library.names();
  return await Promise.all(names.map(async (name) => {
    const text = await library.text(name);
    const parsed = text.ok ? await library.parse(text.value, `${name}.yaml`) : undefined;
    if (parsed === undefined) return { name, ok: false };
    if (!parsed.ok) return { name, ok: false, problems: parsed.problems };
    const { description } = parsed.scenario;
    return { name, ok: true, description, plan: planJson(plan(parsed.scenario)) };
  }));
}

function planJson({ emitters, ...totals }: Plan) {
  const rows = emitters.map(({ curve, ...row }) => ({ ...row, segments: curve.segments }));
  return { ...totals, emitters: rows };
}

const pause = (run: LiveRun) => run.pause();
const resume = (run: LiveRun) => run.resume();
