/**
 * What masking took away, and what of it is kept sealed: of `msg` and of the listed fields those that
 * masking changed, as they were.
 *
 * ```
 * before {"msg":"hi john@example.com","user":{"ip":"83.11.23.45","id":7}}
 * after  {"msg":"hi j***@example.com","user":{"ip":"83.11.x.x","id":7}}
 * fields user_email, user.ip, user.id
 *     →  {"msg":"hi john@example.com","user.ip":"83.11.23.45"}
 * ```
 *
 * A listed name is a field at the top of a record, or else a path to one inside: each dot goes one
 * step into an object, or into an array by index. The masker gives back what it left alone by
 * reference, so that a field was masked if and only if the references differ.
 */
import type { Originals } from "./seal.ts";

type JsonObject = Readonly<Record<string, unknown>>;

/** The originals of one record, or `undefined` when masking changed none of its listed fields. */
export type TakeOriginals = (before: JsonObject, after: JsonObject) => Originals | undefined;

const ALWAYS = "msg";

export function createTakeOriginals(fields: readonly string[]): TakeOriginals {
  const listed = [...new Set([ALWAYS, ...fields])].map((name) => ({
    name,
    path: name.includes(".") ? name.split(".") : undefined,
  }));
  return (before, after) => {
    if (before === after) return undefined;
    let taken: Record<string, unknown> | undefined;
    for (const { name, path } of listed) {
      const isTop = path === undefined || Object.hasOwn(before, name);
      const original = isTop ? fieldOf(before, name) : valueAt(before, path);
      if (original === undefined) continue;
      if (original === (isTop ? fieldOf(after, name) : valueAt(after, path))) continue;
      taken ??= Object.create(null) as Record<string, unknown>;
      taken[name] = original;
    }
    return taken;
  };
}

function valueAt(record: JsonObject, path: readonly string[]): unknown {
  let value: unknown = record;
  for (const step of path) {
    if (typeof value !== "object" || value === null) return undefined;
    value = fieldOf(value as JsonObject, step);
  }
  return value;
}

function fieldOf(object: JsonObject, name: string): unknown {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}
