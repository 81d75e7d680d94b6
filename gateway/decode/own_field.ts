/**
 * Fields whose names come from outside: CSV headers, names in structured data.
 *
 * `__proto__` is the one name that an assignment can take for the object's prototype: on every
 * runtime that has the accessor, which Deno has with `--unstable-unsafe-proto`. `JSON.parse` makes
 * it a field like any other, and so does this.
 */
export function setOwnField<T>(fields: Record<string, T>, name: string, value: T): void {
  if (name !== "__proto__") {
    fields[name] = value;
    return;
  }
  Object.defineProperty(fields, name, {
    value,
    configurable: true,
    enumerable: true,
    writable: true,
  });
}

/** A field of the object itself: never one that it inherits, such as `constructor`. */
export function ownField<T>(fields: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(fields, name) ? fields[name] : undefined;
}
