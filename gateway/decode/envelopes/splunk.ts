/** Splunk's HTTP Event Collector: `{"time":…,"host":…,"event":…}`, one after the other. */
import { type AddLine, type Fields, isFields, lineOf, type Pair, pairsOf } from "./exact.ts";

const NAMES: ReadonlySet<string> = new Set(
  ["time", "host", "source", "sourcetype", "index", "event", "fields"],
);

export function readHec(body: Fields, add: AddLine): boolean {
  const names = Object.keys(body);
  if (body.event === undefined || !names.every((name) => NAMES.has(name))) return false;
  const { time, event, fields, ...others } = body;
  const said: readonly Pair[] = isFields(event) ? pairsOf(event) : [["msg", event]];
  const saysTime = said.some(([name]) => name === "ts");
  add(
    lineOf([[saysTime ? "hec_time" : "ts", time], ...said, ...pairsOf(others), ...pairsOf(fields)]),
  );
  return true;
}
