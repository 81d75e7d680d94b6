/**
 * Masks PII in any JSON value: in strings at any depth, in object keys, in numbers that are payment
 * cards, and in whatever stands under a secret's name.
 *
 * ```
 * {"user":{"mail":"john@example.com","card":4111111111111111},"password":"x","n":7}
 * {"user":{"mail":"j***@example.com","card":"****1111"},"password":"***","n":7}
 * ```
 *
 * Nothing is changed in place, unless that is asked for: what holds something masked is copied, the
 * rest is shared. Masking what is masked changes nothing. A number that is masked becomes a string.
 */
import type { LogRecord } from "../../contract/mod.ts";
import {
  isCardNumber,
  MASK,
  maskCardNumber,
  type PiiCounts,
  type PiiKind,
  schemeChars,
} from "./detectors/mod.ts";
import { createFieldNames, type FieldName, type Secret } from "./field_names.ts";
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
  /** Whether what is given may be changed: saves the copies, where the originals are not needed. */
  readonly isInPlace?: boolean;
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
  /** The nearest field. Under a secret's name everything is masked. */
  readonly field: FieldName;
  readonly paths: KeptPaths | undefined;
  /** Set for the fields of a record: its `ts` and `level` are not looked into. */
  readonly isRecord: boolean;
}

const NO_FIELD: FieldName = { name: "", masked: "", secret: undefined };

export function createMasker(options: MaskOptions): Masker {
  const { kinds, keepFields, onFound, isInPlace = false } = options;
  const scan = createScan(kinds, onFound);
  const names = createFieldNames(scan, kinds);
  const masksCards = kinds.includes("card");
  const kept = createKeepFields(keepFields);
  const top: Place = { depth: 0, field: NO_FIELD, paths: kept.paths, isRecord: false };

  function maskObject(object: JsonObject, place: Place, counts: PiiCounts): JsonObject {
    let copy: ObjectCopy | undefined;
    for (const key in object) {
      const value = object[key];
      let masked = value;
      let maskedKey = key;
      if (!stays(key, place)) {
        const field = fieldOf(key, object, place, counts);
        maskedKey = field.masked;
        masked = maskField(value, field, place, counts);
      }
      if (copy === undefined) {
        if (masked === value && maskedKey === key) continue;
        if (isInPlace && maskedKey === key && !isReadLater(key)) {
          (object as Record<string, unknown>)[key] = masked;
          continue;
        }
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

  /** The field of that name, with what it inherits, or has from the name beside it. */
  function fieldOf(key: string, object: JsonObject, place: Place, counts: PiiCounts): FieldName {
    const field = names.of(key, counts);
    if (field.secret !== undefined) return field;
    const secret = place.field.secret ?? (key === "value" ? pairSecret(object) : undefined);
    return secret === undefined ? field : { ...field, secret };
  }

  /** `{"name": "X-Api-Key", "value": "x"}`, as headers and parameters are often written. */
  function pairSecret(object: JsonObject): Secret | undefined {
    const name = object.name ?? object.key;
    return typeof name === "string" ? names.secretOf(name) : undefined;
  }

  function maskField(value: unknown, field: FieldName, place: Place, counts: PiiCounts): unknown {
    if (typeof value !== "object") return maskScalar(value, field, counts);
    if (value === null) return null;
    if (place.depth >= MASK_DEPTH_MAX) return TOO_DEEP;
    const paths = kept.isEmpty ? undefined : place.paths?.inner.get(field.name);
    return maskInside(value, { depth: place.depth + 1, field, paths, isRecord: false }, counts);
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
      if (masked !== values[i]) {
        (copy ??= isInPlace ? values as unknown[] : values.slice())[i] = masked;
      }
    }
    return copy ?? values;
  }

  /** An element of an array stands under the array's name, and no step further along a path. */
  function maskElement(value: unknown, place: Place, counts: PiiCounts): unknown {
    if (typeof value !== "object") return maskScalar(value, place.field, counts);
    if (value === null) return null;
    if (place.depth >= MASK_DEPTH_MAX) return TOO_DEEP;
    return maskInside(value, { ...place, depth: place.depth + 1 }, counts);
  }

  function maskScalar(value: unknown, { name, secret }: FieldName, counts: PiiCounts): unknown {
    if (typeof value === "string") {
      return secret === undefined ? scan(value, counts) : maskSecret(value, secret, counts);
    }
    if (typeof value !== "number") return value;
    if (secret !== undefined) {
      counts[secret.kind]++;
      return MASK;
    }
    if (!masksCards || !isCardNumber(value, name)) return value;
    counts.card++;
    return maskCardNumber(value);
  }

  return {
    text: scan,
    value(value, counts, key) {
      if (key === undefined) return maskElement(value, top, counts);
      return stays(key, top) ? value : maskField(value, names.of(key, counts), top, counts);
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

/** The name of a pair decides on its value, whatever stands first; `__proto__` cannot be assigned. */
function isReadLater(key: string): boolean {
  return key === "name" || key === "key" || key === "__proto__";
}
