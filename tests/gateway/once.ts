/**
 * Clients that send until they are answered 200, under one key a batch, while what they send to is
 * killed again and again. Then the journal is held against what they were told: each batch stands
 * there once, whole, and nothing else does.
 */
import { checkJournal, type JournalReport } from "../journal/check.ts";
import { startGateway } from "./process.ts";
import { startWorkers } from "./workers_process.ts";

export interface OnceOptions {
  readonly kills: number;
  readonly clients: number;
  readonly onKill?: (kill: number, acknowledged: number) => void;
}

export interface OnceReport extends JournalReport {
  /** Requests beyond the first of each batch. */
  readonly repeats: number;
  /** Answers that said: it was stored already. */
  readonly replayed: number;
}

const RECORDS_PER_BATCH = 40;
/** What a client waits for an answer, at most, before it sends again: some give up on what is under way. */
const PATIENCE_MS = [30, 200, 10_000];
const KILL_AFTER_MS_MAX = 300;
const PAUSE_MS = 5;

/** Kills one gateway after the other over one journal folder. */
export async function killGatewaysUnderRetries(options: OnceOptions): Promise<OnceReport> {
  const sinkDir = await Deno.makeTempDir({ prefix: "logops-" });
  try {
    let gateway = await startGateway({ sinkDir });
    const senders = new Senders(() => gateway.url);
    const sending = senders.run(options.clients);
    for (let kill = 1; kill <= options.kills; kill++) {
      await senders.progress();
      await gateway.stop("SIGKILL");
      gateway = await startGateway({ sinkDir });
      options.onKill?.(kill, senders.acknowledged.length);
    }
    await senders.progress();
    senders.end();
    await sending;
    await gateway.stop();
    return await senders.report(sinkDir);
  } finally {
    await Deno.remove(sinkDir, { recursive: true });
  }
}

/** Kills one worker after the other; clients come by new connections, and so to any of them. */
export async function killWorkersUnderRetries(options: OnceOptions): Promise<OnceReport> {
  await using workers = await startWorkers({ workers: 2 });
  const senders = new Senders(() => workers.url);
  const sending = senders.run(options.clients);
  for (let kill = 1; kill <= options.kills; kill++) {
    await senders.progress();
    const worker = 1 + kill % 2;
    const pid = workers.pidOf(worker);
    Deno.kill(pid, "SIGKILL");
    while (workers.pidOf(worker) === pid) await pause(PAUSE_MS);
    options.onKill?.(kill, senders.acknowledged.length);
  }
  await senders.progress();
  senders.end();
  await sending;
  await workers.stop("SIGTERM");
  return await senders.report(workers.sinkDir);
}

class Senders {
  readonly acknowledged: string[] = [];
  #repeats = 0;
  #replayed = 0;
  #hasEnded = false;
  readonly #url: () => string;

  constructor(url: () => string) {
    this.#url = url;
  }

  async run(clients: number): Promise<void> {
    using http = Deno.createHttpClient({ poolMaxIdlePerHost: 0 });
    await Promise.all(Array.from({ length: clients }, async (_, client) => {
      for (let n = 0; !this.#hasEnded; n++) await this.#send(`c${client}-${n}`, http);
    }));
  }

  /** Settles when some more are acknowledged, at any moment after that. */
  async progress(): Promise<void> {
    const before = this.acknowledged.length;
    while (this.acknowledged.length < before + 10) await pause(PAUSE_MS);
    await pause(Math.random() * KILL_AFTER_MS_MAX);
  }

  /** What is under way is sent to its end, and nothing more. */
  end(): void {
    this.#hasEnded = true;
  }

  async report(dir: string): Promise<OnceReport> {
    const report = await checkJournal({ dir, acknowledged: this.acknowledged });
    return { ...report, repeats: this.#repeats, replayed: this.#replayed };
  }

  async #send(batch: string, client: Deno.HttpClient): Promise<void> {
    const body = bodyOf(batch);
    for (let attempt = 0;; attempt++) {
      if (attempt > 0) this.#repeats++;
      const ms = PATIENCE_MS[Math.floor(Math.random() * PATIENCE_MS.length)]!;
      try {
        const response = await fetch(`${this.#url()}/v1/logs`, {
          method: "POST",
          client,
          headers: {
            "content-type": "application/json",
            "x-emitter": "once",
            "idempotency-key": batch,
          },
          body,
          signal: AbortSignal.timeout(ms),
        });
        await response.body?.cancel();
        if (response.status === 200) {
          if (response.headers.get("idempotent-replayed") === "true") this.#replayed++;
          this.acknowledged.push(batch);
          return;
        }
        if (response.status !== 503) throw new Error(`${batch}: answered ${response.status}`);
      } catch (error) {
        const isGone = error instanceof TypeError ||
          error instanceof DOMException && ["TimeoutError", "AbortError"].includes(error.name);
        if (!isGone) throw error;
      }
      await pause(PAUSE_MS);
    }
  }
}

function bodyOf(batch: string): string {
  return JSON.stringify(Array.from({ length: RECORDS_PER_BATCH }, (_, index) => ({
    ts: "2026-05-01T10:00:00.000Z",
    level: "INFO",
    msg: `record ${index} of a batch that is long enough to be torn ${"x".repeat(200)}`,
    batch,
    index,
    count: RECORDS_PER_BATCH,
  })));
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
