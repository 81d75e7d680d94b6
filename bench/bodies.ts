/**
 * The bodies that load is made of: the same rows in every format, about 381 bytes a record as JSON,
 * an e-mail address and two IPv4 addresses in each, so that masking has work in every record.
 *
 * ```
 * {"ts":"2026-05-01T10:00:00.000Z","level":"INFO","msg":"john.doe1@example.com from 83.11.1.45: …
 * ```
 */
export const FORMATS = ["json", "ndjson", "csv", "rfc5424", "rfc3164"] as const;
export type Format = typeof FORMATS[number];

export interface LoadBody {
  readonly contentType: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** Different bodies that a client sends in turn, so that no cache answers for the gateway. */
export const BODIES_COUNT = 4;

const CONTENT_TYPES: Readonly<Record<Format, string>> = {
  json: "application/json",
  ndjson: "application/x-ndjson",
  csv: "text/csv",
  rfc5424: "text/plain",
  rfc3164: "text/plain",
};

const TRACE_ID = "4bf92f3577b34da6a3ce929d0e0e4736";
const TEXT = "payment declined by issuer, retry scheduled; order kept";
const AGENT = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36";
/** What fills a record up to its size where the format has fewer names to write than JSON. */
const MORE = "shipping to the address on file, 3 items, no coupon, basket 7";
const LEVELS = ["DEBUG", "INFO", "WARN", "ERROR"] as const;
const START_MS = Date.UTC(2026, 4, 1, 10);

export interface Row {
  readonly seq: number;
  readonly ts: string;
  readonly level: string;
  readonly msg: string;
  readonly host: string;
}

/** `BODIES_COUNT` bodies of `records` records each; the same call gives the same bytes. */
export function makeBodies(format: Format, records: number): LoadBody[] {
  const encoder = new TextEncoder();
  return Array.from({ length: BODIES_COUNT }, (_, body) => {
    const rows = Array.from({ length: records }, (_, index) => makeRow(body * records + index));
    return { contentType: CONTENT_TYPES[format], bytes: encoder.encode(write(format, rows)) };
  });
}

export function makeRow(seq: number): Row {
  return {
    seq,
    ts: new Date(START_MS + seq * 37).toISOString(),
    level: LEVELS[seq % LEVELS.length]!,
    msg: `john.doe${seq}@example.com from 83.11.${seq % 256}.45: ${TEXT}`,
    host: `web-${seq % 9}.prod.example.net`,
  };
}

function write(format: Format, rows: readonly Row[]): string {
  switch (format) {
    case "json":
      return JSON.stringify(rows.map(rowFields));
    case "ndjson":
      return rows.map((row) => `${JSON.stringify(rowFields(row))}\n`).join("");
    case "csv":
      return [CSV_HEADER, ...rows.map(asCsv), ""].join("\n");
    case "rfc5424":
      return rows.map((row) => `${rowLine(row)}\n`).join("");
    case "rfc3164":
      return rows.map((row) => `${asRfc3164(row)}\n`).join("");
  }
}

export function rowFields({ seq, ts, level, msg, host }: Row): Record<string, unknown> {
  return {
    ...{ ts, level, msg, seq, service: "checkout", host, trace_id: TRACE_ID },
    ...{ user: { id: 1000 + seq, ip: `10.0.${seq % 256}.7`, agent: AGENT } },
    duration_ms: seq % 400 + 0.5,
  };
}

const CSV_HEADER = "ts,level,msg,seq,service,host,trace_id,user_id,user_ip,agent,duration_ms";

function asCsv({ seq, ts, level, msg, host }: Row): string {
  return `${ts},${level},"${msg}",${seq},checkout,${host},${TRACE_ID},${1000 + seq},` +
    `10.0.${seq % 256}.7,"${AGENT} (KHTML, like Gecko) Chrome/126.0 ${MORE}",` +
    `${seq % 400 + 0.5}`;
}

export function rowLine({ seq, ts, msg, host }: Row): string {
  const data = `[request@32473 trace_id="${TRACE_ID}" ip="10.0.${seq % 256}.7" ` +
    `agent="${AGENT}" duration_ms="${seq % 400 + 0.5}"]`;
  return `<134>1 ${ts} ${host} checkout ${4000 + seq} PAY ${data} ${msg}; ${MORE}`;
}

function asRfc3164({ seq, ts, msg, host }: Row): string {
  return `<134>May  1 ${ts.slice(11, 19)} ${host} checkout[${4000 + seq}]: ${msg}; ${MORE} ` +
    `trace=${TRACE_ID} ip=10.0.${seq % 256}.7 agent="${AGENT} (KHTML, like Gecko) Chrome/126.0" ` +
    `duration_ms=${seq % 400 + 0.5} seq=${seq}`;
}
