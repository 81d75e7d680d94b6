/**
 * The sink that conform runs for subjects which send on over HTTP: takes lines, JSON, OTLP as JSON and
 * Loki's push, and writes each record to a file before it answers. It can be away, stall and refuse.
 */
import type { Host } from "./host.ts";
import { linesOfBody } from "./received_lines.ts";

/** How a sink behaves: `400` and its like are answered to every request. */
export type SinkMode = "takes" | "stalls" | 400 | 429 | 500 | 503;

export interface Receiver extends AsyncDisposable {
  readonly port: number;
  mode: SinkMode;
  /** Stops listening: connections are refused, those that are there end. */
  down(): Promise<void>;
  up(): void;
}

const STALL_MS = 120_000;
const HOSTNAME = "127.0.0.1";

export function startHttpReceiver(file: string, port: number, host: Host): Receiver {
  let server: Deno.HttpServer<Deno.NetAddr> | undefined;
  let stopping = new AbortController();
  const take = async (request: Request): Promise<Response> => {
    const body = new Uint8Array(await request.arrayBuffer());
    if (receiver.mode === "stalls") {
      await Promise.race([host.sleep(STALL_MS), aborted(stopping.signal)]);
    } else if (receiver.mode !== "takes") return new Response("", { status: receiver.mode });
    if (request.method !== "POST") return new Response("");
    const lines = await linesOfBody(body, request.headers.get("content-encoding"));
    const text = lines.map((line) => `${line}\n`).join("");
    if (stopping.signal.aborted) return new Response("", { status: 503 });
    await Deno.writeTextFile(file, text, { append: true });
    return Response.json({});
  };
  const receiver: Receiver = {
    port,
    mode: "takes",
    up() {
      stopping = new AbortController();
      const { signal } = stopping;
      server = host.serve({ hostname: HOSTNAME, port, signal, onListen() {} }, take);
    },
    async down() {
      stopping.abort();
      await server?.finished;
      server = undefined;
    },
    async [Symbol.asyncDispose]() {
      await receiver.down();
    },
  };
  receiver.up();
  return receiver;
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
