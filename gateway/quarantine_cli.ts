/**
 * Composition root of `deno task quarantine`: lists the records that a gateway has kept apart, and sends
 * them again. Exit codes: 0 done, 1 some were refused again, 2 bad arguments or no such folder.
 */
import { complain, EXIT, faultOfArguments, print, VERSION, withHelp } from "../contract/mod.ts";
import { contentTypeOf, describeBad, type KeptRecord, readQuarantine } from "./quarantine.ts";
import { parseArgs } from "node:util";

const DIR = "./data/quarantine";
const URL_DEFAULT = "http://127.0.0.1:8080/v1/logs";

const HELP =
  `List the records that a gateway kept apart as they could not be stored, and send them again.

Usage: deno task quarantine list [--dir <folder>] [--emitter <name>] [--json]
       deno task quarantine send [--dir <folder>] [--emitter <name>] [--as text] [--url <url>]

  --dir <folder>     where they are (default: LOGOPS_QUARANTINE_DIR, else ${DIR})
  --emitter <name>   only those of this emitter
  --as text          send each as lines of text, which are always taken; rows of CSV always are
  --url <url>        the gateway (default: LOGOPS_URL, else ${URL_DEFAULT})
  --json             print the records as they are kept, one a line
  --version          print the version
  --help             print this

A record is kept masked, or sealed where sealing is on: \`deno task unseal\` opens those. What is sent
again stays in the folder. LOGOPS_API_KEY is sent where it is set.
Exit codes: 0 done, 1 some were refused again, 2 bad arguments or no such folder.`;

const OPTIONS = {
  dir: { type: "string" },
  emitter: { type: "string" },
  as: { type: "string" },
  url: { type: "string" },
  json: { type: "boolean", default: false },
  help: { type: "boolean", short: "h", default: false },
  version: { type: "boolean", default: false },
} as const;

function readArguments(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  } catch (error) {
    return faultOfArguments(error, OPTIONS);
  }
}

async function main(): Promise<number> {
  const read = readArguments(Deno.args);
  if (typeof read === "string") return complain(withHelp(read, "quarantine"));
  const { values: flags, positionals: [verb, ...others] } = read;
  if (flags.help || Deno.args.length === 0) return print(HELP);
  if (flags.version) return print(VERSION);
  if ((verb !== "list" && verb !== "send") || others.length > 0) {
    return complain(withHelp("Cannot do that: say list or send", "quarantine"));
  }
  if (flags.as !== undefined && flags.as !== "text") {
    return complain(withHelp("--as must be text", "quarantine"));
  }
  const dir = flags.dir ?? Deno.env.get("LOGOPS_QUARANTINE_DIR") ?? DIR;
  const all = await recordsIn(dir);
  if (typeof all === "string") return complain(all);
  const records = all.filter(({ emitter }) => (flags.emitter ?? emitter) === emitter);
  if (verb === "list") {
    const lines = records.map((one) => flags.json ? JSON.stringify(one) : describeBad(one));
    const sum = flags.json ? [] : [`${records.length} records in ${dir}`];
    return print([...lines, ...sum].join("\n"));
  }
  const url = flags.url ?? Deno.env.get("LOGOPS_URL") ?? URL_DEFAULT;
  return await sendAll(records, url, flags.as === "text");
}

async function recordsIn(dir: string): Promise<KeptRecord[] | string> {
  const records: KeptRecord[] = [];
  try {
    const names = (await Array.fromAsync(Deno.readDir(dir))).map(({ name }) => name)
      .filter((name) => name.endsWith(".ndjson")).sort();
    for (const name of names) {
      records.push(...readQuarantine(await Deno.readTextFile(`${dir}/${name}`)));
    }
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return `Cannot read ${dir}: no such folder`;
    throw error;
  }
  return records;
}

async function sendAll(
  records: readonly KeptRecord[],
  url: string,
  asText: boolean,
): Promise<number> {
  let sent = 0;
  let refused = 0;
  const key = Deno.env.get("LOGOPS_API_KEY");
  for (const record of records) {
    if (record.text === undefined) continue;
    const headers = {
      "content-type": contentTypeOf(record, asText),
      "x-emitter": record.emitter,
      ...(record.scenario_id === undefined ? {} : { "x-scenario-id": record.scenario_id }),
      ...(key === undefined ? {} : { "x-api-key": key }),
    };
    const answer = await fetch(url, { method: "POST", headers, body: record.text });
    const receipt = await answer.json() as { readonly accepted?: number };
    if (answer.ok && (receipt.accepted ?? 0) > 0) sent++;
    else refused++;
  }
  const left = records.length - sent - refused;
  print(
    `${sent} records taken, ${refused} refused or kept apart again, ` +
      `${left} have no text to send (sealed, or too long)`,
  );
  return refused === 0 ? EXIT.done : EXIT.failed;
}

if (import.meta.main) Deno.exitCode = await main();
