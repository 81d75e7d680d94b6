/** Characters as bytes, of which it is counted how many are read: for what detectors see at a glance. */
import type { Counter } from "./counted_text.ts";

export function countedBytes(bytes: Uint8Array, counter: Counter): Uint8Array {
  return new Proxy(bytes, {
    get(target, name) {
      if (typeof name === "string") counter.reads++;
      const value: unknown = Reflect.get(target, name, target);
      return value;
    },
  });
}
