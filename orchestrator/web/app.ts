/**
 * The service as one function from request to response, in this order:
 *
 * ```
 * headers on every answer → Host and Origin → open routes → signed in? → pages, API, WebSocket
 * ```
 */
import { type Context, Hono } from "hono";
import { z } from "zod";
import { answerFailure, apiRoutes, isFromPage } from "./api.ts";
import { assetResponse } from "./assets.ts";
import { problemJson, type WebFailure } from "./failure.ts";
import { pageRoutes, refuse, wantsHtml } from "./pages.ts";
import { readFields } from "./request_fields.ts";
import { refusal, SECURITY_HEADERS } from "./security.ts";
import type { Service } from "./service.ts";
import { framesOf } from "./service_log.ts";
import { signInPage } from "./views/sign_in_page.ts";

const SignInFields = z.strictObject({ token: z.string().max(1_000) });

const STATIC = "/static/";

export function createApp(service: Service): Hono {
  const app = new Hono();
  app.use(async (context, next) => {
    const refused = refusal(context.req.raw, service.hostnames);
    if (refused !== undefined) return withHeaders(problemJson(refused));
    await next();
    if (context.res.status !== 101) withHeaders(context.res);
  });
  openRoutes(app, service);
  app.use(async (context, next) => {
    if (service.sessions.admits(context.req.raw)) return await next();
    return askToSignIn(context);
  });
  app.get("/metrics", async () => {
    const { registry } = service.metrics;
    return new Response(await registry.metrics(), {
      headers: { "content-type": registry.contentType },
    });
  });
  app.get("/ws", (context) => watch(context, service));
  app.route("/", apiRoutes(service));
  app.route("/", pageRoutes(service));
  app.notFound((context) => {
    const detail = "There is no such page, or it does not take that method";
    return refuse(context, { kind: "unknown_route", detail });
  });
  app.onError((error, context) => answerBug(error, context, service));
  return app;
}

/** What works without a session. */
function openRoutes(app: Hono, service: Service): void {
  const { assets, sessions, version } = service;
  app.get(
    "/healthz",
    (context) => context.json({ status: "ok", version, running: service.runs.live().length }),
  );
  app.get("/static/*", (context) => {
    const { pathname } = new URL(context.req.url);
    return assetResponse(assets.get(pathname.slice(STATIC.length)), context.req.raw);
  });
  app.post("/sign-in", async (context) => {
    const fields = await readFields(context.req.raw, SignInFields);
    if (!fields.ok) return answerFailure(context, fields.failure);
    if (!sessions.isToken(fields.value.token)) return context.html(signInPage(true), 401);
    return context.body("", 200, { "Set-Cookie": sessions.open(), "HX-Redirect": "/" });
  });
  app.post(
    "/sign-out",
    (context) => context.body("", 200, { "Set-Cookie": sessions.close, "HX-Redirect": "/" }),
  );
}

function askToSignIn(context: Context): Response | Promise<Response> {
  const isPage = context.req.method === "GET" && wantsHtml(context);
  if (isPage && !isFromPage(context)) return context.html(signInPage(false), 401);
  const detail = "A token is needed: sign in, or send 'Authorization: Bearer <token>'";
  const response = problemJson({ kind: "not_signed_in", detail });
  if (isFromPage(context)) response.headers.set("hx-redirect", "/");
  response.headers.set("www-authenticate", "Bearer");
  return response;
}

function watch(context: Context, { viewers, upgrade }: Service): Response {
  if (context.req.header("upgrade")?.toLowerCase() !== "websocket") {
    return problemJson({ kind: "bad_request", detail: "This route is a WebSocket" });
  }
  if (viewers.isFull) {
    return problemJson({ kind: "too_many_viewers", detail: "All places for live views are taken" });
  }
  const { socket, response } = upgrade(context.req.raw);
  viewers.add(socket, context.req.query("run"));
  return response;
}

function answerBug(error: Error, context: Context, { log, metrics, newErrorId }: Service) {
  const id = newErrorId();
  log.error("bug", { id, ...framesOf(error) });
  metrics.failed("internal");
  const detail = `Something is wrong with the service; its log has the rest under ${id}`;
  const failure: WebFailure = { kind: "internal", detail };
  return isFromPage(context) ? answerFailure(context, failure) : refuse(context, failure);
}

function withHeaders(response: Response): Response {
  for (const [name, value] of Object.entries(SECURITY_HEADERS)) response.headers.set(name, value);
  if (!response.headers.has("cache-control")) response.headers.set("cache-control", "no-store");
  return response;
}
