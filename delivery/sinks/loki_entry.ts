/**
 * A stored record as an entry of Loki: labels, time in nanoseconds, the line as it is, and its place
 * as structured metadata.
 *
 * Loki may keep two entries of one stream with equal time and line as one. So the digits of a
 * nanosecond that the record's own time leaves open are a function of its place: equal records stay
 * apart, and the same record gets the same time whenever it is sent.
 */
import type { Line } from "../journal/mod.ts";

export interface LokiEntry {
  readonly offset: number;
  readonly emitter: string;
  readonly level: string;
  readonly tenantId: string | undefined;
  readonly scenarioId: string | undefined;
  /** Nanoseconds since 1970. */
  readonly timeNs: bigint;
  readonly line: string;
}

const NS_DIGITS = 9;
/** A label's value that no place of ours writes is cut: labels stay few and short. */
const LABEL_LENGTH_MAX = 128;

/** `undefined` for a line that is not a stored record. */
export function lokiEntry(line: Line, fileSalt: number): LokiEntry | undefined {
  const text = new TextDecoder().decode(line.bytes);
  const record = parseObject(text);
  if (record === undefined) return undefined;
  const timeNs = timeOf(record.ts, line.offset + fileSalt);
  if (timeNs === undefined) return undefined;
  return {
    offset: line.offset,
    emitter: label(record.emitter) ?? "unknown",
    level: label(record.level) ?? "INFO",
    tenantId: label(record.tenant_id),
    scenarioId: label(record.scenario_id),
    timeNs,
    line: text,
  };
}

/** A number that parts the files of two workers whose records stand at the same offsets (FNV-1a). */
export function saltOf(file: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < file.length; i++) {
    hash = Math.imul(hash ^ file.charCodeAt(i), 0x01000193) >>> 0;
  }
  return hash;
}

/** RFC 3339 in UTC → nanoseconds, with the digits that it leaves open from `tie`. */
export function timeOf(ts: unknown, tie: number): bigint | undefined {
  if (typeof ts !== "string") return undefined;
  const match = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9})\d*)?Z$/.exec(ts);
  if (match === null) return undefined;
  const seconds = Date.parse(`${match[1]}Z`) / 1000;
  if (!Number.isFinite(seconds)) return undefined;
  const fraction = match[2] ?? "";
  const kept = Math.max(3, fraction.length); // a time is never finer than it says, but for its ties
  const open = NS_DIGITS - kept;
  const ns = Number(fraction.padEnd(kept, "0")) * 10 ** open + tie % 10 ** open;
  return BigInt(seconds) * 1_000_000_000n + BigInt(ns);
}

function label(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value.slice(0, LABEL_LENGTH_MAX) : undefined;
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? value as Record<string, unknown>
      : undefined;
  } catch {
    return undefined;
  }
}
