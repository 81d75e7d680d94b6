import { deepEqual, equal } from "node:assert/strict";
import { createFoundRecord } from "./found_record.ts";

const RUN = "verify-k3x9f2";
const found = createFoundRecord(() => "json");
const sent = {
  ts: "2026-05-01T10:00:00.000Z",
  level: "INFO",
  msg: "hello",
  seq: 7,
  scenario_id: RUN,
};
const wanted = { ...sent, emitter: "json" };

const wrappings: [what: string, line: string][] = [
  ["a line as it was sent", JSON.stringify(sent)],
  ["a member of an object", JSON.stringify({ host: "a", body: sent })],
  ["a text in a member", JSON.stringify({ message: JSON.stringify(sent) })],
  ["a text in a text", JSON.stringify({ log: JSON.stringify({ log: JSON.stringify(sent) }) })],
  ["an element of a list", JSON.stringify({ logs: [{ a: 1 }, { record: sent }] })],
  ["a line with a head before it", `May  1 10:00:00 web-1 app: ${JSON.stringify(sent)}`],
  [
    "other names and spellings",
    JSON.stringify({
      "@timestamp": "2026-05-01T12:00:00+02:00",
      severity: "Information",
      message: "hello",
      seq: 7,
      scenario_id: RUN,
    }),
  ],
];
for (const [what, line] of wrappings) {
  Deno.test(`createFoundRecord() finds the record in ${what}`, () => {
    const { ts, level, msg, seq, emitter, scenario_id } = found(line, RUN)!;
    deepEqual({ ts, level, msg, seq, emitter, scenario_id }, wanted);
  });
}

Deno.test("createFoundRecord() finds nothing where the run's id is not a member, or deep below", () => {
  equal(found("no JSON at all", RUN), undefined);
  equal(found(JSON.stringify({ msg: RUN }), RUN), undefined);
  equal(found(JSON.stringify({ scenario_id: "another" }), RUN), undefined);
  let deep: unknown = sent;
  for (let i = 0; i < 100; i++) deep = { deep };
  equal(found(JSON.stringify(deep), RUN), undefined);
});
