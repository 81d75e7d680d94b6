/**
 * Which stored lines an auditor asked for. Each named condition must hold; of the values of one
 * condition any will do. A line is parsed only where it can match at all.
 */
import { INDEX_IS_CUT } from "../../contract/mod.ts";
import { kidOf } from "./open_sealed.ts";

export interface RecordFilter {
  /** Epoch milliseconds; `ts` of the record, inclusive. */
  readonly sinceMs?: number | undefined;
  /** Exclusive. */
  readonly untilMs?: number | undefined;
  readonly emitters: readonly string[];
  readonly scenarios: readonly string[];
  readonly kids: readonly string[];
  /** Blind index entries, of any key: `e:8Uu…`. */
  readonly indexEntries: readonly string[];
}

export type Candidate =
  /** Nothing sealed in it, or not asked for. */
  | { readonly is: "other" }
  | { readonly is: "unreadable" }
  /** `token` is absent where the line was found by its index, and has nothing sealed. */
  | { readonly is: "match"; readonly record: StoredRecord; readonly token: string | undefined }
  /** Would match, but its index names only the first of its addresses: it may be one, or not. */
  | { readonly is: "cut" };

export type StoredRecord = Readonly<Record<string, unknown>>;

export function candidateOf(line: string, filter: RecordFilter): Candidate {
  const { indexEntries } = filter;
  const byIndex = indexEntries.length > 0;
  const isCut = byIndex && line.includes(`"${INDEX_IS_CUT}"`);
  const mayMatch = byIndex
    ? isCut || indexEntries.some((entry) => line.includes(entry))
    : line.includes('"pii":');
  if (!mayMatch && (line === "" || (line.startsWith("{") && line.endsWith("}")))) {
    return { is: "other" };
  }
  const record = parse(line);
  if (record === undefined) return { is: "unreadable" };
  const token = typeof record.pii === "string" ? record.pii : undefined;
  if (!byIndex && token === undefined) return { is: "other" };
  if (!matchesFields(record, token, filter)) return { is: "other" };
  if (byIndex && !holdsEntry(record, indexEntries)) {
    return holdsEntry(record, [INDEX_IS_CUT]) ? { is: "cut" } : { is: "other" };
  }
  return { is: "match", record, token };
}

function matchesFields(
  record: StoredRecord,
  token: string | undefined,
  { sinceMs, untilMs, emitters, scenarios, kids }: RecordFilter,
): boolean {
  if (sinceMs !== undefined || untilMs !== undefined) {
    const tsMs = Date.parse(String(record.ts));
    if (!(tsMs >= (sinceMs ?? -Infinity) && tsMs < (untilMs ?? Infinity))) return false;
  }
  return isOneOf(record.emitter, emitters) && isOneOf(record.scenario_id, scenarios) &&
    (kids.length === 0 || (token !== undefined && isOneOf(kidOf(token), kids)));
}

function isOneOf(value: unknown, wanted: readonly string[]): boolean {
  return wanted.length === 0 || (typeof value === "string" && wanted.includes(value));
}

function holdsEntry({ pii_index }: StoredRecord, wanted: readonly string[]): boolean {
  return Array.isArray(pii_index) && pii_index.some((entry) => wanted.includes(entry));
}

function parse(line: string): StoredRecord | undefined {
  try {
    const value = JSON.parse(line);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
