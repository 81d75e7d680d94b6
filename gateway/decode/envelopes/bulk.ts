/** Elasticsearch's `_bulk`: a line that says what to do, and the document on the next. */
import { type AddLine, isFields, parseExact } from "./exact.ts";

const ACTION = /^\s*\{\s*"(index|create|delete|update)"\s*:\s*\{/;
/** Of the action, what is kept with the document. */
const KEPT = ["_index", "_id"] as const;

export function isBulk(text: string): boolean {
  return ACTION.test(text);
}

/** Adds each document; gives the number of the line that is no record, if there is one. */
export function readBulk(text: string, add: AddLine): number | undefined {
  let kept = "";
  let isDocument = false;
  let start = 0;
  for (let line = 1; start < text.length; line++) {
    const newline = text.indexOf("\n", start);
    const end = newline === -1 ? text.length : newline;
    const value = text.slice(start, end).trim();
    start = end + 1;
    if (value === "") continue;
    if (isDocument) {
      isDocument = false;
      const isEmpty = /^\{\s*\}$/.test(value);
      add(
        kept === "" || !value.endsWith("}")
          ? value
          : `${value.slice(0, -1)}${isEmpty ? "" : ","}${kept}}`,
      );
      continue;
    }
    const action = ACTION.exec(value)?.[1];
    if (action === undefined || action === "update") return line;
    if (action === "delete") continue;
    const parsed = parseExact(value);
    const target = isFields(parsed) && isFields(parsed[action]) ? parsed[action] : {};
    kept = KEPT.filter((name) => target[name] !== undefined)
      .map((name) => `"${name}":${JSON.stringify(target[name])}`).join(",");
    isDocument = true;
  }
  return undefined;
}
