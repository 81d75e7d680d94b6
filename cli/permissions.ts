/**
 * What a program may do: the permission set of its task, as flags of `deno run`, with the user's own
 * paths and hosts added to it. Pure.
 *
 * The sets in `deno.json` name two kinds of paths: parts of LogOps, which are where it is installed,
 * and the user's own (`./data`, `./config`, `.env`), which are where the user is.
 *
 * ```
 * set gateway, cwd /srv/logs, LOGOPS_SINK_DIR=/mnt/journal
 *   → --allow-write=/srv/logs/data,/mnt/journal --deny-write=/srv/logs/data/audit …
 * ```
 */
import { resolve } from "node:path";

type Names = boolean | readonly string[];

/** One permission of a set, as `deno.json` has it. */
export type Permission = Names | {
  readonly allow?: Names;
  readonly deny?: Names;
  readonly ignore?: Names;
};
export type PermissionSet = Readonly<Partial<Record<string, Permission>>>;

export interface Places {
  /** Where LogOps is. */
  readonly root: string;
  /** Where the user is. */
  readonly cwd: string;
}

/** Paths and hosts of the user's own, by what is granted for them. */
export type Granted = Readonly<Record<"read" | "write" | "net", readonly string[]>>;

/** Paths in a set that are part of LogOps; all others are the user's. */
const OWN_PATHS: ReadonlySet<string> = new Set([
  "./housekeeping",
  "./contract",
  "./deno.json",
  "./scenarios",
  "./orchestrator/web",
]);

export function permissionFlags(set: PermissionSet, granted: Granted, places: Places): string[] {
  return Object.entries(set).flatMap(([name, permission]) => {
    if (permission === undefined) return [];
    const { allow = false, deny = false, ignore = false } = partsOf(permission);
    return [
      ...flag(`--allow-${name}`, withGranted(name, placed(name, allow, places), granted)),
      ...flag(`--deny-${name}`, placed(name, deny, places)),
      ...flag(`--ignore-${name}`, ignore),
    ];
  });
}

/** The same for a program that starts others: what they may beyond their set as it is at home. */
export function grantArguments(set: PermissionSet, granted: Granted, places: Places): string[] {
  return (["read", "write", "net"] as const).flatMap((right) => {
    const { allow = false } = partsOf(set[right] ?? []);
    const isHere = right === "net" || typeof allow === "boolean" || places.cwd === places.root;
    const here = isHere ? [] : allow.filter((path) => !OWN_PATHS.has(path));
    const all = [...here.map((path) => resolve(places.cwd, path)), ...granted[right]];
    const more = right === "read" ? granted.write : [];
    return flag(`--grant-${right}`, [...new Set([...all, ...more])]);
  });
}

function partsOf(permission: Permission) {
  return typeof permission === "object" && !Array.isArray(permission)
    ? permission as Exclude<Permission, Names>
    : { allow: permission as Names };
}

function placed(name: string, values: Names, places: Places): Names {
  if (typeof values === "boolean" || (name !== "read" && name !== "write")) return values;
  return values.map((path) => resolve(OWN_PATHS.has(path) ? places.root : places.cwd, path));
}

function withGranted(name: string, values: Names, granted: Granted): Names {
  if (values === true || !(name in granted)) return values;
  // What may be written may be read: programs read back what they wrote.
  const more = name === "read"
    ? [...granted.read, ...granted.write]
    : granted[name as keyof Granted];
  return [...new Set([...(values === false ? [] : values), ...more])];
}

function flag(name: string, values: Names): string[] {
  if (values === true) return [name];
  return values === false || values.length === 0 ? [] : [`${name}=${values.join(",")}`];
}
