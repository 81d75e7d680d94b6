/**
 * Keeps a number of gateways running on one port, each a process of its own (`--worker=<n>`):
 *
 * ```
 *            ┌─ worker 1 ── 20260501.w1.ndjson      the first to start picks the port,
 * supervisor ┼─ worker 2 ── 20260501.w2.ndjson      the others share it
 *            └─ …                                   the kernel spreads connections
 * ```
 *
 * A worker that ends is started again (`contract/restart_policy.ts`); one that cannot start at all ends the
 * whole. A scrape of any worker is answered with the sum of all (`totals.ts`); a batch that is sent
 * again is stored by one of them alone (`key_desk.ts`). The supervisor itself takes no traffic and
 * opens no file.
 */
import { countShortLives, restartDelayMs } from "../../contract/mod.ts";
import type { Log } from "../log.ts";
import { createKeyDesk } from "./key_desk.ts";
import type { FromWorker, Snapshot } from "./messages.ts";
import { shareNext } from "./share_next.ts";
import { createSupervisorMetrics } from "./supervisor_metrics.ts";
import { createTotals } from "./totals.ts";
import { type RunningWorker, talkTo, type WorkerProcess } from "./worker_slot.ts";
import type { Registry } from "prom-client";

export type { WorkerProcess } from "./worker_slot.ts";

export interface WorkerOrder {
  /** Counts from 1. */
  readonly worker: number;
  readonly port: number;
  /** Others listen on the port already. */
  readonly joins: boolean;
}

export interface SupervisorDeps {
  readonly workers: number;
  /** 0 lets the first worker pick one. */
  readonly port: number;
  readonly labelValuesMax: number;
  /** What workers take at most to drain. */
  readonly drainMs: number;
  readonly start: (order: WorkerOrder) => WorkerProcess;
  readonly log: Log;
  readonly monotonicMs: () => number;
}

export interface Supervisor {
  /** The exit code, once no worker is left: 0 when all of them drained. */
  readonly ended: Promise<number>;
  drain(): void;
  /** Has every worker read its files again. */
  reload(): void;
  /** Ends every worker at once. */
  kill(): void;
}

/** The longest that a scrape waits for a worker; then what it told last is used. */
const COLLECT_MS_MAX = 1000;
/** A worker that does not listen after this long is taken for stuck. */
const START_MS_MAX = 60_000;
/** What workers get beyond their own limit for draining before they are killed. */
const DRAIN_GRACE_MS = 5000;
const EXIT_FAILED = 1;
/** So many starts of one worker in a row may fail while no other worker runs. */
const START_FAILURES_MAX = 5;

