/**
 * Events of Splunk's HTTP Event Collector: objects of JSON, one after the other, with nothing or blanks
 * between them.
 *
 * ```
 * {"time":1791633336.123,"host":"web-1","event":"boom"}{"event":{"message":"bang"},"fields":{"a":"b"}}
 * ```
 */
import type { Failure } from "../../../contract/mod.ts";
import {
  type BatchWriter,
  blanksEnd,
  BODY_START,
  type ReadTools,
  valueEnd,
} from "../../transcribe/mod.ts";
import { NOT_THERE, textIn, walkObject } from "../wire/json_walk.ts";

/** Why a body is refused, as HEC numbers it; `event` counts from 0. */
export interface HecFault {
  readonly code: number;
  readonly text: string;
  readonly event?: number;
}

/** What says something of an event, in the order in which it is stored. */
const ABOUT = ["host", "source", "sourcetype", "index"] as const;
const OPEN_OBJECT = 0x7b;
const NULL = 0x6e;

export interface HecOutcome {
  fault: HecFault | undefined;
}

export function readEvents(
  body: Uint8Array,
  batch: BatchWriter,
  tools: ReadTools,
  outcome: HecOutcome,
): Failure | undefined {
  const decoded = tools.json(body);
  if (!decoded.ok) return decoded.failure;
  const { source, replaced } = decoded.value;
  batch.counts.replaced += replaced;
  const { codes, text } = source;
  const { record } = batch;
  const places = new Map<string, number>();
  let count = 0;
  let failure: Failure | undefined;

  let at = blanksEnd(codes, BODY_START);
  if (at >= codes.length) return refuse({ code: 5, text: "No data" });
  while (at >= 0 && at < codes.length) {
    const end = event(at);
    if (failure !== undefined) return failure;
    if (end < 0) return refuse({ code: 6, text: "Invalid data format", event: count });
    count++;
    at = blanksEnd(codes, end);
  }
  return undefined;

  function event(from: number): number {
    places.clear();
    const end = walkObject(source, from, (start, end, at) => {
      places.set(text.slice(start, end), at);
      return valueEnd(source, at);
    });
    if (end < 0) return end;
    const said = places.get("event");
    if (said === undefined || codes[said] === NULL) {
      failure = refuse({ code: 12, text: "Event field is required", event: count });
    } else if (text.startsWith('""', said)) {
      failure = refuse({ code: 13, text: "Event field cannot be blank", event: count });
    } else if (!batch.hasRoom()) {
      failure = { kind: "too_many_records", limit: batch.recordsMax };
    } else if (!write(said)) return NOT_THERE;
    else if (!batch.isWithin()) {
      failure = { kind: "decoded_too_large", limit: batch.linesCharsMax };
    }
    return end;
  }

  function write(said: number): boolean {
    record.begin(source);
    if (!give("time", "ts")) return false;
    if (codes[said] === OPEN_OBJECT) {
      if (!pairs(said)) return false;
    } else {
      record.field("message");
      if (record.json(said) < 0) return false;
    }
    for (const name of ABOUT) if (!give(name, name)) return false;
    const fields = places.get("fields");
    if (fields !== undefined && codes[fields] !== NULL && !pairs(fields)) return false;
    batch.add();
    return true;
  }

  function give(name: string, as: string): boolean {
    const at = places.get(name);
    if (at === undefined || codes[at] === NULL) return true;
    record.field(as);
    return record.json(at) >= 0;
  }

  function pairs(from: number): boolean {
    return walkObject(source, from, (start, end, at) => {
      record.field(textIn(source, start, end));
      return record.json(at);
    }) >= 0;
  }

  function refuse(fault: HecFault): Failure {
    outcome.fault = fault;
    const where = fault.event === undefined ? "" : ` in event ${fault.event}`;
    return { kind: "bad_envelope", detail: `Cannot read the events: ${fault.text}${where}` };
  }
}
