/**
 * One process of a subject, in a process group of its own, so that kill -9 meets all that it has
 * started, as the end of a container does.
 */
import type { SubjectProcess } from "../subject/mod.ts";
import { type Host, takesConnections, waitUntil } from "./host.ts";
import { ProgramLog } from "./program_log.ts";

export interface StartOptions {
  /** Program and arguments, filled. */
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly ready: SubjectProcess["ready"];
  readonly readyMsMax: number;
}

export interface StartedProcess {
  readonly log: ProgramLog;
  /** From the start until it could be fed. */
  readonly readyMs: number;
  isAlive(): boolean;
  /** Sends a signal; SIGKILL to all of its group. */
  signal(signal: Deno.Signal): void;
  /** The exit code, once it has ended; `undefined` where it has not within `msMax`. */
  ended(msMax: number): Promise<number | undefined>;
}

/** Thrown where a process does not come up: a case then says so. */
export class NotReady extends Error {}

export async function startProcess(options: StartOptions, host: Host): Promise<StartedProcess> {
  const { command, env, cwd, ready, readyMsMax } = options;
  const log = new ProgramLog();
  const startedMs = host.nowMs();
  const child = new Deno.Command("setsid", {
    args: [...command],
    env: { ...env },
    cwd,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  let code: number | undefined;
  void child.status.then((status) => code = status.code);
  void log.read(child.stdout);
  void log.read(child.stderr);
  const isReady = readiness(ready, log);
  const isUp = await waitUntil(async () => code !== undefined || await isReady(), readyMsMax, host);
  const readyMs = host.nowMs() - startedMs;
  const signal = (name: Deno.Signal) => {
    try {
      Deno.kill(name === "SIGKILL" ? -child.pid : child.pid, name);
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound || error instanceof TypeError)) throw error;
    }
  };
  if (!isUp || code !== undefined) {
    signal("SIGKILL");
    const why = code === undefined
      ? `was not ready after ${readyMsMax / 1000} s`
      : `ended with code ${code}`;
    throw new NotReady(`${command[0]} ${why}: ${log.last(3).join(" | ")}`);
  }
  return {
    log,
    readyMs,
    isAlive: () => code === undefined,
    signal,
    ended: async (msMax) =>
      await waitUntil(() => code !== undefined, msMax, host) ? code : undefined,
  };
}

function readiness(ready: SubjectProcess["ready"], log: ProgramLog): () => Promise<boolean> {
  if ("tcp" in ready) return () => takesConnections(Number(ready.tcp));
  if ("log" in ready) {
    const pattern = new RegExp(ready.log);
    return () => Promise.resolve(log.matches(pattern));
  }
  return async () => {
    try {
      const answer = await fetch(ready.url, { redirect: "manual" });
      await answer.body?.cancel();
      return answer.ok;
    } catch {
      return false;
    }
  };
}
