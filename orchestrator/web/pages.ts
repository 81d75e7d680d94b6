/** The routes for people. `/runs` and `/runs/:id` give programs JSON: it depends on `Accept`. */
import { type Context, Hono } from "hono";
import { plan } from "../plan/mod.ts";
import { runJson, runLog, runsJson } from "./api.ts";
import { problemJson, STATUS_BY_KIND, type WebFailure } from "./failure.ts";
import type { RunRecord } from "./live_run.ts";
import type { Service } from "./service.ts";
import { comparePage } from "./views/compare_page.ts";
import { editorPage, NEW_SCENARIO } from "./views/editor_page.ts";
import { failurePage } from "./views/failure_view.ts";
import { historyPage } from "./views/history_page.ts";
import { patternsPage } from "./views/patterns_page.ts";
import { runPage } from "./views/run_page.ts";
import { type Card, scenariosPage, targetView } from "./views/scenarios_page.ts";
import type { StartDefaults } from "./views/start_form.ts";

const RUNS_SHOWN_MAX = 200;

export function wantsHtml({ req }: Context): boolean {
  return (req.header("accept") ?? "").includes("text/html");
}

export function pageRoutes(service: Service): Hono {
  const app = new Hono();
  const canSignOut = service.sessions.required;
  const failed = (context: Context, failure: WebFailure) =>
    context.html(failurePage(failure, { canSignOut }), STATUS_BY_KIND[failure.kind]);

  app.get("/", async (context) => {
    const [cards, defaults] = await Promise.all([cardsOf(service), defaultsOf(service)]);
    const folder = service.scenarioDir;
    return context.html(scenariosPage({ cards, folder, defaults, canSignOut }));
  });
  app.get("/target", async (context) => {
    const { defaultTarget } = service.prepare;
    return context.html(targetView(defaultTarget, await service.unreachable(defaultTarget)));
  });
  app.get("/runs", async (context) => {
    if (!wantsHtml(context)) return await runsJson(context, service);
    const listed = await service.runs.list(RUNS_SHOWN_MAX);
    const runs = listed.ok ? listed.value : service.runs.live();
    const chosen = context.req.query("compare");
    return context.html(historyPage({
      runs,
      canSignOut,
      ...(listed.ok ? {} : { failure: listed.failure }),
      ...(chosen === undefined ? {} : { chosen }),
    }));
  });
  app.get("/runs/:file", async (context) => {
    const file = context.req.param("file");
    if (file.endsWith(".jsonl")) return await runLog(service, file.slice(0, -".jsonl".length));
    if (file.endsWith(".json")) {
      return await runJson(context, service, file.slice(0, -".json".length));
    }
    if (!wantsHtml(context)) return await runJson(context, service, file);
    const found = await service.runs.read(file);
    if (!found.ok) return failed(context, found.failure);
    return context.html(runPage(found.value, canSignOut));
  });
  app.get("/compare", async (context) => {
    const ids = context.req.queries("run") ?? [];
    const [a, b] = await Promise.all(ids.slice(0, 2).map((id) => service.runs.read(id)));
    if (a === undefined || b === undefined) {
      return failed(context, { kind: "bad_request", detail: "Choose two runs to compare" });
    }
    if (!a.ok) return failed(context, a.failure);
    if (!b.ok) return failed(context, b.failure);
    const pair = [a.value, b.value] as const;
    const [before, after] = startedAt(pair[0]) <= startedAt(pair[1]) ? pair : [pair[1], pair[0]];
    return context.html(comparePage(before, after, canSignOut));
  });
  app.get("/patterns", async (context) => {
    const { before, after } = context.req.query();
    const choices = await service.patterns.choices();
    const chosen = { choices, before, after, canSignOut };
    if (before === undefined || after === undefined) {
      return wantsHtml(context) ? context.html(patternsPage(chosen)) : context.json({ choices });
    }
    const compared = await service.patterns.compare(before, after);
    if (!compared.ok) {
      const { failure } = compared;
      if (!wantsHtml(context)) return problemJson(failure);
      return context.html(patternsPage({ ...chosen, failure }), STATUS_BY_KIND[failure.kind]);
    }
    const view = compared.value;
    return wantsHtml(context)
      ? context.html(patternsPage({ ...chosen, view }))
      : context.json({ before: view.before, after: view.after, ...view.comparison });
  });
  app.get("/editor", async (context) => {
    const text = await textFor(context, service);
    if (!text.ok) return failed(context, text.failure);
    const defaults = await defaultsOf(service);
    return context.html(editorPage({ ...text.value, defaults, canSignOut }));
  });
  return app;
}

function startedAt({ detail }: RunRecord): number {
  return detail.summary.startedMs;
}

/** A page or a problem, as the asker can read it. */
export function refuse(context: Context, failure: WebFailure): Response | Promise<Response> {
  if (!wantsHtml(context)) return problemJson(failure);
  return context.html(failurePage(failure, {}), STATUS_BY_KIND[failure.kind]);
}

async function textFor(context: Context, { runs, prepare }: Service) {
  const { library, defaultTarget } = prepare;
  const name = context.req.query("from");
  const run = context.req.query("run");
  if (run !== undefined) {
    const found = await runs.read(run);
    if (!found.ok) return found;
    const { yaml, detail: { seed, rateFactor, summary: { target } } } = found.value;
    const filled = {
      seed: String(seed),
      ...(rateFactor === 1 ? {} : { rate_factor: String(rateFactor) }),
      ...(target === defaultTarget ? {} : { target }),
    };
    return { ok: true, value: { yaml, from: run, hints: { filled } } } as const;
  }
  if (name === undefined) return { ok: true, value: { yaml: NEW_SCENARIO } } as const;
  const text = await library.text(name);
  return text.ok ? { ok: true, value: { yaml: text.value, from: name } } as const : text;
}

async function defaultsOf({ prepare }: Service): Promise<StartDefaults> {
  const { defaultTarget, sinkDir, canRead } = prepare;
  return { target: defaultTarget, canVerify: await canRead(sinkDir) };
}

async function cardsOf({ prepare: { library } }: Service): Promise<Card[]> {
  const names = await library.names();
  return await Promise.all(names.map(async (name): Promise<Card> => {
    const text = await library.text(name);
    const parsed = text.ok ? await library.parse(text.value, `${name}.yaml`) : undefined;
    if (parsed?.ok !== true) return { name, problems: parsed?.problems ?? [] };
    const { description, seed } = parsed.scenario;
    return { name, description, seed, plan: plan(parsed.scenario) };
  }));
}
