/** `deliver`, until it is asked to end; `deliver --drain`, until nothing is left. */
import { Registry } from "prom-client";
import { complain, EXIT, VERSION } from "../../contract/mod.ts";
import type { ConfiguredSink } from "../config/mod.ts";
import { takeDeliveryLock } from "../lock.ts";
import { type DeliverySettings, urlHost } from "../settings.ts";
import { type Delivery, startDelivery } from "../start_delivery.ts";
import type { Tell } from "../status.ts";
import type { CommandDeps } from "./command_deps.ts";

/** Another process delivers from this journal. */
const EXIT_BUSY = 3;

export interface RunDeps extends CommandDeps {
  readonly tell: Tell;
  /** `Deno.serve` is it. */
  readonly serve: (
    options: Deno.ServeTcpOptions,
    handler: (request: Request) => Response | Promise<Response>,
  ) => { shutdown(): Promise<void> };
}

export async function runDelivery(
  settings: DeliverySettings,
  sinks: readonly ConfiguredSink[],
  drain: boolean,
  deps: RunDeps,
): Promise<number> {
  const { tell } = deps;
  const lock = await takeDeliveryLock(settings.LOGOPS_SINK_DIR);
  if (lock === undefined) {
    complain(`Cannot deliver: another process delivers from ${settings.LOGOPS_SINK_DIR}`);
    return EXIT_BUSY;
  }
  const registry = new Registry();
  const started = await startDelivery(settings, sinks, { ...deps, registry, drain });
  if (!started.ok) {
    return complain(started.problems.map((each) => `Cannot deliver: ${each}`).join("\n"));
  }
  const { delivery } = started;
  const names = sinks.map(({ common }) => common.name).join(",");
  const server = deps.serve({
    hostname: settings.LOGOPS_DELIVERY_HOST,
    port: settings.LOGOPS_DELIVERY_PORT,
    onListen: ({ port }) => {
      const url = `http://${urlHost(settings.LOGOPS_DELIVERY_HOST)}:${port}`;
      tell("info", "delivering", {
        version: VERSION,
        sinks: names,
        url,
        metrics: `${url}/metrics`,
      });
    },
  }, (request) => answer(new URL(request.url).pathname, delivery, registry));
  const aborted = new Promise<void>((resolve) =>
    deps.signal.addEventListener("abort", () => resolve())
  );
  const late = new AbortController();
  const timeoutMs = settings.LOGOPS_DELIVERY_DRAIN_TIMEOUT_SEC * 1000;
  const ends = [aborted, delivery.ended];
  await Promise.race(drain ? [...ends, deps.sleep(timeoutMs, late.signal)] : ends);
  late.abort();
  await delivery.stop();
  await server.shutdown();
  const left = delivery.statuses().filter(({ lag_bytes }) => drain && lag_bytes > 0);
  for (const { name, lag_bytes } of left) {
    tell("warn", "deliver_left", {
      sink: name,
      bytes: lag_bytes,
      detail: "comes at the next start",
    });
  }
  tell("info", "delivery_stopped", {});
  lock.close();
  return left.length === 0 ? EXIT.done : EXIT.failed;
}

async function answer(path: string, delivery: Delivery, registry: Registry): Promise<Response> {
  switch (path) {
    case "/metrics":
      return new Response(await registry.metrics(), {
        headers: { "content-type": registry.contentType },
      });
    case "/status":
      return Response.json({ sinks: delivery.statuses() });
    case "/healthz":
      return Response.json({ status: "ok", version: VERSION });
    default:
      return new Response("not found\n", { status: 404 });
  }
}
