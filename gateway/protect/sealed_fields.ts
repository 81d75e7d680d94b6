/**
 * The fields whose originals are kept sealed where masking changed something in them: `msg`, and the
 * listed ones.
 *
 * | entry | is |
 * |---|---|
 * | `client_ip` | the field of that name at the top of a record |
 * | `user.mail` | the field that is itself named so; without one, `mail` in the object `user` |
 * | `ips.0` | the first element of the array `ips` |
 */

/** How much of the way along dotted paths a field stands. */
export interface SealedPaths {
  /** The number of the entry that ends here, or -1. */
  readonly listed: number;
  readonly inner: ReadonlyMap<string, SealedPaths>;
}

export interface SealedFields {
  /** The entries, each once; the first is `msg`. */
  readonly names: readonly string[];
  /** By name at the top of a record. */
  readonly tops: ReadonlyMap<string, number>;
  /** `undefined` where nothing is sealed. */
  readonly paths: SealedPaths | undefined;
}

interface Node {
  listed: number;
  readonly inner: Map<string, Node>;
}

const ALWAYS = "msg";

/** `entries`: `undefined` where nothing is sealed. */
export function createSealedFields(entries: readonly string[] | undefined): SealedFields {
  if (entries === undefined) return { names: [], tops: new Map(), paths: undefined };
  const names = [...new Set([ALWAYS, ...entries])];
  const root: Node = { listed: -1, inner: new Map() };
  names.forEach((name, slot) => {
    let node = root;
    for (const step of name.split(".")) {
      const inner = node.inner.get(step) ?? { listed: -1, inner: new Map<string, Node>() };
      node.inner.set(step, inner);
      node = inner;
    }
    node.listed = slot;
  });
  return { names, tops: new Map(names.map((name, slot) => [name, slot])), paths: root };
}
