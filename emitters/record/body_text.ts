/** Joins the texts of records into one body. */
import type { EmittedRecord } from "../emitter.ts";

/** Appends instead of `Array.join`: the text is then copied once, when it is encoded. */
export function joinTexts(records: readonly EmittedRecord[], separator: string): string {
  let body = records[0]?.text ?? "";
  for (let i = 1; i < records.length; i++) body += separator + records[i]!.text;
  return body;
}
