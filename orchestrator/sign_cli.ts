/**
 * `deno task sign`: signs one request body and prints a curl line for it, or its headers alone, so
 * that a person can try a gateway in mode `hmac` without writing code.
 *
 * The key and the secret come from `LOGOPS_API_KEY` and `LOGOPS_SECRET`, by the environment or a
 * `.env` file, and never from the command line, where other users of the machine could read them.
 */
import { signedHeaders } from "../contract/mod.ts";
import { BadInput, EXIT, exitWith, parseArguments, print, readClientSettings } from "./run_cli.ts";
import { newNonce } from "./signer.ts";
import { Command } from "commander";

interface SignFlags {
  readonly data?: string;
  readonly file?: string;
  readonly type: string;
  readonly emitter?: string;
  readonly url?: string;
  readonly headers?: boolean;
}

const EXAMPLE = '[{"level":"INFO","msg":"signed by hand"}]';

const command = new Command("sign")
  .description("Sign a request body and print a curl line for it.")
  .option("--data <text>", `the body (default: ${EXAMPLE})`)
  .option("--file <path>", "the body, from a file")
  .option("--type <content type>", "its content type", "application/json")
  .option("--emitter <name>", "X-Emitter to send along")
  .option("--url <url>", "where to send (default: LOGOPS_URL)")
  .option("--headers", "print the headers alone, one a line")
  .addHelpText(
    "after",
    "\nNeeds LOGOPS_API_KEY and LOGOPS_SECRET. A signature is good for 300 s, once.",
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
  const headers = {
    "Content-Type": flags.type,
    ...(flags.emitter === undefined ? {} : { "X-Emitter": flags.emitter }),
    ...await signedHeaders({
      method: "POST",
      path: new URL(url).pathname,
      body: await bodyOf(flags),
      nowMs: Date.now(),
      nonce: newNonce(),
    }, { key, secret }),
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  print(flags.headers === true ? lines : curlLines(url, lines, flags));
  return EXIT.passed;
}

async function bodyOf({ data, file }: SignFlags): Promise<Uint8Array<ArrayBuffer>> {
  if (file === undefined) return new TextEncoder().encode(data ?? EXAMPLE);
  try {
    return await Deno.readFile(file);
  } catch (error) {
    throw new BadInput(`Cannot read ${file}: ${error instanceof Error ? error.name : "unknown"}`);
  }
}

function curlLines(url: string, headers: readonly string[], flags: SignFlags): string[] {
  const body = flags.file === undefined ? flags.data ?? EXAMPLE : `@${flags.file}`;
  const options = [
    ...headers.map((header) => `-H ${quoted(header)}`),
    `--data-${flags.file === undefined ? "raw" : "binary"} ${quoted(body)}`,
  ];
  return [
    `curl -sS ${quoted(url)} \\`,
    ...options.map((option, i) => `  ${option}${i < options.length - 1 ? " \\" : ""}`),
  ];
}

/** In single quotes, for a POSIX shell. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

if (import.meta.main) await exitWith(main);
