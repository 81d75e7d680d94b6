/**
 * The worker's end of the pipes to its supervisor: says where it listens, tells what it counts (when
 * asked, and by itself every second, so that little is forgotten if it is killed), and asks what all
 * workers count when it is scraped. When the supervisor is gone, so is the reason to run.
 */
import {
  encodeMessage,
  FromSupervisor,
  type FromWorker,
  readMessages,
  type Snapshot,
} from "./messages.ts";
import { type ClaimsLink, createClaimsEnd } from "./claims_link.ts";
import { shareNext } from "./share_next.ts";
import type { Registry } from "prom-client";

const PUSH_INTERVAL_MS = 1000;
/** Snapshots of very many series are told less often: they may take so much of the time. */
const PUSH_TIME_SHARE_MAX = 0.05;
/** The longest that a scrape waits for the supervisor, which itself waits less for the workers. */
const SCRAPE_MS_MAX = 3000;

export interface SupervisorLink {
  listening(port: number): void;
  /** Metrics of all workers, as text; `undefined` when the supervisor does not answer. */
  exposition(): Promise<string | undefined>;
  readonly claims: ClaimsLink;
  /** Settles when the supervisor is gone. */
  readonly gone: Promise<void>;
  /** Tells a last time what was counted. */
  close(): Promise<void>;
}

export interface SupervisorLinkDeps {
  readonly input: ReadableStream<Uint8Array<ArrayBuffer>>;
  readonly output: WritableStream<Uint8Array>;
  readonly registry: Registry;
  readonly monotonicMs: () => number;
  /** Another worker has stored a batch: its key, its file, its end there. */
  readonly onPlaced: (key: string, file: string, end: number) => void;
  /** Another worker has ended, and may not have told all that it stored. */
  readonly onGone: (worker: number) => void;
}

export function linkToSupervisor(deps: SupervisorLinkDeps): SupervisorLink {
  const { input, registry, monotonicMs } = deps;
  const writer = deps.output.getWriter();
  const scrapes = new Map<number, (text: string | undefined) => void>();
  let lastId = 0;
  let closed = false;

  /** A supervisor that is gone takes no message; `gone` tells of it. */
  const send = (message: FromWorker) => writer.write(encodeMessage(message)).catch(() => {});
  const tell = async (id?: number) => {
    // The types of prom-client leave out that each has values and an aggregator.
    const metrics = await registry.getMetricsAsJSON() as unknown as Snapshot;
    await send({ type: "snapshot", ...(id === undefined ? {} : { id }), metrics: [...metrics] });
  };
  const claims = createClaimsEnd((message) => void send(message));
  const scrape = () => {
    const id = ++lastId;
    const { promise, resolve } = Promise.withResolvers<string | undefined>();
    scrapes.set(id, resolve);
    const timer = setTimeout(() => resolve(undefined), SCRAPE_MS_MAX);
    void send({ type: "scrape", id });
    return promise.finally(() => {
      clearTimeout(timer);
      scrapes.delete(id);
    });
  };
  const push = async (delayMs: number) => {
    await new Promise((resolve) => setTimeout(resolve, delayMs));
    if (closed) return;
    const startMs = monotonicMs();
    await tell();
    const tookMs = monotonicMs() - startMs;
    void push(Math.max(PUSH_INTERVAL_MS, tookMs / PUSH_TIME_SHARE_MAX));
  };
  const listen = async () => {
    for await (const message of readMessages(input, FromSupervisor)) {
      switch (message.type) {
        case "collect":
          void tell(message.id);
          break;
        case "exposition":
          scrapes.get(message.id)?.(message.text);
          break;
        case "claimed":
          claims.heard(message);
          break;
        case "placed":
          for (const [key, file, end] of message.keys) deps.onPlaced(key, file, end);
          break;
        case "gone":
          deps.onGone(message.worker);
      }
    }
  };
  void push(PUSH_INTERVAL_MS);
  return {
    listening: (port) => void send({ type: "listening", port }),
    exposition: shareNext(scrape),
    claims,
    gone: listen().catch(() => {}).finally(claims.close),
    async close() {
      closed = true;
      await tell();
    },
  };
}
