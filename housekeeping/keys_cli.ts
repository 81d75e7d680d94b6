/**
 * Composition root of `deno task keys`: makes, lists and rotates the keys that seal and index PII.
 * It runs without any network. Key bytes are printed by `new` and `rotate` alone, to standard
 * output, and not when they are written to a file. Exit codes: 0 done, 1 no key, 2 bad input.
 */
import { parseArgs } from "node:util";
import {
  complain,
  createSecretKey,
  describeProblems,
  EXIT,
  faultOfArguments,
  formatKeyRing,
  isKid,
  type KeyRing,
  loadSettings,
  print,
  type SecretKey,
  sharesKey,
  unexpectedArgument,
  unknownCommand,
  withHelp,
} from "../contract/mod.ts";
import {
  KEY_PURPOSES,
  type KeyPurpose,
  KeySettings,
  newKey,
  rotated,
  VARIABLE_OF,
  writeDotenv,
} from "./audit/mod.ts";

const HELP = `Make, list and rotate the keys that seal PII.

Usage: deno task keys new|list|rotate [options]

  new     print a new key as kid:base64; with --write, set it where there is none yet
  list    show kids and what each key does, and no key
  rotate  print the ring with a new first key; the old ones stay and open what they sealed

  --for PURPOSE   seal (LOGOPS_SECRET_KEYS, default) or index (LOGOPS_PII_INDEX_KEYS)
  --kid KID       name of the new key (default: made from the day)
  --drop KID      rotate without this key: what it sealed can never be opened again; repeatable
  --write FILE    set the variable in FILE (.env), mode 0600, and print no key
  --help

Keys are read from the environment or from .env. See docs/privacy.md for a rotation step by step.
Exit codes: 0 done, 1 there is no key, 2 bad input.`;

interface Flags {
  readonly purpose: KeyPurpose;
  readonly kid: string | undefined;
  readonly drop: readonly string[];
  readonly write: string | undefined;
}

interface Rings {
  readonly seal: KeyRing | undefined;
  readonly index: KeyRing | undefined;
}

async function main(): Promise<number> {
  const parsed = readArguments();
  if (typeof parsed === "string") return complain(withHelp(parsed, "keys"));
  const { command, flags } = parsed;
  if (command === "help") return print(HELP);
  const rings = await readRings();
  if (typeof rings === "string") return complain(rings);
  switch (command) {
    case "new":
      return await makeNew(rings, flags);
    case "rotate":
      return await rotate(rings, flags);
    case "list":
      return list(rings);
  }
}

const COMMANDS = ["new", "list", "rotate"] as const;
type CommandName = typeof COMMANDS[number] | "help";

const OPTIONS = {
  for: { type: "string", default: "seal" },
  kid: { type: "string" },
  drop: { type: "string", multiple: true, default: [] as string[] },
  write: { type: "string" },
  help: { type: "boolean", short: "h" },
} as const;

function readArguments(): { command: CommandName; flags: Flags } | string {
  try {
    const { values, positionals } = parseArgs({
      args: Deno.args,
      allowPositionals: true,
      options: OPTIONS,
    });
    const [name, extra] = positionals;
    const command = COMMANDS.find((each) => each === name);
    const purpose = KEY_PURPOSES.find((each) => each === values.for);
    const { kid, drop, write } = values;
    if (name !== undefined && command === undefined) return unknownCommand(name, COMMANDS);
    if (command === undefined && !values.help) return "Cannot run keys: say new, list or rotate";
    if (extra !== undefined) return unexpectedArgument(extra);
    if (purpose === undefined) {
      return `Cannot run keys: '--for' must be one of ${KEY_PURPOSES.join(", ")}`;
    }
    if (kid !== undefined && !isKid(kid)) {
      return "Cannot run keys: '--kid' must be 1 to 32 of A-Z a-z 0-9 . _ -";
    }
    if (!drop.every(isKid)) return "Cannot run keys: '--drop' must be the kid of a key";
    if (drop.length > 0 && command !== "rotate") {
      return "Cannot run keys: '--drop' belongs to rotate";
    }
    if (write !== undefined && command === "list") {
      return "Cannot run keys: '--write' belongs to new and rotate";
    }
    const flags = { purpose, kid, drop, write };
    return { command: values.help || command === undefined ? "help" : command, flags };
  } catch (error) {
    return faultOfArguments(error, OPTIONS);
  }
}

async function readRings(): Promise<Rings | string> {
  const read = await loadSettings(KeySettings, Deno.env);
  for (const warning of read.warnings) complain(`WARN ${warning}`);
  if (!read.ok) return describeProblems("the keys", read);
  return { seal: read.settings.LOGOPS_SECRET_KEYS, index: read.settings.LOGOPS_PII_INDEX_KEYS };
}

async function makeNew(rings: Rings, flags: Flags): Promise<number> {
  const variable = VARIABLE_OF[flags.purpose];
  if (flags.write !== undefined && rings[flags.purpose] !== undefined) {
    return complain(`Cannot set ${variable}: it is set already; rotate adds a key to it`);
  }
  return await give([freshKey(flags)], flags);
}

async function rotate(rings: Rings, flags: Flags): Promise<number> {
  const variable = VARIABLE_OF[flags.purpose];
  const ring = rings[flags.purpose];
  if (ring === undefined) {
    console.error(`Cannot rotate ${variable}: it is not set; deno task keys new makes a key`);
    return EXIT.failed;
  }
  const result = rotated(ring, freshKey(flags), flags.drop);
  if (!result.ok) return complain(`Cannot rotate: '${variable}' ${result.problem}`);
  return await give(result.ring.keys, flags);
}

function freshKey({ purpose, kid }: Flags): SecretKey {
  const fillRandom = (bytes: Uint8Array<ArrayBuffer>) => void crypto.getRandomValues(bytes);
  const key = newKey(purpose, { nowMs: Date.now(), fillRandom });
  return kid === undefined ? key : createSecretKey(kid, key.bytes());
}

/** To the file that was named, or to standard output. */
async function give(keys: readonly SecretKey[], { purpose, write }: Flags): Promise<number> {
  const value = formatKeyRing(keys);
  if (write === undefined) return print(value);
  const variable = VARIABLE_OF[purpose];
  if ((Deno.env.get(variable) ?? "") !== "") {
    return complain(`Cannot write ${write}: ${variable} is set in the environment, which wins`);
  }
  const problem = await writeDotenv(write, variable, value);
  if (problem !== undefined) return complain(problem);
  const [first, ...rest] = keys.map(({ kid }) => kid);
  const others = rest.length === 0 ? "" : `, then ${rest.join(", ")}`;
  console.error(`${variable} in ${write}: ${first} is first${others}`);
  return 0;
}

function list({ seal, index }: Rings): number {
  for (const [purpose, ring] of [["seal", seal], ["index", index]] as const) {
    if (ring === undefined) print(`${VARIABLE_OF[purpose]} is not set`);
    ring?.keys.forEach(({ kid }, at) =>
      print(`${VARIABLE_OF[purpose]}  ${kid}  ${roleOf(purpose, at === 0)}`)
    );
  }
  if (seal !== undefined && index !== undefined && sharesKey(seal, index)) {
    return complain("Cannot use these rings: a key seals and indexes; give each purpose its own");
  }
  return seal === undefined ? EXIT.failed : EXIT.done;
}

function roleOf(purpose: KeyPurpose, isFirst: boolean): string {
  if (purpose === "seal") return isFirst ? "seals and opens" : "opens";
  return isFirst ? "writes and finds" : "finds";
}

Deno.exit(await main());
