/**
 * Masks PII in any JSON value: in strings at any depth, in object keys, in numbers that are payment
 * cards, and in whatever stands under a secret's name.
 *
 * ```
 * {"user":{"mail":"john@example.com","card":4111111111111111},"password":"x","n":7}
 * {"user":{"mail":"j***@example.com","card":"****1111"},"password":"***","n":7}
 * ```
 *
 * Nothing is changed in place: what holds something masked is copied, the rest is shared. Masking
 * what is masked changes nothing. A number that is masked becomes a string.
 */
import type { LogRecord } from "../../contract/mod.ts";
import {
  isCardNumber,
  MASK,
  maskCardNumber,
  type PiiCounts,
  type PiiKind,
  schemeChars,
  secretNameAt,
} from "./detectors/mod.ts";
import { createKeepFields, type KeptPaths } from "./keep_fields.ts";
import { copyBefore, type JsonObject, type ObjectCopy } from "./object_copy.ts";
import { createScan, type OnFound } from "./scan.ts";

/** Levels of nesting that are looked into; twice what a record may have. */
export const MASK_DEPTH_MAX = 128;
/** Stands for what is nested deeper: better lost than let through in clear. */
export const TOO_DEEP = "*** (nested too deeply)";

export interface MaskOptions {
  /** What to look for; nothing else is masked. */
  readonly kinds: readonly PiiKind[];
  /** Fields that stay as they are, with all that is in them; see `keep_fields.ts`. */
  readonly keepFields: readonly string[];
  readonly onFound?: OnFound | undefined;
}

/** Each method adds what it masked to `counts`, and gives its argument back when that is nothing. */
export interface Masker {
  text(value: string, counts: PiiCounts): string;
  /**
   * Masks a JSON value; `key` is the name of the top field that it is the value of.
   * Beyond `MASK_DEPTH_MAX` levels, `TOO_DEEP` takes a value's place.
   */
  value(value: unknown, counts: PiiCounts, key?: string): unknown;
  /** Masks a record, but for `ts` and `level`, which hold nothing of the sender's. */
  record(record: LogRecord, counts: PiiCounts): LogRecord;
}

/** What an object or array inherits from where it stands. */
interface Place {
  readonly depth: number;
  /** The name of the nearest field. */
  readonly key: string;
  /** Set where everything is masked, on behalf of a secret's name. */
  readonly secret: Secret | undefined;
  readonly paths: KeptPaths | undefined;
  /** Set for the fields of a record: its `ts` and `level` are not looked into. */
  readonly isRecord: boolean;
}

interface Secret {
  readonly kind: PiiKind;
  /** Whether a scheme that stands first stays: `Bearer ***`. */
  readonly hasScheme: boolean;
}

export function createMasker({ kinds, keepFields, onFound }: MaskOptions): Masker {
  const scan = createScan(kinds, onFound);
  const enabled = new Set(kinds);
  const masksCards = enabled.has("card");
  const masksNames = enabled.has("credential") || enabled.has("cloud_key");
  const kept = createKeepFields(keepFields);
  const top: Place = { depth: 0, key: "", secret: undefined, paths: kept.paths, isRecord: false };

  function maskField(key: string, value: unknown, place: Place, counts: PiiCounts): unknown {
    if (typeof value === "string") {
      const secret = place.secret ?? secretOf(key);
      return secret === undefined ? scan(value, counts) : maskSecret(value, secret, counts);
    }
    if (typeof value === "number") {
      const secret = place.secret ?? secretOf(key);
      return secret === undefined
        ? maskNumber(value, key, counts)
        : maskNumberSecret(secret, counts);
    }
    if (typeof value !== "object" || value === null) return value;
    if (place.depth >= MASK_DEPTH_MAX) return TOO_DEEP;
    return maskInside(value, {
      depth: place.depth + 1,
      key,
      secret: place.secret ?? secretOf(key),
      paths: kept.isEmpty ? undefined : place.paths?.inner.get(key),
      isRecord: false,
    }, counts);
  }

  function maskInside(value: object, place: Place, counts: PiiCounts): unknown {
    return Array.isArray(value)
      ? maskArray(value, place, counts)
      : maskObject(value as JsonObject, place, counts);
  }

  function maskArray(values: readonly unknown[], place: Place, counts: PiiCounts): unknown {
    let copy: unknown[] | undefined;
    for (let i = 0; i < values.length; i++) {
      const masked = maskElement(values[i], place, counts);
      if (masked !== values[i]) (copy ??= values.slice())[i] = masked;
    }
    return copy ?? values;
  }

  /** An element of an array stands under the array's name, and no step further along a path. */
  function maskElement(value: unknown, place: Place, counts: PiiCounts): unknown {
    if (typeof value !== "object" || value === null) {
      return maskField(place.key, value, place, counts);
    }
    if (place.depth >= MASK_DEPTH_MAX) return TOO_DEEP;
    return maskInside(value, { ...place, depth: place.depth + 1 }, counts);
  }

  function maskObject(object: JsonObject, place: Place, counts: PiiCounts): JsonObject {
    let copy: ObjectCopy | undefined;
    for (const key in object) {
      const value = object[key];
      let masked = value;
      let maskedKey = key;
      if (!stays(key, place)) {
        maskedKey = scan(key, counts);
        const pair = key === "value" ? pairPlace(object, place) : place;
        masked = maskField(key, value, pair, counts);
      }
      if (copy === undefined) {
        if (masked === value && maskedKey === key) continue;
        copy = copyBefore(object, key);
      }
      copy.put(maskedKey, masked, maskedKey !== key);
    }
    return copy?.object ?? object;
  }

  function stays(key: string, { isRecord, paths }: Place): boolean {
    if (isRecord && (key === "ts" || key === "level")) return true;
    return !kept.isEmpty && (kept.names.has(key) || paths?.inner.get(key)?.isKept === true);
  }

  function secretOf(key: string): Secret | undefined {
    if (!masksNames) return undefined;
    const name = secretNameAt(key, key.length);
    if (name === undefined || !enabled.has(name.kind)) return undefined;
    return { kind: name.kind, hasScheme: name.value === "authorization" };
  }

  /** `{"name": "X-Api-Key", "value": "x"}`, as headers and parameters are often written. */
  function pairPlace(object: JsonObject, place: Place): Place {
    const name = object.name ?? object.key;
    const secret = typeof name === "string" ? secretOf(name) : undefined;
    return secret === undefined ? place : { ...place, secret };
  }

  function maskNumber(value: number, key: string, counts: PiiCounts): unknown {
    if (!masksCards || !isCardNumber(value, key)) return value;
    counts.card++;
    return maskCardNumber(value);
  }

  return {
    text: scan,
    value(value, counts, key) {
      if (key === undefined) return maskElement(value, top, counts);
      return stays(key, top) ? value : maskField(key, value, top, counts);
    },
    record: (record, counts) =>
      maskObject(record, { ...top, depth: 1, isRecord: true }, counts) as LogRecord,
  };
}

/** What is left of a secret: nothing, or the scheme that it begins with. */
function maskSecret(value: string, { kind, hasScheme }: Secret, counts: PiiCounts): string {
  const kept = hasScheme ? value.slice(0, schemeChars(value)) : "";
  const masked = kept + MASK;
  if (value === "" || value === masked) return value;
  counts[kind]++;
  return masked;
}

function maskNumberSecret({ kind }: Secret, counts: PiiCounts): string {
  counts[kind]++;
  return MASK;
}
