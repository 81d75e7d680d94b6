/**
 * Bodies that are an envelope around records, as other protocols have them. They are unpacked to NDJSON,
 * which is then read as any: an envelope is never stored as one record.
 *
 * | envelope | known by |
 * |---|---|
 * | OTLP | `resourceLogs` |
 * | Loki | `streams` |
 * | CloudTrail, Azure, Google Cloud | `Records`, `records`, `entries`; `eventTime` with `eventSource` |
 * | CloudWatch | `logEvents` |
 * | Splunk HEC | `event`, and only names of HEC beside it; several may follow each other |
 * | Elasticsearch `_bulk` | lines `{"index":{…}}` and documents in turn |
 */
import { fail, ok, type Result } from "../../../contract/mod.ts";
import { isBulk, readBulk } from "./bulk.ts";
import { readCloud } from "./cloud.ts";
import { isFields, parseExact } from "./exact.ts";
import { readLoki } from "./loki.ts";
import { readOtlp } from "./otlp.ts";
import { readHec } from "./splunk.ts";

const READERS = [readOtlp, readLoki, readCloud, readHec];

/** One of these stands in every envelope; where none does, nothing is looked at. */
const MARKS =
  /"(?:resourceLogs|resource_logs|streams|Records|records|logEvents|entries|eventTime|event)"/;
/** Where a line begins that is looked at for a mark. */
const MARK_CHARS_MAX = 4096;

/** NDJSON in the place of a body that is an envelope; `undefined` for any other. */
export function unpack(
  format: "json" | "ndjson",
  text: string,
  charsMax: number,
): Result<string | undefined> {
  if (isBulk(text.slice(0, MARK_CHARS_MAX))) return unpackBulk(text, charsMax);
  const isCandidate = format === "json"
    ? /^\s*\{/.test(text) && MARKS.test(text)
    : MARKS.test(text.slice(0, MARK_CHARS_MAX));
  if (!isCandidate) return ok(undefined);
  return unpackValues(format === "json" ? valuesOf(text) : text.split("\n"), charsMax);
}

function unpackBulk(text: string, charsMax: number): Result<string | undefined> {
  const lines = createLines(charsMax);
  const line = readBulk(text, lines.add);
  if (line !== undefined) {
    const detail = `Cannot read the body at line ${line}: only index, create and delete are ` +
      "taken, each but delete with its document on the next line";
    return fail({ kind: "unsupported_media_type", detail });
  }
  return lines.result();
}

function unpackValues(values: readonly string[] | undefined, charsMax: number) {
  if (values === undefined) return ok(undefined);
  const lines = createLines(charsMax);
  let isUnpacked = false;
  for (const value of values) {
    if (lines.isFull()) break;
    const body = MARKS.test(value) ? parseExact(value) : undefined;
    const isEnvelope = isFields(body) && READERS.some((read) => read(body, lines.add));
    if (isEnvelope) isUnpacked = true;
    else if (value.trim() !== "") lines.add(value);
  }
  return isUnpacked ? lines.result() : ok(undefined);
}

function createLines(charsMax: number) {
  const lines: string[] = [];
  let chars = 0;
  return {
    /** Gives whether there is room for more: what all records of an envelope share comes back in each. */
    add(line: string): boolean {
      chars += line.length + 1;
      if (chars <= charsMax) lines.push(line);
      return chars <= charsMax;
    },
    isFull: () => chars > charsMax,
    result: (): Result<string> =>
      chars > charsMax
        ? fail({ kind: "decoded_too_large", limit: charsMax })
        : ok(lines.join("\n")),
  };
}

/** Values that follow each other; `undefined` where brackets do not close. */
export function valuesOf(text: string): string[] | undefined {
  const values: string[] = [];
  let depth = 0;
  let start = -1;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x22) {
      at++;
      while (at < text.length && text.charCodeAt(at) !== 0x22) {
        at += text.charCodeAt(at) === 0x5c ? 2 : 1;
      }
    } else if (code === 0x7b || code === 0x5b) {
      if (depth++ === 0) start = at;
    } else if (code === 0x7d || code === 0x5d) {
      if (--depth < 0) return undefined;
      if (depth === 0) values.push(text.slice(start, at + 1));
    } else if (depth === 0 && code > 0x20) return undefined;
  }
  return depth === 0 ? values : undefined;
}
