/**
 * What clouds write: CloudTrail (`Records`), CloudWatch subscriptions (`logEvents`), Azure diagnostics
 * (`records`), Google Cloud (`entries`).
 */
import { type AddLine, type Fields, isFields, lineOf, listOf, pairsOf } from "./exact.ts";

export function readCloud(body: Fields, add: AddLine): boolean {
  if (Array.isArray(body.logEvents)) {
    const { logEvents: _, ...group } = body;
    const shared = named(group);
    for (const event of listOf(body.logEvents)) {
      if (!isFields(event)) continue;
      const { timestamp, message, ...others } = event;
      const line = lineOf([["ts", timestamp], ["msg", message], ...pairsOf(others), ...shared]);
      if (!add(line)) return true;
    }
    return true;
  }
  const list = body.Records ?? body.records ?? body.entries;
  if (Array.isArray(list) && list.length > 0 && list.every(isFields)) {
    for (const record of list) {
      if (!readTrail(record, add)) add(lineOf(pairsOf(record)));
    }
    return true;
  }
  return readTrail(body, add);
}

/** An event of CloudTrail has no text: what happened where says it. A refused call has an `errorCode`. */
function readTrail(record: Fields, add: AddLine): boolean {
  const { eventTime, eventSource, eventName, errorCode } = record;
  const isTrail = typeof eventTime === "string" && typeof eventSource === "string" &&
    typeof eventName === "string";
  if (!isTrail) return false;
  const level = errorCode === undefined ? "INFO" : "ERROR";
  const msg = `${eventSource} ${eventName}`;
  add(lineOf([["ts", eventTime], ["level", level], ["msg", msg], ...pairsOf(record)]));
  return true;
}

const NAMES: Readonly<Record<string, string>> = {
  ...{ logGroup: "log_group", logStream: "log_stream" },
  ...{ messageType: "message_type", subscriptionFilters: "subscription_filters" },
};

function named(group: Fields) {
  return pairsOf(group).map(([name, value]) => [NAMES[name] ?? name, value] as const);
}
