/**
 * How fast bodies become raw records: batches of 100 records, about 380 bytes each in every format.
 *
 * The first bench is the limit: `JSON.parse` of a text that is already decoded. Divide the
 * iterations a second by ten thousand for millions of records a second.
 */
import assert from "node:assert/strict";
import { type BodyFormat, decode } from "./mod.ts";

const RECORDS = 100;
const NOW_MS = Date.UTC(2026, 4, 2);
const TRACE_ID = "4bf92f3577b34da6a3ce929d0e0e4736";
const TEXT = "payment declined by issuer, retry scheduled; order kept in basket for later review";
const AGENT = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36";

/** One record's values, the same in every format. */
interface Row {
  readonly seq: number;
  readonly ts: string;
  readonly level: string;
  readonly msg: string;
  readonly host: string;
}

const rows: readonly Row[] = Array.from({ length: RECORDS }, (_, seq) => ({
  seq,
  ts: new Date(Date.UTC(2026, 4, 1, 10) + seq * 37).toISOString(),
  level: ["DEBUG", "INFO", "WARN", "ERROR"][seq % 4]!,
  msg: `john.doe${seq}@example.com from 83.11.${seq}.45: ${TEXT}`,
  host: `web-${seq % 9}.prod.example.net`,
}));

const objects = rows.map(({ seq, ts, level, msg, host }) => ({
  ...{ ts, level, msg, seq, service: "checkout", host, trace_id: TRACE_ID },
  ...{ user: { id: 1000 + seq, ip: `10.0.${seq}.7`, agent: AGENT }, duration_ms: seq * 1.5 },
}));
const csvHeader = "ts,level,msg,seq,service,host,trace_id,user_id,user_ip,agent,duration_ms";
const csvRow = ({ seq, ts, level, msg, host }: Row) =>
  `${ts},${level},"${msg}",${seq},checkout,${host},${TRACE_ID},${1000 + seq},10.0.${seq}.7,` +
  `"${AGENT} (KHTML, like Gecko) Chrome/126.0",${seq * 1.5}`;
const rfc5424Line = ({ seq, ts, msg, host }: Row) => {
  const request = `trace_id="${TRACE_ID}" agent="${AGENT}" duration_ms="${seq * 1.5}"`;
  return `<134>1 ${ts} ${host} checkout ${4000 + seq} PAY ` +
    `[logops@32473 seq="${seq}"][request@32473 ${request}] ${msg}`;
};
const rfc5424LineWithoutData = ({ seq, ts, msg, host }: Row) =>
  `<134>1 ${ts} ${host} checkout ${4000 + seq} PAY - ${msg} ${msg} trace ${TRACE_ID} seq=${seq}`;
const rfc3164Line = ({ seq, ts, msg, host }: Row) =>
  `<134>May  1 ${ts.slice(11, 19)} ${host} checkout[${4000 + seq}]: ` +
  `${msg} ${msg} trace ${TRACE_ID} seq=${seq}`;
const plainLine = ({ seq, ts, level, msg, host }: Row) =>
  `${ts.slice(0, 10)} ${ts.slice(11, 23)} ${level} ${host} checkout[${4000 + seq}]: ` +
  `${msg} ${msg} trace ${TRACE_ID} seq=${seq}`;

const limit = JSON.stringify(objects);
Deno.bench("JSON.parse alone", { baseline: true }, () => {
  JSON.parse(limit);
});
benchBody("json", "json", limit);
benchBody("ndjson", "ndjson", objects.map((value) => JSON.stringify(value)).join("\n"));
benchBody("csv, half of the text quoted", "csv", [csvHeader, ...rows.map(csvRow)].join("\n"));
benchBody("csv, no quotes", "csv", [csvHeader, ...rows.map(unquotedCsvRow)].join("\n"));
benchBody("text, RFC 5424, 4 parameters", "text", rows.map(rfc5424Line).join("\n"));
benchBody("text, RFC 5424, no data", "text", rows.map(rfc5424LineWithoutData).join("\n"));
benchBody("text, RFC 3164", "text", rows.map(rfc3164Line).join("\n"));
benchBody("text, plain lines", "text", rows.map(plainLine).join("\n"));
benchBody("text, unknown form", "text", rows.map(({ msg }) => `${msg}: ${msg}`).join("\n"));

function unquotedCsvRow(row: Row): string {
  return csvRow({ ...row, msg: row.msg.replaceAll(",", ";") }).replaceAll('"', "")
    .replace("KHTML, ", "");
}

function benchBody(name: string, format: BodyFormat, text: string): void {
  const body = new TextEncoder().encode(text);
  const options = { recordsMax: RECORDS, nowMs: NOW_MS };
  const decoded = decode(format, body, options);
  assert.ok(decoded.ok && decoded.value.length === RECORDS);
  const bytesPerRecord = Math.round(body.length / RECORDS);
  Deno.bench(`${name} (${bytesPerRecord} bytes a record)`, () => {
    decode(format, body, options);
  });
}
