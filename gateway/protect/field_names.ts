/**
 * What masking needs to know of a field's name, worked out once for each name: records of one
 * service have the same few names over and over. Memory is bounded, and holds clean names only.
 */
import { type PiiCounts, type PiiKind, secretNameAt } from "./detectors/mod.ts";
import type { Scan } from "./scan.ts";

/** A name that is given to secrets: what is masked under it counts as `kind`. */
export interface Secret {
  readonly kind: PiiKind;
  /** Whether a scheme that stands first stays: `Bearer ***`. */
  readonly hasScheme: boolean;
}

export interface FieldName {
  /** As it is in the input. */
  readonly name: string;
  /** As it is stored. */
  readonly masked: string;
  readonly secret: Secret | undefined;
}

export interface FieldNames {
  /** Adds to `counts` if the name itself has PII in it. */
  of(name: string, counts: PiiCounts): FieldName;
  secretOf(name: string): Secret | undefined;
}

const NAMES_KEPT_MAX = 1024;
const NAME_CHARS_MAX = 64;

export function createFieldNames(scan: Scan, kinds: readonly PiiKind[]): FieldNames {
  const kept = new Map<string, FieldName>();
  const enabled = new Set(kinds);

  function secretOf(name: string): Secret | undefined {
    const secret = secretNameAt(name, name.length);
    if (secret === undefined || !enabled.has(secret.kind)) return undefined;
    return { kind: secret.kind, hasScheme: secret.value === "authorization" };
  }

  return {
    secretOf,
    of(name, counts) {
      const known = kept.get(name);
      if (known !== undefined) return known;
      const masked = scan(name, counts);
      const field = { name, masked, secret: secretOf(name) };
      const isKept = masked === name && name.length <= NAME_CHARS_MAX &&
        kept.size < NAMES_KEPT_MAX;
      if (isKept) kept.set(name, field);
      return field;
    },
  };
}
