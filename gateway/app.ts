/** Routes and their order. Everything that is HTTP, and nothing that is policy. */
import type { IncomingRequest } from "./incoming_request.ts";
import type { Exchange, OpenDoors, OpenRoute, PlainDeps } from "./doors/mod.ts";
import { OWN_PATH } from "./doors/mod.ts";
import type { Ingest } from "./ingest.ts";
import { failureResponse, problem, problemResponse } from "./http_status.ts";
import { framesOf, type Log } from "./log.ts";
import type { GatewayMetrics } from "./metrics.ts";
import type { Failure } from "../contract/mod.ts";
import { type Context, Hono } from "hono";

export interface AppDeps {
  readonly ingest: Ingest;
  readonly doors: OpenDoors;
  readonly plain: PlainDeps;
  readonly metrics: GatewayMetrics;
  /** What `/metrics` answers; `undefined` when it cannot be had now. */
  readonly exposition: () => Promise<string | undefined>;
  readonly log: Log;
  /** Why no batch would be taken now, if so. */
  readonly unavailable: () => Failure | undefined;
  /** Counts a batch in; the function that it gives counts it out. */
  readonly enter: () => () => void;
  /** What `/healthz` tells beside `status`. */
  readonly about: Readonly<Record<string, unknown>>;
  readonly openapi: object;
  /** Milliseconds that only move forward. */
  readonly monotonicMs: () => number;
  /** A name for one occurrence of a bug, told to the client and in the log. */
  readonly newErrorId: () => string;
}

const ROUTES: Readonly<Record<string, string>> = {
  [OWN_PATH]: "POST",
  "/healthz": "GET, HEAD",
  "/readyz": "GET, HEAD",
  "/metrics": "GET, HEAD",
  "/openapi.json": "GET, HEAD",
};

export type App = (request: IncomingRequest) => Response | Promise<Response>;

/** Hono's router asks a request for its method and URL alone; handlers get it as it came. */
export function createApp(deps: AppDeps): App {
  const app = new Hono();
  app.post(OWN_PATH, (context) => {
    const request = incoming(context);
    const { door, exchange } = deps.doors.openShared(request);
    return answerIngest(request, door, exchange, deps);
  });
  for (const route of deps.doors.routes) addRoute(app, route, deps);
  app.get("/healthz", () => answerJson({ status: "ok", ...deps.about }));
  app.get("/readyz", () => {
    const failure = deps.unavailable();
    return failure === undefined ? answerJson({ status: "ready" }) : failureResponse(failure);
  });
  app.get("/metrics", () => answerMetrics(deps));
  app.get("/openapi.json", () => answerJson(deps.openapi));
  const methods = methodsOf(deps);
  app.notFound((context) => answerUnknown(context, methods));
  app.onError((error) => answerBug(error, deps));
  return (request) => app.fetch(request as unknown as Request);
}

function incoming(context: Context): IncomingRequest {
  return context.req.raw as unknown as IncomingRequest;
}

function addRoute(app: Hono, route: OpenRoute, deps: AppDeps): void {
  const { method, path, door, open, tell } = route;
  app.on(method, path.replaceAll(/\{(\w+)\}/g, ":$1"), (context) => {
    const request = incoming(context);
    if (open !== undefined) return answerIngest(request, door, open(request), deps);
    return tell!(request, deps.plain);
  });
}

async function answerIngest(
  request: IncomingRequest,
  door: string,
  exchange: Exchange,
  deps: AppDeps,
): Promise<Response> {
  const startMs = deps.monotonicMs();
  const leave = deps.enter();
  deps.metrics.requestStarted();
  try {
    const result = await deps.ingest(request, door, exchange);
    if (!result.ok) return exchange.refused(result.failure);
    const { value, replayed } = result.value;
    const answer = exchange.accepted(value);
    if (replayed) answer.headers.set("idempotent-replayed", "true");
    return answer;
  } catch (error) {
    deps.metrics.rejected("internal", "unknown", door);
    throw error;
  } finally {
    leave();
    deps.metrics.requestEnded((deps.monotonicMs() - startMs) / 1000);
  }
}

/** Ends with a line feed, so that a terminal's next line is a new one. */
function answerJson(value: object, headers: Readonly<Record<string, string>> = {}): Response {
  return new Response(JSON.stringify(value) + "\n", {
    headers: { "content-type": "application/json", ...headers },
  });
}

/** A worker that cannot have the sum answers nothing: its own counts would look like a reset. */
async function answerMetrics({ metrics, exposition }: AppDeps): Promise<Response> {
  const text = await exposition();
  if (text === undefined) {
    const detail = "The supervisor of the workers does not answer";
    return problemResponse(problem(503, "no_supervisor", detail), { "retry-after": "1" });
  }
  return new Response(text, { headers: { "content-type": metrics.registry.contentType } });
}

function answerUnknown(context: Context, methods: ReadonlyMap<string, string>): Response {
  const allow = methods.get(context.req.path);
  if (allow === undefined) {
    const detail = `Nothing is there: /openapi.json lists all routes; records go to ${OWN_PATH}`;
    return problemResponse(problem(404, "no_such_route", detail));
  }
  const detail = `${context.req.path} takes ${allow}`;
  return problemResponse(problem(405, "method_not_allowed", detail), { allow });
}

/** Methods by path. */
function methodsOf({ doors }: AppDeps): Map<string, string> {
  const methods = new Map(Object.entries(ROUTES));
  for (const { method, path } of doors.routes) {
    const own = method === "GET" ? "GET, HEAD" : method;
    const others = methods.get(path);
    methods.set(path, others === undefined ? own : `${others}, ${own}`);
  }
  return methods;
}

function answerBug(error: Error, { log, newErrorId }: AppDeps): Response {
  const id = newErrorId();
  log.error("bug", { id, error: error.name, stack: framesOf(error) });
  const detail = `Something is wrong with the gateway; its log has the rest under ${id}`;
  return problemResponse(problem(500, "internal", detail, { id }));
}
