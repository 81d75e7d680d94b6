/**
 * The command line of `unseal`, read into an order. Pure: arguments and index keys in, an order or
 * the sentence that says what is wrong out.
 */
import { parseArgs } from "node:util";
import {
  blindIndexEntry,
  faultOfArguments,
  INDEXED_KINDS,
  type IndexedKind,
  isKid,
  type KeyRing,
} from "../../contract/mod.ts";
import type { UnsealMode, UnsealOrder } from "./unseal.ts";

export const UNSEAL_HELP = `Open sealed PII, offline and on the record.

Usage: deno task unseal --operator NAME --reason TEXT [options] FILE|DIR|-…

  FILE is NDJSON or a .zip of housekeeping, DIR holds such files, - is standard input.
  Opened records go to standard output, one JSON object a line; pii holds the originals.

  --operator NAME     who asks: goes into the audit log
  --reason TEXT       why: goes into the audit log
  --since TIME        from this time on: 2026-05-01 or 2026-05-01T10:00:00Z
  --until TIME        before this time
  --emitter NAME      only this emitter; this option and the five below may be repeated
  --scenario ID       only this scenario
  --kid KID           only what this key sealed
  --field NAME        only this original of a record
  --index KIND:VALUE  only lines that name this address: email:john@example.com, ip:83.11.23.45,
                      or an entry as it is stored (e:…, i:…)
  --verify            open every token to check it, and write nothing
  --find              write matching lines as they are stored, and open nothing
  --audit FILE        the audit log (default data/audit/unseal.jsonl)
  --audit-verify      check the audit log and nothing else
  --audit-head HASH   with --audit-verify: a hash that an earlier run printed must be in the log
  --help  --version

Keys are read from LOGOPS_SECRET_KEYS and LOGOPS_PII_INDEX_KEYS, in the environment or in .env.
Exit codes: 0 all opened, or there was nothing to open, and why is told; 1 some did not open, had no key or were no records, or the audit log is
broken; 2 bad input, nothing or not all was read; 130 interrupted.`;

export const AUDIT_PATH = "data/audit/unseal.jsonl";

export type UnsealArguments =
  | { readonly command: "help" | "version" }
  | { readonly command: "audit-verify"; readonly auditPath: string; readonly head?: string }
  | { readonly command: "unseal"; readonly auditPath: string; readonly order: UnsealOrder }
  | { readonly problem: string };

const OPTIONS = {
  operator: { type: "string" },
  reason: { type: "string" },
  since: { type: "string" },
  until: { type: "string" },
  emitter: { type: "string", multiple: true },
  scenario: { type: "string", multiple: true },
  kid: { type: "string", multiple: true },
  field: { type: "string", multiple: true },
  index: { type: "string", multiple: true },
  verify: { type: "boolean" },
  find: { type: "boolean" },
  audit: { type: "string", default: AUDIT_PATH },
  "audit-verify": { type: "boolean" },
  "audit-head": { type: "string" },
  help: { type: "boolean", short: "h" },
  version: { type: "boolean" },
} as const;

const OPERATOR_CHARS_MAX = 200;
const REASON_CHARS_MAX = 1000;
const REPEATS_MAX = 100;
const VALUE_CHARS_MAX = 200;
const DATE = /^\d{4}-\d{2}-\d{2}$/;
const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/;

export function readUnsealArguments(
  args: readonly string[],
  indexKeys: KeyRing | undefined,
): UnsealArguments {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: OPTIONS,
      allowPositionals: true,
    });
    if (values.help) return { command: "help" };
    if (values.version) return { command: "version" };
    const auditPath = values.audit;
    const head = values["audit-head"]?.toLowerCase();
    if (values["audit-verify"]) {
      if (head !== undefined && !/^[0-9a-f]{64}$/.test(head)) {
        refuse("'--audit-head' must be 64 hex digits");
      }
      return { command: "audit-verify", auditPath, ...(head === undefined ? {} : { head }) };
    }
    if (head !== undefined) refuse("'--audit-head' needs '--audit-verify'");
    return { command: "unseal", auditPath, order: orderOf(values, positionals, indexKeys) };
  } catch (error) {
    if (error instanceof BadArguments) return { problem: `Cannot unseal: ${error.message}` };
    return { problem: faultOfArguments(error, OPTIONS) };
  }
}

type Values = ReturnType<typeof parseArgs<{ options: typeof OPTIONS }>>["values"];

function orderOf(
  values: Values,
  inputs: readonly string[],
  indexKeys: KeyRing | undefined,
): UnsealOrder {
  if (values.verify && values.find) refuse("'--verify' and '--find' exclude each other");
  const mode: UnsealMode = values.verify ? "verify" : values.find ? "find" : "open";
  const operator = statement("operator", values.operator, OPERATOR_CHARS_MAX);
  const reason = statement("reason", values.reason, REASON_CHARS_MAX);
  if (inputs.length === 0) refuse("name the files or directories to read, or - for standard input");
  const kids = repeated("kid", values.kid);
  if (!kids.every(isKid)) refuse("'--kid' must be the name of a key");
  const filter = {
    sinceMs: timeMs("since", values.since),
    untilMs: timeMs("until", values.until),
    emitters: repeated("emitter", values.emitter),
    scenarios: repeated("scenario", values.scenario),
    kids,
    indexEntries: repeated("index", values.index, 600)
      .flatMap((text) => indexEntries(text, indexKeys)),
  };
  return { operator, reason, mode, inputs, filter, fields: repeated("field", values.field) };
}

/** A line of text that says something. */
function statement(name: string, value: string | undefined, charsMax: number): string {
  const text = value?.trim() ?? "";
  if (text === "") refuse(`'--${name}' must be given: nothing is opened without it`);
  if (text.length > charsMax || /\p{Cc}/u.test(text)) {
    refuse(`'--${name}' must be one line of at most ${charsMax} characters`);
  }
  return text;
}

function repeated(
  name: string,
  values: readonly string[] = [],
  charsMax: number = VALUE_CHARS_MAX,
): readonly string[] {
  if (values.length > REPEATS_MAX) refuse(`'--${name}' may be given ${REPEATS_MAX} times`);
  if (values.some((value) => value === "" || value.length > charsMax)) {
    refuse(`'--${name}' must have 1 to ${charsMax} characters`);
  }
  return values;
}

function timeMs(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const ms = DATE.test(text) || TIME.test(text) ? Date.parse(text) : NaN;
  if (Number.isNaN(ms)) {
    refuse(`'--${name}' must be a time like 2026-05-01 or 2026-05-01T10:00:00Z`);
  }
  return ms;
}

/** One entry for each index key: a line was written under one of them. The address is not echoed. */
function indexEntries(text: string, indexKeys: KeyRing | undefined): string[] {
  if (/^[ei]:[\w-]{22}$/.test(text)) return [text];
  const colon = text.indexOf(":");
  const kind = text.slice(0, Math.max(0, colon));
  if (!isIndexedKind(kind)) refuse("'--index' must be email:ADDRESS, ip:ADDRESS or a stored entry");
  if (indexKeys === undefined) refuse("'--index' needs LOGOPS_PII_INDEX_KEYS");
  return indexKeys.keys.map((key) => {
    const entry = blindIndexEntry(key, kind, text.slice(colon + 1));
    if (entry === undefined) refuse(`'--index ${kind}:' must be followed by an address`);
    return entry;
  });
}

function isIndexedKind(text: string): text is IndexedKind {
  return (INDEXED_KINDS as readonly string[]).includes(text);
}

class BadArguments extends Error {}

function refuse(detail: string): never {
  throw new BadArguments(detail);
}
