/**
 * Keeps one program running: starts it, knows when it can be asked, starts it again when it dies,
 * and ends it in order.
 *
 * ```
 * starting ─ ready ⇄ unwell
 *    ↑         └ dies → restarting (at once, then after 0.1, 0.2, 0.4 … 10 s)
 *    └────────────────────┘
 * ```
 */
import { countShortLives, restartDelayMs } from "../../contract/mod.ts";
import type { Part } from "./part.ts";
import { readLogLine } from "./program_log.ts";

export interface PartProcess {
  readonly pid: number;
  readonly ended: Promise<{ readonly code: number; readonly signal: string | null }>;
  kill(signal: Deno.Signal): void;
}

export type Tell = (
  level: "INFO" | "WARN" | "ERROR",
  event: string,
  fields: Readonly<Record<string, string | number>>,
) => void;

export interface KeepDeps {
  /** Starts the program; `onLine` gets each line that it writes. */
  readonly start: (
    part: Part,
    args: readonly string[],
    onLine: (line: string) => void,
  ) => PartProcess;
  readonly tell: Tell;
  readonly monotonicMs: () => number;
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  /** Whether an address answers 2xx in time; `undefined` if it may not be asked. */
  readonly ask: (url: string) => Promise<boolean | undefined>;
}

export type PartState = "starting" | "ready" | "unwell" | "restarting" | "ended";

export interface PartStatus {
  readonly state: PartState;
  readonly pid?: number;
  readonly url?: string;
  readonly restarts: number;
}

/** Questions in a row without a good answer, after which a program counts as unwell. */
const MISSES_MAX = 3;

export class KeptPart {
  readonly part: Part;
  readonly #deps: KeepDeps;
  readonly #stopping = new AbortController();
  readonly #ready = Promise.withResolvers<void>();
  readonly #failed = Promise.withResolvers<number>();
  readonly #running: Promise<void>;
  #process: PartProcess | undefined;
  #state: PartState = "starting";
  #url: string | undefined;
  #wasReady = false;
  #restarts = 0;
  #misses = 0;
  #isInOrder = true;

  constructor(part: Part, deps: KeepDeps) {
    this.part = part;
    this.#deps = deps;
    this.#running = this.#run();
  }

  /** Resolves when it can be asked for the first time. */
  get ready(): Promise<void> {
    return this.#ready.promise;
  }

  /** Resolves with its exit code when it ended before it was ready once: it cannot start. */
  get failed(): Promise<number> {
    return this.#failed.promise;
  }

  status(): PartStatus {
    return {
      state: this.#state,
      restarts: this.#restarts,
      ...(this.#process === undefined ? {} : { pid: this.#process.pid }),
      ...(this.#url === undefined ? {} : { url: this.#url }),
    };
  }

  /** Ends it, and has it do what is left; whether all of that went in order. */
  async stop(): Promise<boolean> {
    const { stopMsMax, finish, name } = this.part;
    const wasReady = this.#wasReady;
    this.#stopping.abort();
    this.#process?.kill("SIGTERM");
    await this.#endWithin(stopMsMax, this.#running, () => this.#process?.kill("SIGKILL"));
    if (finish === undefined || !wasReady) return this.#isInOrder;
    this.#deps.tell("INFO", "finishing", { program: name });
    const last = this.#deps.start(this.part, finish.args, () => {});
    this.#process = last;
    const ended = last.ended.then(({ code }) => {
      if (code !== 0) this.#isInOrder = false;
    });
    await this.#endWithin(finish.msMax, ended, () => last.kill("SIGKILL"));
    this.#process = undefined;
    return this.#isInOrder;
  }

  kill(): void {
    this.#stopping.abort();
    this.#isInOrder = false;
    this.#process?.kill("SIGKILL");
  }

  /** Asks once how it is. */
  async checkHealth(): Promise<void> {
    const { healthPath, name } = this.part;
    if (healthPath === undefined || this.#url === undefined) return;
    if (this.#state !== "ready" && this.#state !== "unwell") return;
    const process = this.#process;
    const isWell = await this.#deps.ask(new URL(healthPath, this.#url).href);
    if (isWell === undefined || process !== this.#process) return;
    this.#misses = isWell ? 0 : this.#misses + 1;
    if (isWell && this.#state === "unwell") {
      this.#state = "ready";
      this.#deps.tell("INFO", "well", { program: name });
    } else if (this.#misses >= MISSES_MAX && this.#state === "ready") {
      this.#state = "unwell";
      this.#deps.tell("ERROR", "unwell", { program: name, path: healthPath });
    }
  }

  async #run(): Promise<void> {
    const { monotonicMs, tell, sleep, start } = this.#deps;
    const { name } = this.part;
    let shortLives = 0;
    while (!this.#stopping.signal.aborted) {
      const startMs = monotonicMs();
      this.#state = "starting";
      this.#misses = 0;
      const process = start(this.part, this.part.args, (line) => this.#hear(line, process));
      this.#process = process;
      const { code, signal } = await process.ended;
      this.#process = undefined;
      if (this.#stopping.signal.aborted) {
        // One that was still starting knows no way to end in order, and has nothing to lose.
        if (this.#isUp() && !this.part.orderly.includes(code)) this.#isInOrder = false;
        break;
      }
      tell("ERROR", "program_ended", {
        program: name,
        pid: process.pid,
        code,
        by: signal ?? "itself",
      });
      if (!this.#wasReady) {
        this.#isInOrder = false;
        this.#failed.resolve(code);
        break;
      }
      const life = { livedMs: monotonicMs() - startMs, code };
      shortLives = countShortLives(shortLives, life);
      this.#state = "restarting";
      this.#restarts++;
      await sleep(restartDelayMs(shortLives, life), this.#stopping.signal);
    }
    this.#state = "ended";
  }

  #isUp(): boolean {
    return this.#state === "ready" || this.#state === "unwell";
  }

  #hear(line: string, process: PartProcess): void {
    if (this.#state !== "starting" || process !== this.#process) return;
    const { readyEvent, name } = this.part;
    const said = readLogLine(line);
    if (readyEvent !== undefined && said?.event !== readyEvent) return;
    if (typeof said?.url === "string") this.#url = reachable(said.url);
    this.#state = "ready";
    this.#wasReady = true;
    const at = this.#url === undefined ? {} : { url: this.#url };
    this.#deps.tell("INFO", "ready", { program: name, pid: process.pid, ...at });
    this.#ready.resolve();
  }

  async #endWithin(ms: number, ended: Promise<void>, kill: () => void): Promise<void> {
    const inTime = new AbortController();
    void this.#deps.sleep(ms, inTime.signal).then(() => {
      if (inTime.signal.aborted) return;
      this.#isInOrder = false;
      kill();
    });
    await ended;
    inTime.abort();
  }
}

/** Every address of this machine is listened on: then it is asked on its loopback. */
function reachable(url: string): string {
  return url.replace(/\/\/(0\.0\.0\.0|\[::\])/, "//127.0.0.1");
}
