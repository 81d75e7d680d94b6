/**
 * The number that a sender gives each record, so that what was stored can be held against what was
 * sent: `(scenario_id, emitter, seq)` names one record. Senders count from 1, per emitter and run.
 *
 * Where the number stands depends on the format that carried the record:
 *
 * | format | where |
 * |---|---|
 * | JSON, NDJSON | field `seq`, a number |
 * | CSV | column `seq`, which the gateway stores as a string |
 * | RFC 5424 | structured data `[logops@32473 seq="7"]`, stored as `structured_data` |
 * | RFC 3164 and other lines | the end of the message: `… seq=7` |
 *
 * 32473 is the enterprise number that RFC 5612 keeps for examples.
 */

/** The SD-ID under which syslog senders carry the sequence number (RFC 5424, section 6.3.2). */
export const SEQUENCE_SD_ID = "logops@32473";

const TAIL = / seq=(\d{1,15})$/;

/** The sequence number in a stored record; `undefined` where there is none. */
export function sequenceOf(record: Readonly<Record<string, unknown>>): number | undefined {
  const direct = wholeNumber(record.seq);
  if (direct !== undefined) return direct;
  const structured = record.structured_data;
  if (isObject(structured)) {
    const element = structured[SEQUENCE_SD_ID];
    if (isObject(element)) return wholeNumber(element.seq);
  }
  const { msg } = record;
  return typeof msg === "string" ? wholeNumber(TAIL.exec(msg)?.[1]) : undefined;
}

function wholeNumber(value: unknown): number | undefined {
  if (typeof value === "number") {
    return Number.isSafeInteger(value) && value >= 0 ? value : undefined;
  }
  // A number by its digits, as readers keep those that a double would change: `22.0`.
  if (isObject(value) && typeof value.text === "string" && /^\d{1,15}\.0{1,15}$/.test(value.text)) {
    return Number(value.text);
  }
  return typeof value === "string" && /^\d{1,15}$/.test(value) ? Number(value) : undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
