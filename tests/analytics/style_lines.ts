/** Lines of the styles, each with the statement that it is from. */
import { shuffled } from "./seeded.ts";
import type { Style, Take } from "./styles.ts";

export interface LabelledLine {
  readonly line: string;
  readonly message: string;
  /** The index of its statement. */
  readonly statement: number;
}

const NAMES = [
  "alice",
  "bob",
  "carol",
  "dave",
  "erin",
  "frank",
  "grace",
  "heidi",
  "ivan",
  "judy",
  "mallory",
  "niaj",
  "olivia",
  "peggy",
  "rupert",
  "sybil",
  "trent",
  "victor",
  "walter",
  "wendy",
];
const PLACES = [
  "attic",
  "barn",
  "cellar",
  "dock",
  "eaves",
  "forge",
  "garret",
  "hall",
  "icehouse",
  "jetty",
  "kiln",
  "loft",
  "mill",
  "nook",
  "oast",
  "pantry",
];
const pad = (value: number, size = 2) => String(value).padStart(size, "0");

export function createTake(random: () => number): Take {
  const int = (max: number) => Math.floor(random() * max);
  const pick = <T>(items: readonly T[]): T => items[int(items.length)]!;
  const hex = (size: number) =>
    Array.from({ length: size }, () => "0123456789abcdef"[int(16)]).join("");
  const slots: Record<string, () => string> = {
    num: () => String(int(10 ** (1 + int(5)))),
    small: () => String(int(9)),
    float: () => (random() * 100).toFixed(1 + int(6)),
    big: () => String(10 ** 12 + int(10 ** 12)),
    ip: () => `10.${int(256)}.${int(256)}.${1 + int(254)}`,
    port: () => String(1024 + int(60000)),
    hex8: () => hex(8),
    hex16: () => `0x${hex(16)}`,
    addr: () => `0x${hex(8)}`,
    uuid: () => `${hex(8)}-${hex(4)}-4${hex(3)}-a${hex(3)}-${hex(12)}`,
    hash: () => hex(32),
    name: () => pick(NAMES),
    place: () => pick(PLACES),
    path: () => `/${pick(PLACES)}/${pick(NAMES)}/${pick(PLACES)}.${pick(["dat", "log", "cfg"])}`,
    winpath: () => `C:\\${pick(PLACES)}\\${pick(NAMES)}\\${pick(PLACES)}.dll`,
    host: () => `${pick(PLACES)}.${pick(NAMES)}.example.com`,
    node: () => `node-${int(256)}`,
    dn: () => `dn${1 + int(900)}`,
    user: () => pick(NAMES),
    bool: () => pick(["true", "false"]),
    size: () => `${(random() * 900).toFixed(1)} ${pick(["KB", "MB", "B"])}`,
    clock: () => `${pad(int(24))}:${pad(int(60))}:${pad(int(60))}`,
    span: () => pick(["<1 sec", `${pad(int(10))}:${pad(int(60))}`]),
    package: () =>
      `Package_${int(900)}_for_KB${2900000 + int(90000)}~${hex(16)}~amd64~~6.1.1.${int(9)}`,
    component: () => `com.${pick(NAMES)}.${pick(PLACES)}`,
    class: () =>
      `${pick(["Task", "Main", "Search", "Detail", "Login", "Video", "Camera"])}${
        pick(["Activity", "Fragment", "Service"])
      }`,
    rack: () =>
      `R${pad(int(64))}-M${int(2)}-N${int(16).toString(16).toUpperCase()}-C:J${pad(int(18))}-U${
        pad(int(64))
      }`,
    list: () => Array.from({ length: 1 + int(6) }, () => int(100)).join(", "),
    quoted: () => `"${pick(["View", "Scan", "Audio", "Sync"])} ${pick(["Lock", "Job", "Mix"])}"`,
  };
  return (slot) => {
    const make = slots[slot];
    if (make === undefined) throw new Error(`no slot '${slot}'`);
    return make();
  };
}

/** `count` lines of `style`, statements by a law of few frequent and many rare ones. */
export function labelledLines(style: Style, count: number, random: () => number): LabelledLine[] {
  const take = createTake(random);
  const weights = style.statements.map((_, index) => 1 / (index + 1) ** 1.3);
  const order = shuffled(style.statements.map((_, index) => index), random);
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return Array.from({ length: count }, (_, second) => {
    let left = random() * sum;
    const rank = Math.max(0, weights.findIndex((weight) => (left -= weight) <= 0));
    const statement = order[rank]!;
    const message = style.statements[statement]!.replace(
      /\{(\w+)\}/g,
      (_, slot: string) => take(slot),
    );
    return { line: style.header(take, second) + message, message, statement };
  });
}
