/** What conform needs of the machine that it runs on; a composition root hands it in. */

export interface Host {
  readonly nowMs: () => number;
  readonly sleep: (ms: number) => Promise<void>;
  /** From 0 to 1: moments of faults. */
  readonly random: () => number;
  readonly serve: (
    options: Deno.ServeTcpOptions,
    handler: (request: Request) => Response | Promise<Response>,
  ) => Deno.HttpServer<Deno.NetAddr>;
  /** Folder of this repository. */
  readonly root: string;
  /** The Deno that runs this. */
  readonly deno: string;
  readonly isRoot: boolean;
}

const LOOPBACK = "127.0.0.1";

/** A port of loopback that nobody listens on now. */
export function freePort(): number {
  using listener = Deno.listen({ hostname: LOOPBACK, port: 0 });
  return listener.addr.port;
}

/** Waits until `isSo`, looking every few milliseconds; `false` where the time was up first. */
export async function waitUntil(
  isSo: () => Promise<boolean> | boolean,
  msMax: number,
  { nowMs, sleep }: Pick<Host, "nowMs" | "sleep">,
): Promise<boolean> {
  const endMs = nowMs() + msMax;
  for (;;) {
    if (await isSo()) return true;
    if (nowMs() >= endMs) return false;
    await sleep(LOOK_MS);
  }
}

const LOOK_MS = 25;

/** Whether something takes connections at `port` of loopback. */
export async function takesConnections(port: number): Promise<boolean> {
  try {
    using _connection = await Deno.connect({ hostname: LOOPBACK, port });
    return true;
  } catch {
    return false;
  }
}
