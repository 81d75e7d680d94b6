/** Records that a gateway has kept apart, as the files of the quarantine have them. */
import { z } from "zod";

const KeptRecord = z.looseObject({
  ts: z.string(),
  emitter: z.string(),
  scenario_id: z.string().optional(),
  format: z.enum(["json", "ndjson", "csv", "text"]),
  reason: z.string(),
  line: z.int(),
  bytes: z.int(),
  sha256: z.string(),
  text: z.string().optional(),
  sealed: z.string().optional(),
});
export type KeptRecord = z.infer<typeof KeptRecord>;

/** The records of one file; a line that is none, such as one that a crash cut short, is left out. */
export function readQuarantine(ndjson: string): KeptRecord[] {
  return ndjson.split("\n").flatMap((line) => {
    const parsed = KeptRecord.safeParse(parse(line));
    return parsed.success ? [parsed.data] : [];
  });
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

const CONTENT_TYPES = {
  json: "application/x-ndjson",
  ndjson: "application/x-ndjson",
  csv: "text/plain", // a row by itself has no header
  text: "text/plain",
} as const;

export function contentTypeOf({ format }: KeptRecord, asText: boolean): string {
  return asText ? CONTENT_TYPES.text : CONTENT_TYPES[format];
}

const TEXT_CHARS_SHOWN_MAX = 80;

/** One line for people: what is shown of the text is masked already. */
export function describeBad(record: KeptRecord): string {
  const { ts, emitter, format, reason, line, bytes, text, sealed } = record;
  const content = text !== undefined
    ? JSON.stringify(text.slice(0, TEXT_CHARS_SHOWN_MAX))
    : sealed !== undefined
    ? "(sealed)"
    : "(too long to keep)";
  return `${ts}  ${emitter}  ${reason}, ${format} line ${line}, ${bytes} bytes  ${content}`;
}
