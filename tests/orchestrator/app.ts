/**
 * The orchestrator inside the test's own process: the real app with a store in memory, in front of
 * the real gateway with a journal in a temporary folder. What needs sockets, a browser or signals
 * uses `orchestrator_process.ts`.
 */
import { readSettings } from "../../contract/mod.ts";
import {
  createClock,
  createMetrics,
  createOrchestrator,
  createRunStore,
  createServiceLog,
  loadAssets,
  newNonce,
  OrchestratorSettings,
  readTargets,
  type Runs,
  type RunSummary,
} from "../../orchestrator/mod.ts";
import { type GatewayApp, openGatewayApp } from "../gateway/app.ts";
import { ROOT } from "../repository.ts";

export interface OrchestratorApp extends AsyncDisposable {
  /** A request as curl makes it; headers as a test says. */
  ask(path: string, init?: RequestInit): Promise<Response>;
  post(path: string, fields: unknown, headers?: Record<string, string>): Promise<Response>;
  /** A form of our own pages. */
  form(path: string, fields: Record<string, string>): Promise<Response>;
  /** Starts a run that must start. */
  start(fields: Record<string, unknown>): Promise<RunSummary>;
  /** Waits until a run is over. */
  ended(id: string): Promise<RunSummary>;
  readonly runs: Runs;
  tick(): Promise<void>;
  /** A port of loopback in front of it. */
  serve(): AsyncDisposable & { readonly url: string; readonly port: number };
  /** WebSockets that it made. */
  readonly sockets: readonly WebSocket[];
  readonly gateway: GatewayApp;
  /** Requests that left for a target, with their headers. */
  readonly sent: readonly Request[];
  readonly log: readonly string[];
}

export interface OrchestratorAppOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Instead of the gateway. */
  readonly fetch?: typeof fetch;
}

export const HOST = "127.0.0.1:8090";
const POLL_MS = 20;

/** One emitter, `sec` seconds at `eps`. */
export function steady(sec: number, eps = 40, more = ""): string {
  return `name: steady
duration_sec: ${sec}
seed: 7
emitters:
  - { name: json, eps: ${eps}, batch_size: 10, args: { pii_ratio: 1 } }
${more}`;
}

export async function openOrchestratorApp(
  options: OrchestratorAppOptions = {},
): Promise<OrchestratorApp> {
  const gateway = await openGatewayApp();
  const read = readSettings(OrchestratorSettings, {
    LOGOPS_ORCH_SCENARIO_DIR: new URL("scenarios", ROOT).pathname,
    LOGOPS_SINK_DIR: gateway.sinkDir,
    ...options.env,
  });
  if (!read.ok) throw new Error(read.problems.map(({ message }) => message).join("; "));
  const { settings } = read;
  const targets = readTargets(settings.LOGOPS_ORCH_TARGETS);
  if (typeof targets === "string") throw new Error(targets);
  const sent: Request[] = [];
  const sockets: WebSocket[] = [];
  const toGateway: typeof fetch = async (input, init) => {
    const request = new Request(input, init);
    sent.push(request.clone());
    const { method, headers } = request;
    const body = method === "POST" ? await request.bytes() : null;
    return await gateway.request(new URL(request.url).pathname, { method, headers, body });
  };
  const log: string[] = [];
  const kv = await Deno.openKv(":memory:");
  let count = 0;
  const orchestrator = createOrchestrator({
    settings,
    targets,
    version: "0.0.0",
    store: createRunStore(kv, {
      keptMax: settings.LOGOPS_ORCH_RUNS_KEPT_MAX,
      onFault: (operation) => log.push(`history ${operation}`),
    }),
    metrics: createMetrics("0.0.0"),
    log: createServiceLog((line) => log.push(line), Date.now),
    clock: createClock(() => performance.timeOrigin + performance.now()),
    fetch: options.fetch ?? toGateway,
    assets: await loadAssets(),
    bootId: "boot",
    newRunId: () => `r${++count}`,
    newSeed: () => 1,
    newNonce,
    newErrorId: () => "error-id",
    upgrade(request) {
      const made = Deno.upgradeWebSocket(request);
      sockets.push(made.socket);
      return made;
    },
  });
  const { runs } = orchestrator;
  const ask = async (path: string, init: RequestInit = {}) => {
    const headers = { host: HOST, ...init.headers as Record<string, string> };
    return await orchestrator.fetch(new Request(`http://${HOST}${path}`, { ...init, headers }));
  };
  const post: OrchestratorApp["post"] = (path, fields, headers = {}) =>
    ask(path, {
      method: "POST",
      body: JSON.stringify(fields),
      headers: { "content-type": "application/json", ...headers },
    });
  return {
    ask,
    post,
    form: (path, fields) =>
      ask(path, {
        method: "POST",
        body: new URLSearchParams(fields).toString(),
        headers: {
          "content-type": "application/x-www-form-urlencoded",
          "hx-request": "true",
          origin: `http://${HOST}`,
        },
      }),
    async start(fields) {
      const response = await post("/scenario/start", fields);
      if (response.status !== 201) throw new Error(await response.text());
      return await response.json();
    },
    async ended(id) {
      for (;;) {
        const found = await runs.read(id);
        if (!found.ok) throw new Error(found.failure.detail);
        const { summary } = found.value.detail;
        if (summary.phase === "ended" && !runs.live().some((run) => run.id === id)) return summary;
        await new Promise((resolve) => setTimeout(resolve, POLL_MS));
      }
    },
    runs,
    tick: () => orchestrator.tick(),
    serve() {
      const server = Deno.serve(
        { hostname: "127.0.0.1", port: 0, onListen: () => {} },
        orchestrator.fetch,
      );
      const { port } = server.addr;
      return {
        port,
        url: `http://127.0.0.1:${port}`,
        [Symbol.asyncDispose]: () => server.shutdown(),
      };
    },
    sockets,
    gateway,
    sent,
    log,
    async [Symbol.asyncDispose]() {
      await orchestrator.close();
      await gateway[Symbol.asyncDispose]();
    },
  };
}
