/** OTLP/HTTP as JSON: each record is the text of a log record's body. */
import type { Carry } from "./door.ts";
import { postJson } from "./post_json.ts";

const INFO = 9;
const NANOS_PER_MS = "000000";

export function otlpDoor(url: string, nowMs: () => number): Carry {
  return async (lines, signal) => {
    const timeUnixNano = `${Math.trunc(nowMs())}${NANOS_PER_MS}`;
    const logRecords = lines.map((line) => ({
      timeUnixNano,
      severityNumber: INFO,
      body: { stringValue: line },
    }));
    return await postJson(url, { resourceLogs: [{ scopeLogs: [{ logRecords }] }] }, signal);
  };
}
