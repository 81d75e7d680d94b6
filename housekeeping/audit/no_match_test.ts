import assert from "node:assert/strict";
import { createNoMatch } from "./no_match.ts";
import type { RecordFilter } from "./record_filter.ts";

const TILL = '{"ts":"2026-05-01T10:00:00Z","emitter":"till","scenario_id":"a-1","msg":"x"}';
const SEALED = '{"emitter": "shop", "pii": "eyJ.x"}';
const INDEXED = '{"emitter":"shop","pii_index":["e:1"]}';

function why(filter: Partial<RecordFilter>, ...lines: string[]): string[] {
  const noMatch = createNoMatch({
    emitters: [],
    scenarios: [],
    kids: [],
    indexEntries: [],
    ...filter,
  });
  for (const line of lines) noMatch.see(line);
  return noMatch.why();
}

Deno.test("createNoMatch() says what the lines tell of a question that found nothing", () => {
  const table: readonly [told: string[], filter: Partial<RecordFilter>, ...lines: string[]][] = [
    [["there are no lines in what was named"], {}],
    [["2 lines have no token: sealing was off, or nothing was masked"], {}, TILL, TILL],
    [
      ["1 line of till has no token: sealing was off, or nothing was masked"],
      { emitters: ["till"] },
      TILL,
      SEALED,
    ],
    [["no line has emitter 'tll': did you mean 'till'?"], { emitters: ["tll"] }, TILL, SEALED],
    [["no line has scenario 'zzzzzz'"], { scenarios: ["zzzzzz"] }, TILL],
    [
      ["of 1 line of shop, 1 has a token: --since, --kid did not let them through"],
      { emitters: ["shop"], sinceMs: 1, kids: ["k1"] },
      SEALED,
    ],
    [
      ["1 line has no index: LOGOPS_PII_INDEX was off, or no address was masked"],
      { indexEntries: ["e:2"] },
      TILL,
    ],
    [["1 line has not that address in the index, under these keys"], {
      indexEntries: ["e:2"],
    }, INDEXED],
  ];
  for (const [told, filter, ...lines] of table) assert.deepEqual(why(filter, ...lines), told);
});

Deno.test("createNoMatch() takes any line", () => {
  assert.deepEqual(why({ emitters: ["till"] }, "{ no record", '{"emitter":7}'), [
    "no line has emitter 'till'",
  ]);
});
