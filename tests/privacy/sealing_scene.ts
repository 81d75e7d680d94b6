/**
 * A folder with sealed journal files of its own, and the commands `keys` and `unseal` run in it with
 * exactly the permissions of their tasks: a copy of deno.json stands in the folder, so that `./data`
 * of a permission set is the folder's.
 */
import { type KeyRing, parseKeyRing } from "../../contract/mod.ts";
import { createBlindIndex, createSealer, PII_KINDS } from "../../gateway/protect/mod.ts";
import { createTranscribe } from "../../gateway/transcribe/mod.ts";
import { ROOT } from "../repository.ts";
import { parseEnv } from "node:util";

export interface Output {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export interface RunOptions {
  readonly env?: Record<string, string>;
  readonly stdin?: string;
}

export type Command = "keys" | "unseal";

export interface Scene {
  readonly dir: string;
  run(command: Command, args: readonly string[], options?: RunOptions): Promise<Output>;
  spawn(command: Command, args: readonly string[]): Deno.ChildProcess;
  /** Runs a file with a permission set. */
  probe(set: Command | "gateway", script: string, args: readonly string[]): Promise<Output>;
  /** What the rings in the folder's `.env` are now. */
  rings(): Promise<{ readonly seal: KeyRing; readonly index: KeyRing }>;
}

const PROGRAMS: Readonly<Record<Command, string>> = {
  keys: new URL("housekeeping/keys_cli.ts", ROOT).pathname,
  unseal: new URL("housekeeping/unseal_cli.ts", ROOT).pathname,
};

export async function withSealingScene(test: (scene: Scene) => Promise<void>): Promise<void> {
  const dir = await Deno.makeTempDir();
  await Deno.copyFile(new URL("deno.json", ROOT), `${dir}/deno.json`);
  await Deno.mkdir(`${dir}/data/ingest`, { recursive: true });
  const command = (set: Command | "gateway", script: string, args: readonly string[], env = {}) =>
    new Deno.Command(Deno.execPath(), {
      args: [
        ...["run", "--quiet", "--no-prompt", "--config", `${dir}/deno.json`],
        ...["--lock", new URL("deno.lock", ROOT).pathname, "--frozen", `-P=${set}`],
        ...[script, ...args],
      ],
      cwd: dir,
      env: { NO_COLOR: "1", ...env },
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    });
  const finish = async (child: Deno.ChildProcess, stdin = ""): Promise<Output> => {
    const writer = child.stdin.getWriter();
    const fed = writer.write(new TextEncoder().encode(stdin)).then(() => writer.close());
    const [{ code, stdout, stderr }] = await Promise.all([child.output(), fed.catch(() => {})]);
    const decoder = new TextDecoder();
    return { code, out: decoder.decode(stdout), err: decoder.decode(stderr) };
  };
  try {
    await test({
      dir,
      run: (name, args, { env, stdin } = {}) =>
        finish(command(name, PROGRAMS[name], args, env).spawn(), stdin),
      spawn: (name, args) => command(name, PROGRAMS[name], args).spawn(),
      probe: (set, script, args) => finish(command(set, script, args).spawn()),
      rings: async () => {
        const env = parseEnv(await Deno.readTextFile(`${dir}/.env`));
        return { seal: ringOf(env.LOGOPS_SECRET_KEYS), index: ringOf(env.LOGOPS_PII_INDEX_KEYS) };
      },
    });
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

export interface SealedDay {
  readonly keys: KeyRing;
  readonly index: KeyRing;
  /** `YYYY-MM-DD`. */
  readonly day: string;
  readonly emails: readonly string[];
}

/** One line per address as the gateway stores it: masked, sealed, indexed. */
export async function sealedLines({ keys, index, day, emails }: SealedDay): Promise<string[]> {
  const records = emails.map((email, n) => ({
    ts: `${day}T10:00:00.${String(n % 1000).padStart(3, "0")}Z`,
    level: "INFO",
    msg: `login by ${email}`,
    user_email: email,
  }));
  const transcribe = createTranscribe({
    ...{ kinds: PII_KINDS, keepFields: [], recordsMax: Infinity, linesCharsMax: Infinity },
    joinsLines: true,
    replacesBytes: false,
    seal: { sealer: createSealer({ keys }), fields: ["user_email"] },
    index: createBlindIndex(index),
  });
  const stored = await Promise.all(["json", "csv"].map(async (emitter, remainder) => {
    const own = records.filter((_, n) => n % 2 === remainder);
    const body = new TextEncoder().encode(JSON.stringify(own));
    const batch = await transcribe("json", body, { emitter, receivedTs: records[0]!.ts }, 0);
    if (!batch.ok) throw new Error(batch.failure.kind);
    return batch.value.lines.trimEnd().split("\n");
  }));
  return records.map((_, n) => stored[n % 2]![n >> 1]!);
}

function ringOf(text: string | undefined): KeyRing {
  const parsed = parseKeyRing(text ?? "");
  if (!parsed.ok) throw new Error(parsed.problem);
  return parsed.ring;
}
