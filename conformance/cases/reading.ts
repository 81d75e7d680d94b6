/** What a subject reads out of records: the time, and lines that belong together. */
import { type ConformCase, defineCase, type Outcome } from "./conform_case.ts";
import { arrivedWith, newWord } from "./output_lines.ts";

const INSTANT = "2026-05-01T10:00:00.250Z";
const MS = Date.UTC(2026, 4, 1, 10, 0, 0, 250);

/** One instant, as programs write it. */
const TIMES: Readonly<Record<string, string>> = {
  "RFC 3339 in UTC": `"${INSTANT}"`,
  "RFC 3339 with an offset": '"2026-05-01T12:00:00.250+02:00"',
  "an offset without a colon": '"2026-05-01T12:00:00.250+0200"',
  "a space for T": '"2026-05-01 10:00:00.250Z"',
  "epoch seconds": "1777629600.250",
  "epoch milliseconds": String(MS),
  "epoch microseconds": `${MS}000`,
  "epoch nanoseconds": `${MS}000000`,
};

const TRACE = [
  "java.lang.IllegalStateException: no route",
  "\tat com.example.Router.find(Router.java:42)",
  "\tat com.example.Main.main(Main.java:7)",
  "Caused by: java.io.IOException: closed",
  "\t... 12 more",
];

export const readingCases: readonly ConformCase[] = [
  defineCase({
    name: "times",
    does: `one instant in ${Object.keys(TIMES).length} spellings`,
    judges: "each comes out as that instant, in UTC",
    takesSec: () => 2,
    whyNot: ({ promise }) =>
      promise.time_field === undefined ? "it promises nothing of times" : undefined,
    run: async (deps): Promise<Outcome> => {
      const { input, host, stage } = deps;
      const field = stage.subject.promise.time_field!;
      const wrong: string[] = [];
      for (const [name, written] of Object.entries(TIMES)) {
        const word = newWord(host.random);
        const line = `{"time":${written},"msg":"${word}"}`;
        const answer = await input.sendLine(new TextEncoder().encode(line));
        const [found] = answer.taken ? await arrivedWith(word, deps) : [];
        const ts = found === undefined ? undefined : timeIn(found, field);
        if (typeof ts !== "string" || Date.parse(ts) !== MS || !ts.endsWith("Z")) {
          wrong.push(`${name}: ${answer.taken ? String(ts) : `refused, ${answer.says}`}`);
        }
      }
      const count = Object.keys(TIMES).length;
      return {
        passed: wrong.length === 0,
        says: `${count - wrong.length} of ${count} spellings read as what they are`,
        counts: { read: count - wrong.length, wrong: wrong.length },
        affected: wrong.slice(0, 3),
        notes: [],
      };
    },
  }),
  defineCase({
    name: "multiline",
    does: `a stack trace of ${TRACE.length} lines in a body of text`,
    judges: "it comes out as one record, with its first and its last line",
    takesSec: () => 1,
    whyNot: ({ promise, input }) =>
      promise.joins_lines && input.type === "http_json"
        ? undefined
        : "it does not promise to join lines",
    run: async (deps): Promise<Outcome> => {
      const word = newWord(deps.host.random);
      const answer = await fetch(deps.input.http!, {
        method: "POST",
        headers: { "content-type": "text/plain", "x-emitter": "conform" },
        body: `2026-05-01 10:00:00 ERROR web-1 shop[7]: ${word}\n${TRACE.join("\n")}\n`,
      });
      await answer.body?.cancel();
      const lines = answer.ok ? await arrivedWith(word, deps) : [];
      const isWhole = lines.length === 1 && lines[0]!.includes("... 12 more");
      return {
        passed: isWhole,
        says: isWhole ? "one record, whole" : `${lines.length} records; the trace is in parts`,
        counts: { status: answer.status, records: lines.length },
        affected: isWhole ? [] : ["the stack trace"],
        notes: [],
      };
    },
  }),
];

function timeIn(line: string, field: string): unknown {
  try {
    return (JSON.parse(line) as Record<string, unknown>)[field];
  } catch {
    return undefined;
  }
}