export function startSupervisor(deps: SupervisorDeps): Supervisor {
  const { log } = deps;
  const running = new Map<number, RunningWorker>();
  const reloadsDue = new Set<RunningWorker>();
  const stopping = new AbortController();
  const metrics = createSupervisorMetrics(deps.workers, () => listening().length);
  const collect = createCollect(deps, running, metrics.registry);
  const keys = createKeyDesk(running);
  let port = deps.port;
  let exitCode = 0;

  const listening = () => [...running.values()].filter(({ isListening }) => isListening);
  const signalAll = (signal: Deno.Signal) => {
    for (const { process } of running.values()) process.kill(signal);
  };
  const drain = () => {
    if (stopping.signal.aborted) return;
    stopping.abort();
    signalAll("SIGTERM");
  };
  const fail = (code: number) => {
    exitCode ||= code === 0 ? EXIT_FAILED : code;
    drain();
  };

  /** One process, from its start to its end. */
  async function live(worker: number, joins: boolean, onListening: () => void) {
    const startMs = deps.monotonicMs();
    const process = deps.start({ worker, port, joins });
    const { running: self, ended } = talkTo(worker, process, {
      onMessage(message, from) {
        collect.heard(message, from);
        keys.heard(message, from);
        if (message.type !== "listening" || from.isListening) return;
        port = message.port;
        from.isListening = true;
        clearTimeout(stuck);
        if (reloadsDue.delete(from)) process.kill("SIGHUP");
        onListening();
      },
      onBadMessage: () => log.error("worker_bad_message", { worker, pid: process.pid }),
    });
    const stuck = setTimeout(() => process.kill("SIGKILL"), START_MS_MAX);
    running.set(worker, self);
    if (stopping.signal.aborted) process.kill("SIGTERM");
    const { code, signal } = await ended;
    clearTimeout(stuck);
    running.delete(worker);
    reloadsDue.delete(self);
    collect.gone(self);
    keys.gone(self);
    const livedMs = deps.monotonicMs() - startMs;
    return { pid: process.pid, code, signal, livedMs, listened: self.isListening };
  }

  /** Keeps one place filled until the end. `onFirst` is told once it listens. */
  async function keep(worker: number, isFirst: boolean, onFirst: () => void): Promise<void> {
    let shortLives = 0;
    let failedStarts = 0;
    let hasListened = false;
    while (!stopping.signal.aborted) {
      const life = await live(worker, !isFirst || hasListened, () => {
        hasListened = true;
        onFirst();
      });
      const { pid, code, signal, listened } = life;
      if (stopping.signal.aborted) {
        // One that was still starting knows no way to end in order, and has nothing to lose.
        if (code !== 0 && listened) exitCode ||= EXIT_FAILED;
        return;
      }
      metrics.died();
      const write = code === 0 ? log.warn : log.error;
      write("worker_ended", { worker, pid, code, signal: signal ?? undefined, listened });
      if (!hasListened) return fail(code);
      failedStarts = listened ? 0 : failedStarts + 1;
      if (failedStarts >= START_FAILURES_MAX && listening().length === 0) return fail(code);
      shortLives = countShortLives(shortLives, life);
      await pause(restartDelayMs(shortLives, life), stopping.signal);
    }
  }

  async function run(): Promise<number> {
    const late = setLateKill(stopping.signal, deps.drainMs + DRAIN_GRACE_MS, () => {
      exitCode ||= EXIT_FAILED;
      signalAll("SIGKILL");
    });
    const first = Promise.withResolvers<void>();
    const places = [keep(1, true, first.resolve)];
    await Promise.race([first.promise, places[0]]);
    const ready = [first.promise];
    for (let worker = 2; worker <= deps.workers; worker++) {
      const { promise, resolve } = Promise.withResolvers<void>();
      ready.push(promise);
      places.push(keep(worker, false, resolve));
    }
    void Promise.all(ready).then(() => log.info("workers_ready", { workers: deps.workers, port }));
    await Promise.all(places);
    late.clear();
    return exitCode;
  }

  return {
    ended: run(),
    drain,
    reload() {
      for (const each of running.values()) {
        if (each.isListening) each.process.kill("SIGHUP");
        else reloadsDue.add(each); // it may have read its files already, and cannot be told yet
      }
    },
    kill() {
      stopping.abort();
      exitCode ||= EXIT_FAILED;
      signalAll("SIGKILL");
    },
  };
}

/** Answers scrapes: asks every worker what it counts, and adds up. */
function createCollect(
  { labelValuesMax, log }: SupervisorDeps,
  running: ReadonlyMap<number, RunningWorker>,
  registry: Registry,
) {
  const totals = createTotals(labelValuesMax);
  const scraping = new Set<RunningWorker>();
  let round = 0;
  let missing = new Set<RunningWorker>();
  let roundIsOver = () => {};

  const settle = (who: RunningWorker) => {
    missing.delete(who);
    if (missing.size === 0) roundIsOver();
  };
  const collect = shareNext(async () => {
    const id = ++round;
    missing = new Set([...running.values()].filter(({ isListening }) => isListening));
    const { promise, resolve } = Promise.withResolvers<void>();
    roundIsOver = resolve;
    const timer = setTimeout(resolve, COLLECT_MS_MAX);
    for (const each of missing) each.tell({ type: "collect", id });
    if (missing.size > 0) await promise;
    clearTimeout(timer);
    const own = await registry.getMetricsAsJSON();
    return await totals.expose(own as unknown as Snapshot);
  });
  return {
    heard(message: FromWorker, from: RunningWorker) {
      if (message.type === "snapshot") {
        totals.update(from.worker, message.metrics);
        if (message.id === round) settle(from);
      }
      // A worker asks again only when it was answered, or tired of waiting.
      if (message.type !== "scrape" || scraping.has(from)) return;
      scraping.add(from);
      void collect()
        .then((text) => from.tell({ type: "exposition", id: message.id, text }))
        .catch((error: Error) => log.error("metrics_not_added_up", { error: error.name }))
        .finally(() => scraping.delete(from));
    },
    gone(who: RunningWorker) {
      totals.retire(who.worker);
      settle(who);
    },
  };
}

function setLateKill(signal: AbortSignal, ms: number, kill: () => void) {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const arm = () => timer = setTimeout(kill, ms);
  if (signal.aborted) arm();
  else signal.addEventListener("abort", arm, { once: true });
  return { clear: () => clearTimeout(timer) };
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const timer = setTimeout(resolve, ms);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    }, { once: true });
  });
}
