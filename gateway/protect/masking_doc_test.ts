/** The examples in `docs/masking.md` are true. */
import { deepEqual, equal, ok } from "node:assert/strict";
import { createPiiCounts, PII_KINDS } from "./detectors/mod.ts";
import { createScan } from "./scan.ts";

const ROW = /^\| (\w+) +\| `(.+?)` +\| `(.+?)` +\|$/;

Deno.test("docs/masking.md shows what texts become", async () => {
  const page = await Deno.readTextFile(new URL("../../docs/masking.md", import.meta.url));
  const rows = page.split("\n").flatMap((line) => {
    const match = ROW.exec(line);
    return match === null ? [] : [{ kind: match[1]!, text: match[2]!, becomes: match[3]! }];
  });
  const scan = createScan(PII_KINDS);
  for (const { kind, text, becomes } of rows) {
    const counts = createPiiCounts();
    equal(scan(text, counts), becomes, text);
    deepEqual(counts, { ...createPiiCounts(), ...(kind === "none" ? {} : { [kind]: 1 }) }, text);
  }
  const shown = new Set(rows.map(({ kind }) => kind));
  ok(PII_KINDS.every((kind) => shown.has(kind)));
  ok(shown.has("none"));
});
