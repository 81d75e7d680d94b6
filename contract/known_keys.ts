/**
 * What a schema knows at a place, for whoever wrote a key that it does not know.
 *
 * ```ts
 * const known = knownKeys(Scenario, ["emitters", 0]);
 * hintFor("epz", known); // "did you mean 'eps'?"
 * ```
 */
import { nearest } from "./nearest_name.ts";
import { z } from "zod";

/** `did you mean …?`, or the list of what is known. */
export function hintFor(word: string, known: readonly string[]): string | undefined {
  const near = nearest(word, known);
  if (near !== undefined) return `did you mean '${near}'?`;
  return known.length === 0 ? undefined : `known: ${known.join(", ")}`;
}

/** The keys that the object at `path` of `schema` may have. */
export function knownKeys(schema: z.ZodType, path: readonly (string | number)[]): string[] {
  let inner = unwrap(schema);
  for (const part of path) {
    if (inner instanceof z.ZodObject) inner = unwrap(inner.shape[String(part)] as z.ZodType);
    else if (inner instanceof z.ZodArray) inner = unwrap(inner.element as z.ZodType);
    else if (inner instanceof z.ZodRecord) inner = unwrap(inner.valueType as z.ZodType);
    else return [];
  }
  if (inner instanceof z.ZodObject) return Object.keys(inner.shape);
  if (inner instanceof z.ZodRecord && inner.keyType instanceof z.ZodEnum) {
    return inner.keyType.options.map(String);
  }
  return [];
}

function unwrap(schema: z.ZodType | undefined): z.ZodType | undefined {
  if (
    schema instanceof z.ZodOptional || schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault
  ) {
    return unwrap(schema.def.innerType as z.ZodType);
  }
  return schema instanceof z.ZodPipe ? unwrap(schema.def.in as z.ZodType) : schema;
}
