/**
 * The watch for tests: a real Prometheus and a real Alertmanager with the files of `infra/` made
 * faster, and a webhook that keeps what Alertmanager sends.
 */
import { type AlertMessage, startWatchServers } from "../../infra/watch/mod.ts";

export interface Stack extends AsyncDisposable {
  readonly prometheus: string;
  readonly alertmanager: string;
  /** What Alertmanager has sent so far. */
  readonly notifications: readonly AlertMessage[];
}

export interface StackOptions {
  readonly factor: number;
  /** Scrape job → addresses; jobs that are not named are left out. */
  readonly targets: Readonly<Record<string, readonly string[]>>;
}

export async function startStack({ factor, targets }: StackOptions): Promise<Stack> {
  const notifications: AlertMessage[] = [];
  const webhook = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    async (request) => {
      notifications.push(await request.json());
      return new Response("");
    },
  );
  try {
    const servers = await startWatchServers({
      programs: { prometheus: "prometheus", alertmanager: "prometheus-alertmanager" },
      factor,
      targets,
      webhookUrl: `http://127.0.0.1:${webhook.addr.port}`,
    });
    return {
      prometheus: servers.prometheus,
      alertmanager: servers.alertmanager,
      notifications,
      async [Symbol.asyncDispose]() {
        await servers[Symbol.asyncDispose]();
        await webhook.shutdown();
      },
    };
  } catch (error) {
    await webhook.shutdown();
    throw error;
  }
}

const POLL_MS = 100;

/** Asks until there is an answer; throws what it waited for once the time is over. */
export async function until<T>(
  what: string,
  msMax: number,
  ask: () => Promise<T | undefined> | T | undefined,
): Promise<T> {
  const endMs = performance.now() + msMax;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (performance.now() > endMs) throw new Error(`waited ${msMax / 1000} s for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}
