/**
 * Composition root of `deno task unseal`: environment, clock, signals, standard input and output.
 * It runs without any network: see the permission set `unseal` in deno.json.
 * Exit codes: see `UNSEAL_HELP`.
 */
import {
  complain,
  describeProblems,
  EXIT,
  loadSettings,
  print,
  printable,
  VERSION,
  withHelp,
} from "../contract/mod.ts";
import {
  describe,
  KeySettings,
  readUnsealArguments,
  unseal,
  UNSEAL_HELP,
  type UnsealOrder,
  type UnsealReport,
  verifyAuditLog,
} from "./audit/mod.ts";
import { failureOf } from "./files/mod.ts";

const encoder = new TextEncoder();

async function main(): Promise<number> {
  // Help is for those, too, whose settings are to be mended.
  const early = readUnsealArguments(Deno.args, undefined);
  if ("command" in early && early.command === "help") return print(UNSEAL_HELP);
  const settings = await readKeys();
  if (typeof settings === "string") return complain(settings);
  const parsed = readUnsealArguments(Deno.args, settings.LOGOPS_PII_INDEX_KEYS);
  if ("problem" in parsed) {
    return complain(withHelp(parsed.problem, "unseal"));
  }
  switch (parsed.command) {
    case "help":
      return print(UNSEAL_HELP);
    case "version":
      return print(VERSION);
    case "audit-verify":
      return await auditVerify(parsed.auditPath, parsed.head);
    case "unseal":
      return await run(parsed.order, parsed.auditPath, settings);
  }
}

async function readKeys(): Promise<KeySettings | string> {
  const read = await loadSettings(KeySettings, Deno.env);
  for (const warning of read.warnings) complain(`WARN ${warning}`);
  return read.ok ? read.settings : describeProblems("the keys", read);
}

async function run(
  order: UnsealOrder,
  auditPath: string,
  settings: KeySettings,
): Promise<number> {
  if (order.mode !== "find" && settings.LOGOPS_SECRET_KEYS === undefined) {
    return complain(
      "Cannot unseal: LOGOPS_SECRET_KEYS is not set (set the ring that sealed, in the environment " +
        "or in .env; deno task keys list shows what is set)",
    );
  }
  const stopping = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    Deno.addSignalListener(signal, () => stopping.abort());
  }
  const report = await unseal(order, {
    keys: settings.LOGOPS_SECRET_KEYS,
    auditPath,
    uid: Deno.uid(),
    run: crypto.randomUUID(),
    nowMs: Date.now,
    stdin: Deno.stdin.readable,
    write,
    signal: stopping.signal,
  });
  return conclude(order, report);
}

function conclude(order: UnsealOrder, report: UnsealReport): number {
  if ("refused" in report) return complain(`${report.refused}\nNothing was opened.`);
  const { outcome, counts, problems, places, whyNothing, auditHead } = report;
  for (const place of places) console.error(printable(place));
  for (const problem of problems) console.error(printable(problem));
  if (counts.index_cut > 0) {
    console.error(
      `${counts.index_cut} lines hold more addresses than their index names: look there`,
    );
  }
  const did = order.mode === "find"
    ? `found ${counts.matched}`
    : `opened ${counts.opened}, failed ${counts.failed}, unknown key ${counts.unknown_key}`;
  const ending = outcome === "complete" ? "" : ` (${outcome.replace("_", " ")})`;
  console.error(
    `${did}; ${counts.matched} matched of ${counts.lines} lines, ` +
      `${counts.unreadable} unreadable${ending}`,
  );
  for (const sentence of whyNothing) console.error(sentence);
  if (auditHead !== undefined) console.error(`audit log ends with ${auditHead}`);
  if (outcome === "interrupted") return EXIT.interrupted;
  if (problems.length > 0) return EXIT.badInput;
  const all = counts.failed + counts.unknown_key + counts.unreadable === 0;
  return all && outcome === "complete" ? 0 : EXIT.failed;
}

async function auditVerify(path: string, head: string | undefined): Promise<number> {
  const verified = await verifyAuditLog(path, head);
  if (!verified.ok) return complain(verified.detail);
  const { entries, problems, unfinished, holds, head: last } = verified.value;
  for (const problem of problems) console.error(`${path}: ${describe(problem)}`);
  for (const run of unfinished) console.error(`${path}: run ${run} has no closing entry`);
  if (!holds) console.error(`${path}: ${head} is not in it: lines were cut off, or written anew`);
  const broken = problems.length > 0 || !holds;
  print(`${broken ? "broken" : "whole"}: ${entries} entries, ends with ${last}`);
  return broken ? EXIT.failed : 0;
}

/** What was logged is somebody else's text: on a terminal it is shown, and not obeyed. */
async function write(text: string): Promise<boolean> {
  const shown = Deno.stdout.isTerminal() ? text.split("\n").map(printable).join("\n") : text;
  const bytes = encoder.encode(shown);
  try {
    for (let at = 0; at < bytes.length;) at += await Deno.stdout.write(bytes.subarray(at));
    return true;
  } catch (error) {
    if (!(error instanceof Deno.errors.BrokenPipe)) {
      console.error(failureOf(error, "Cannot write standard output").detail);
    }
    return false;
  }
}

Deno.exit(await main());
