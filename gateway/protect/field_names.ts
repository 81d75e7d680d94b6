/**
 * What masking needs to know of a field's name, worked out once for each name: records of one
 * service have the same few names over and over. Memory is bounded, and holds clean names only.
 */
import { createPiiCounts, type PiiKind, secretNameAt } from "./detectors/mod.ts";
import type { Scan } from "./scan.ts";

/** A name that is given to secrets: what is masked under it counts as `kind`. */
export interface Secret {
  readonly kind: PiiKind;
  /** Whether a scheme that stands first stays: `Bearer ***`. */
  readonly hasScheme: boolean;
}

export interface KnownName {
  /** Whether nothing in the name itself is to be masked. */
  readonly isClean: boolean;
  readonly secret: Secret | undefined;
}

export interface FieldNames {
  of(name: string): KnownName;
  secretOf(name: string): Secret | undefined;
}

const NAMES_KEPT_MAX = 1024;
const NAME_CHARS_MAX = 64;

/** `scan` masks what is found in names. */
export function createFieldNames(scan: Scan, kinds: readonly PiiKind[]): FieldNames {
  const kept = new Map<string, KnownName>();
  const secrets = secretsOf(kinds);

  function secretOf(name: string): Secret | undefined {
    const ending = secretNameAt(name, name.length);
    if (ending === undefined) return undefined;
    return secrets.get(`${ending.kind} ${ending.value === "authorization"}`);
  }

  return {
    secretOf,
    of(name) {
      const known = kept.get(name);
      if (known !== undefined) return known;
      const isClean = scan(name, createPiiCounts()) === name;
      const field = { isClean, secret: secretOf(name) };
      const isKept = isClean && name.length <= NAME_CHARS_MAX && kept.size < NAMES_KEPT_MAX;
      if (isKept) kept.set(name, field);
      return field;
    },
  };
}

/** One object for each that there can be: fields are told apart by it. */
function secretsOf(kinds: readonly PiiKind[]): ReadonlyMap<string, Secret> {
  return new Map(
    kinds.flatMap((kind) =>
      [false, true].map((hasScheme) => [`${kind} ${hasScheme}`, { kind, hasScheme }] as const)
    ),
  );
}
