/**
 * A copy of an object that is under way: the fields so far, some of them under other names.
 *
 * A name that masking made equal to another gets a number, so that no value is lost:
 * `{"j***@example.com": 1, "j***@example.com#2": 2}`. `__proto__` stays a field like any other.
 */

export type JsonObject = Readonly<Record<string, unknown>>;

export interface ObjectCopy {
  readonly object: Record<string, unknown>;
  /** Adds a field; `isRenamed` says that `key` is not the name that it had. */
  put(key: string, value: unknown, isRenamed: boolean): void;
}

/** Begins a copy of `source` with the fields that come before `end`. */
export function copyBefore(source: JsonObject, end: string): ObjectCopy {
  const object: Record<string, unknown> = {};
  for (const key in source) {
    if (key === end) break;
    define(object, key, source[key]);
  }
  let hasRenamed = false;
  let numbers: Map<string, number> | undefined;

  function freeName(key: string): string {
    numbers ??= new Map();
    let number = numbers.get(key) ?? 1;
    let name: string;
    do name = `${key}#${++number}`; while (Object.hasOwn(object, name));
    numbers.set(key, number);
    return name;
  }

  return {
    object,
    put(key, value, isRenamed) {
      hasRenamed ||= isRenamed;
      const isTaken = hasRenamed && Object.hasOwn(object, key);
      define(object, isTaken ? freeName(key) : key, value);
    },
  };
}

function define(object: Record<string, unknown>, key: string, value: unknown): void {
  if (key !== "__proto__") object[key] = value;
  else {
    Object.defineProperty(object, key, {
      value,
      enumerable: true,
      writable: true,
      configurable: true,
    });
  }
}
