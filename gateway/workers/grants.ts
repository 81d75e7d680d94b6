/**
 * What workers may do beyond the permission set of a gateway. A flag of `deno run` replaces the set's
 * own list for its right, so the list is written before what is granted:
 *
 * ```
 * --grant-read=/var/log/app  →  --allow-read=<root>/data,<root>/.env,/var/log/app --deny-read=<root>/data/audit
 * ```
 */
import { resolve } from "node:path";

/** Rights that a setting can point outside of the set. */
export const RIGHTS = ["read", "write", "net"] as const;
export type Right = typeof RIGHTS[number];

/** One right as `deno.json` has it. */
type Granted = readonly string[] | {
  readonly allow: readonly string[];
  readonly deny?: readonly string[];
};
/** Those of `RIGHTS` in a permission set. */
export type PermissionSet = Readonly<Partial<Record<Right, Granted>>>;

/** Flags of `deno run`; none for a right of which nothing more is granted. `root`: of the set's paths. */
export function grantFlags(
  set: PermissionSet,
  grants: Readonly<Record<Right, readonly string[]>>,
  root: string,
): string[] {
  return RIGHTS.flatMap((right) => {
    if (grants[right].length === 0) return [];
    const own = set[right] ?? [];
    const { allow, deny = [] } = "allow" in own ? own : { allow: own };
    const listed = (values: readonly string[]) =>
      right === "net" ? values : values.map((path) => resolve(root, path));
    const flag = (name: string, values: readonly string[]) =>
      values.length === 0 ? [] : [`--${name}-${right}=${values.join(",")}`];
    return [
      ...flag("allow", [...listed(allow), ...grants[right]]),
      ...flag("deny", listed(deny)),
    ];
  });
}
