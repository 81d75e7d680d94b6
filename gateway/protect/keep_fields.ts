/**
 * The allow-list of fields that masking leaves alone, with all that is in them.
 *
 * | entry | stays |
 * |---|---|
 * | `client_ip` | every field of that name, at any depth |
 * | `user.mail` | `mail` in the object `user` at the top of a record, and any field that is itself named `user.mail` |
 *
 * Arrays do not count as a step: `users.mail` covers `{"users":[{"mail":…}]}`.
 */

/** How much of the way along dotted paths a field stands. */
export interface KeptPaths {
  /** Whether the field itself stays. */
  readonly isKept: boolean;
  readonly inner: ReadonlyMap<string, KeptPaths>;
}

export interface KeepFields {
  readonly names: ReadonlySet<string>;
  readonly paths: KeptPaths;
}

interface Node {
  isKept: boolean;
  readonly inner: Map<string, Node>;
}

export function createKeepFields(entries: readonly string[]): KeepFields {
  const root: Node = { isKept: false, inner: new Map() };
  for (const entry of entries) {
    let node = root;
    for (const step of entry.split(".")) {
      const inner = node.inner.get(step) ?? { isKept: false, inner: new Map<string, Node>() };
      node.inner.set(step, inner);
      node = inner;
    }
    node.isKept = true;
  }
  return { names: new Set(entries), paths: root };
}
