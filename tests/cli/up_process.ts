/** `logops up` as a process, in a temporary folder, with ports that the system chooses. */
import { fileURLToPath } from "node:url";
import { join } from "node:path";
import { ROOT } from "../repository.ts";

export interface UpLine {
  readonly program: string;
  readonly event?: string;
  readonly of?: string;
  readonly url?: string;
  readonly pid?: number;
  readonly code?: number;
  readonly text?: string;
  readonly detail?: string;
}

export interface UpProcess {
  readonly lines: UpLine[];
  /** The first line from `from` on that `holds`. */
  line(what: string, holds: (line: UpLine) => boolean, from?: number): Promise<UpLine>;
  signal(signal: Deno.Signal): void;
  readonly ended: Promise<number>;
}

const WAIT_MS_MAX = 30_000;

export function upCommand(
  folder: string,
  args: readonly string[],
  env: Record<string, string> = {},
) {
  const root = fileURLToPath(ROOT);
  return new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      ...["--quiet", "--no-prompt", `--config=${join(root, "deno.json")}`],
      ...[`--allow-run=${Deno.execPath()}`, "--allow-read=.", "--allow-env=LOGOPS_*"],
      join(root, "cli/logops_cli.ts"),
      "up",
      ...args,
    ],
    cwd: folder,
    env: {
      NO_COLOR: "1",
      LOGOPS_PORT: "0",
      LOGOPS_ORCH_PORT: "0",
      LOGOPS_DELIVERY_PORT: "0",
      LOGOPS_UP_PORT: "0",
      LOGOPS_AUTH_MODE: "none",
      ...env,
    },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  });
}

export function startUp(folder: string, env: Record<string, string> = {}): UpProcess {
  const child = upCommand(folder, [], env).spawn();
  const lines: UpLine[] = [];
  let isOver = false;
  let heard = Promise.withResolvers<void>();
  const read = async () => {
    let rest = "";
    for await (const bytes of child.stderr) {
      const parts = (rest + new TextDecoder().decode(bytes)).split("\n");
      rest = parts.pop()!;
      for (const text of parts) {
        lines.push(text.startsWith("{") ? JSON.parse(text) : { program: "", text });
      }
      const told = heard;
      heard = Promise.withResolvers();
      told.resolve();
    }
    isOver = true;
    heard.resolve();
  };
  const reading = Promise.all([read(), child.stdout.text()]);
  return {
    lines,
    async line(what, holds, from = 0) {
      const late = Promise.withResolvers<"late">();
      const timer = setTimeout(() => late.resolve("late"), WAIT_MS_MAX);
      try {
        for (;;) {
          const found = lines.slice(from).find(holds);
          if (found !== undefined) return found;
          if (isOver || await Promise.race([heard.promise, late.promise]) === "late") break;
        }
        throw new Error(`No line: ${what}\n${lines.map((one) => JSON.stringify(one)).join("\n")}`);
      } finally {
        clearTimeout(timer);
      }
    },
    signal: (signal) => child.kill(signal),
    ended: child.status.then(async ({ code }) => {
      await reading;
      return code;
    }),
  };
}
