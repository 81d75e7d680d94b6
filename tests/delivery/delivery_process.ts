/** `delivery/main.ts` as a process, with a configuration in a temporary file. */
import { fileURLToPath } from "node:url";
import type { JournalFixture } from "./journal_fixture.ts";

export interface DeliveryProcess {
  readonly pid: number;
  kill(): Promise<void>;
  /** Ends it as a service manager does; gives its exit code. */
  stop(): Promise<number>;
}

/** Those of `deliver_cli.ts`. */
const V8_FLAGS = "--v8-flags=--max-semi-space-size=8";

const MAIN = fileURLToPath(new URL("../../delivery/main.ts", import.meta.url));

export interface DeliveryConfig {
  readonly path: string;
  readonly env: Record<string, string>;
}

export function writeConfig(
  journal: JournalFixture,
  sinks: readonly object[],
  env: Record<string, string> = {},
): DeliveryConfig {
  const path = `${journal.folder}/../delivery.yaml`;
  Deno.writeTextFileSync(path, JSON.stringify({ sinks }));
  return {
    path,
    env: {
      ...env,
      LOGOPS_SINK_DIR: journal.folder,
      LOGOPS_DELIVERY_FILE: path,
      LOGOPS_DELIVERY_DEAD_DIR: journal.dead,
      LOGOPS_DELIVERY_PORT: "0",
      NO_COLOR: "1",
    },
  };
}

function command(config: DeliveryConfig, args: readonly string[]): Deno.Command {
  return new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--no-prompt", "--no-check", V8_FLAGS, "-A", MAIN, ...args],
    env: config.env,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  });
}

export function startDeliveryProcess(config: DeliveryConfig): DeliveryProcess {
  const child = command(config, []).spawn();
  const drained = Promise.all([child.stdout.text(), child.stderr.text()]);
  const end = async (signal: Deno.Signal) => {
    try {
      child.kill(signal);
    } catch {
      // it has ended already
    }
    const { code } = await child.status;
    await drained;
    return code;
  };
  return {
    pid: child.pid,
    kill: () => end("SIGKILL").then(() => {}),
    stop: () => end("SIGTERM"),
  };
}

export async function runDelivery(config: DeliveryConfig, args: readonly string[]) {
  const { code, stdout, stderr } = await command(config, args).output();
  const text = new TextDecoder();
  return { code, stdout: text.decode(stdout), stderr: text.decode(stderr) };
}

/** Asks until it holds; fails with `what` after `timeoutMs`. */
export async function until(
  what: string,
  holds: () => boolean | Promise<boolean>,
  timeoutMs = 20_000,
): Promise<void> {
  const endMs = performance.now() + timeoutMs;
  while (!await holds()) {
    if (performance.now() > endMs) throw new Error(`Not in ${timeoutMs} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
