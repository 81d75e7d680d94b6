/**
 * Programs that a page starts and leaves running: each in a process group of its own, as in a
 * terminal of its own, waited for until its port answers, ended as Ctrl-C does it.
 */
import { join } from "node:path";

export interface Server {
  readonly port: number;
  readonly command: string;
  /** What it has printed so far. */
  output(): Promise<string>;
  /** SIGINT to its group; what is wrong with its end, or nothing. */
  stop(): Promise<string | undefined>;
  /** SIGKILL, where `stop` was not reached. */
  kill(): Promise<void>;
}

export interface ServerOptions {
  readonly port: number;
  readonly command: string;
  /** What the session of the page has set: a script that sets it. */
  readonly state: string;
  readonly scratch: string;
}

const START_MS_MAX = 30_000;
/**
 * The whole group is signalled, and `deno task` passes the signal on: that may find a program that has
 * said it is done and is on its way out.
 */
const KILLED_BY_ECHO = 130;
const STOPPED = /"event":"(workers_)?stopped"/;
const STOP_MS_MAX = 30_000;
const ASK_EVERY_MS = 50;

/** Ends the group with us: our end of its standard input is closed then, however we ended. */
const GUARD = "exec 3<&0; { trap '' INT; cat <&3; kill -KILL 0; } & exec 3<&-; ";

/** Comes back when the port answers, or the program has ended, or `START_MS_MAX` is over. */
export async function startServer(
  { port, command, state, scratch }: ServerOptions,
): Promise<{ server: Server; problem: string | undefined }> {
  const file = join(scratch, `server_${port}_${crypto.randomUUID()}`);
  await Deno.writeTextFile(`${file}.sh`, `${state}\n${command}\n`);
  const child = new Deno.Command("bash", {
    args: ["--noprofile", "--norc", "-c", `${GUARD}. '${file}.sh' </dev/null >'${file}.out' 2>&1`],
    clearEnv: true,
    detached: true,
    stdin: "piped",
    stdout: "null",
    stderr: "null",
  }).spawn();
  let hasEnded = false;
  const ended = child.status.then(async (status) => {
    hasEnded = true;
    await child.stdin.close().catch(() => {});
    return status;
  });
  const signal = (name: Deno.Signal) => {
    try {
      Deno.kill(-child.pid, name);
    } catch {
      // all of the group has ended
    }
  };
  const server: Server = {
    port,
    command,
    output: () => Deno.readTextFile(`${file}.out`).catch(() => ""),
    async stop() {
      if (hasEnded) return `'${command}' ended by itself, with ${(await ended).code}`;
      signal("SIGINT");
      const timer = setTimeout(() => signal("SIGKILL"), STOP_MS_MAX);
      const status = await ended;
      clearTimeout(timer);
      if (status.signal === "SIGKILL") return `'${command}' does not end after SIGINT`;
      const isOrderly = status.code === 0 ||
        (status.code === KILLED_BY_ECHO && STOPPED.test(await server.output()));
      return isOrderly ? undefined : `'${command}' ended with ${status.code} after SIGINT`;
    },
    async kill() {
      signal("SIGKILL");
      await ended;
    },
  };
  for (const startedMs = Date.now(); Date.now() - startedMs < START_MS_MAX;) {
    if (hasEnded) return { server, problem: `'${command}' ended with ${(await ended).code}` };
    if (await answers(port)) return { server, problem: undefined };
    await new Promise((resolve) => setTimeout(resolve, ASK_EVERY_MS));
  }
  return { server, problem: `nothing listens on the port of '${command}' after 30 s` };
}

async function answers(port: number): Promise<boolean> {
  try {
    (await Deno.connect({ hostname: "127.0.0.1", port })).close();
    return true;
  } catch {
    return false;
  }
}

/**
 * Below the ports that a system gives to those who ask for any: one of those could be given to a test
 * beside this one, between being found free here and being listened on.
 */
const PORT_FIRST = 20_000;
const PORTS = 10_000;

/** As many free ports of loopback as asked for, no two the same. */
export function freePorts(count: number): number[] {
  const ports = new Set<number>();
  while (ports.size < count) {
    const port = PORT_FIRST + Math.floor(Math.random() * PORTS);
    if (isFree(port)) ports.add(port);
  }
  return [...ports];
}

function isFree(port: number): boolean {
  try {
    Deno.listen({ hostname: "127.0.0.1", port }).close();
    return true;
  } catch {
    return false;
  }
}
