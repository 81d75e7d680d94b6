/**
 * `deno task sign`: signs one request body and prints a curl line for it, or its headers alone, so
 * that a person can try a gateway in mode `hmac` without writing code.
 *
 * The key and the secret come from `LOGOPS_API_KEY` and `LOGOPS_SECRET`, by the environment or a
 * `.env` file, and never from the command line, where other users of the machine could read them.
 */
import { signedHeaders } from "../contract/mod.ts";
import { BadInput, EXIT, exitWith, parseArguments, print, readClientSettings } from "./run_cli.ts";
import { newNonce } from "./drive/mod.ts";
import { Command } from "commander";

interface SignFlags {
  readonly data?: string;
  readonly file?: string;
  readonly type: string;
  readonly encoding?: string;
  readonly emitter?: string;
  readonly scenario?: string;
  readonly tenant?: string;
  readonly idempotencyKey?: string;
  readonly url?: string;
  readonly headers?: boolean;
}

const EXAMPLE = '[{"level":"INFO","msg":"signed by hand"}]';

const command = new Command("sign")
  .description("Sign a request body and print a curl line for it.")
  .option("--data <text>", `the body (default: ${EXAMPLE})`)
  .option("--file <path>", "the body, from a file")
  .option("--type <content type>", "its content type", "application/json")
  .option(
    "--encoding <name>",
    "Content-Encoding, of a file that is compressed: gzip, deflate, zstd",
  )
  .option("--emitter <name>", "X-Emitter to send along")
  .option("--scenario <id>", "X-Scenario-Id to send along")
  .option("--tenant <id>", "X-Tenant-Id to send along")
  .option("--idempotency-key <key>", "Idempotency-Key to send along")
  .option("--url <url>", "where to send (default: LOGOPS_URL)")
  .option("--headers", "print the headers alone, one a line")
  .addHelpText(
    "after",
    "\nNeeds LOGOPS_API_KEY and LOGOPS_SECRET. A signature is good for 300 s, once, and for just " +
      "these\nheaders: another that it is over (docs/signing.md) cannot be added, nor one left out.",
  );

async function main(): Promise<number> {
  const ended = parseArguments(command);
  if (ended !== undefined) return ended;
  const flags = command.opts<SignFlags>();
  const settings = await readClientSettings(flags);
  const { LOGOPS_API_KEY: key, LOGOPS_SECRET: secret, LOGOPS_URL: url } = settings;
  if (key === undefined || secret === undefined) {
    const missing = key === undefined ? "LOGOPS_API_KEY" : "LOGOPS_SECRET";
    throw new BadInput(`Cannot sign: ${missing} is not set (export it, or put it into .env)`);
  }
  if (flags.data !== undefined && flags.file !== undefined) {
    throw new BadInput("Cannot sign both: give --data or --file");
  }
  const headers = headersOf(flags);
  const body = await bodyOf(flags);
  const unsigned = { method: "POST", url, headers, body, nowMs: Date.now(), nonce: newNonce() };
  const proof = await signedHeaders(unsigned, { key, secret }).catch((error: Error) => {
    if (!(error instanceof TypeError)) throw error;
    throw new BadInput("Cannot sign: the URL, key and headers must be printable ASCII on one line");
  });
  const sent = Object.entries({ ...headers, ...proof });
  print(
    flags.headers === true
      ? sent.map(([name, value]) => `${name}: ${value}`)
      : curlLines(new URL(url).href, sent, flags),
  );
  return EXIT.passed;
}

function headersOf(flags: SignFlags): Record<string, string> {
  const given: readonly (readonly [name: string, value: string | undefined])[] = [
    ["Content-Type", flags.type],
    ["Content-Encoding", flags.encoding],
    ["X-Emitter", flags.emitter],
    ["X-Scenario-Id", flags.scenario],
    ["X-Tenant-Id", flags.tenant],
    ["Idempotency-Key", flags.idempotencyKey],
  ];
  return Object.fromEntries(
    given.flatMap(([name, value]) => value === undefined ? [] : [[name, value.trim()]]),
  );
}

async function bodyOf({ data, file }: SignFlags): Promise<Uint8Array<ArrayBuffer>> {
  if (file === undefined) return new TextEncoder().encode(data ?? EXAMPLE);
  try {
    return await Deno.readFile(file);
  } catch (error) {
    throw new BadInput(`Cannot read ${file}: ${error instanceof Error ? error.name : "unknown"}`);
  }
}

/** An empty header is `name;` for curl, and brackets in a URL are a pattern unless `-g` says no. */
function curlLines(
  url: string,
  headers: readonly (readonly [name: string, value: string])[],
  flags: SignFlags,
): string[] {
  const body = flags.file === undefined ? flags.data ?? EXAMPLE : `@${flags.file}`;
  const options = [
    ...headers.map(([name, value]) =>
      `-H ${quoted(value === "" ? `${name};` : `${name}: ${value}`)}`
    ),
    `--data-${flags.file === undefined ? "raw" : "binary"} ${quoted(body)}`,
  ];
  return [
    `curl ${/[[\]{}]/.test(url) ? "-gsS" : "-sS"} ${quoted(url)} \\`,
    ...options.map((option, i) => `  ${option}${i < options.length - 1 ? " \\" : ""}`),
  ];
}

/** In single quotes, for a POSIX shell. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

if (import.meta.main) await exitWith(main);
