import type { EmittedRecord } from "../../emitters/mod.ts";
import { indexStored, renderMasked } from "./masked_view.ts";
import { PLAIN_STYLE } from "./terminal.ts";
import assert from "node:assert/strict";

function rendered(text: string, value: string, line: string): string[] {
  const record: EmittedRecord = {
    seq: 3,
    level: "INFO",
    text,
    planted: [{ kind: "email", value }],
  };
  return renderMasked([{ emitter: "shop", record }], indexStored([line]), PLAIN_STYLE)
    .map((row) => row.trim().replace(/\s+/g, " "));
}

Deno.test("renderMasked() shows a record to the end of its message, as sent and as stored", () => {
  const stored = '{"msg":"mail to a***@b.example, sent","emitter":"shop","seq":3}';
  const sent = [
    '{"msg":"mail to ann@b.example, sent","seq":3}',
    "2026-05-01T10:00:00Z,mail to ann@b.example, sent,3",
    "mail to ann@b.example, sent\r\nmail to eve@c.example",
  ];
  for (const text of sent) {
    const rows = rendered(text, "ann@b.example", stored);
    assert.match(rows[0]!, /^shop sent .*to ann@b\.example, sent$/, text);
    assert.match(rows[1]!, /^stored .*to a\*\*\*@b\.example, sent$/, text);
  }
});

Deno.test("renderMasked() leaves out what was not stored", () => {
  const stored = '{"msg":"other","emitter":"shop","seq":4}';
  assert.deepEqual(rendered("mail to ann@b.example", "ann@b.example", stored), []);
});
