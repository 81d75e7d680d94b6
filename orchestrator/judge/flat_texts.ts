/**
 * A record as a store has it that keeps every value as a text: objects in objects are `name.inner`,
 * lists are JSON, and what is null or empty is not there.
 *
 * ```
 * {"n":12,"tags":["a"],"user":{"id":7},"x":null}  →  {"n":"12","tags":"[\"a\"]","user.id":"7"}
 * ```
 */
import { NumberText } from "./exact_json.ts";

const DEPTH_MAX = 100;

export function asTexts(record: Readonly<Record<string, unknown>>): Record<string, string> {
  const texts: Record<string, string> = {};
  const add = (name: string, value: unknown, depth: number) => {
    if (value === undefined || value === null || value === "") return;
    if (typeof value === "string") texts[name] = value;
    else if (Array.isArray(value)) texts[name] = JSON.stringify(value);
    else if (typeof value !== "object" || value instanceof NumberText) texts[name] = String(value);
    else if (depth < DEPTH_MAX) {
      for (const [key, inner] of Object.entries(value)) add(`${name}.${key}`, inner, depth + 1);
    }
  };
  for (const [name, value] of Object.entries(record)) add(name, value, 0);
  return texts;
}
