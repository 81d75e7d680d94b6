/** A server as a process on a free port of the loopback, with a folder of its own, until it is ended. */

export interface RunningServer {
  readonly port: number;
  /** As kill -9 does; its folder stays. */
  kill(): Promise<void>;
  /** As a service manager does: it may write down what it has. */
  end(): Promise<void>;
  /** On the same port, with the same folder. */
  start(): Promise<void>;
  /** Ends it and removes its folder. */
  stop(): Promise<void>;
}

export interface ServerCommand {
  readonly command: string;
  readonly args: (port: number, folder: string) => string[];
  /** Answers with any status once the server is ready; for one that speaks HTTP. */
  readonly readyPath?: string;
  /** Rejects until the server is ready; for any other. */
  readonly isReady?: (port: number) => Promise<void>;
  /** Before the first start. */
  readonly prepare?: (port: number, folder: string) => Promise<void>;
  readonly env?: Record<string, string>;
}

const READY_WAIT_MS = 60_000;
const ASK_EVERY_MS = 100;

export async function startServer(server: ServerCommand): Promise<RunningServer> {
  const folder = await Deno.makeTempDir({ prefix: "logops-server-" });
  const port = freePort();
  let child: Deno.ChildProcess | undefined;
  const answersHttp = async () => {
    const response = await fetch(`http://127.0.0.1:${port}${server.readyPath}`);
    await response.body?.cancel();
  };
  await server.prepare?.(port, folder);
  const start = async () => {
    child = new Deno.Command(server.command, {
      args: server.args(port, folder),
      env: server.env ?? {},
      stdin: "null",
      stdout: "null",
      stderr: "null",
    }).spawn();
    const untilMs = performance.now() + READY_WAIT_MS;
    while (performance.now() < untilMs) {
      try {
        await (server.isReady ?? answersHttp)(port);
        return;
      } catch {
        await new Promise((resolve) => setTimeout(resolve, ASK_EVERY_MS));
      }
    }
    throw new Error(`${server.command} is not ready after ${READY_WAIT_MS / 1000} s`);
  };
  const end = async (signal: "SIGKILL" | "SIGTERM") => {
    if (child === undefined) return;
    try {
      child.kill(signal);
    } catch {
      // it has ended already
    }
    await child.status;
    child = undefined;
  };
  await start();
  return {
    port,
    start,
    kill: () => end("SIGKILL"),
    end: () => end("SIGTERM"),
    async stop() {
      await end("SIGKILL");
      await Deno.remove(folder, { recursive: true });
    },
  };
}

export function freePort(): number {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr as Deno.NetAddr;
  listener.close();
  return port;
}
