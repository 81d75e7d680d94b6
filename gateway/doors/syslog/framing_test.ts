import { createMessages } from "../wire/messages.ts";
import { findMessages } from "./framing.ts";
import assert from "node:assert/strict";
import fc from "fast-check";

const encoder = new TextEncoder();

Deno.test("findMessages() gives the same of a stream, however it is cut", () => {
  const message = fc.oneof(
    fc.string({ unit: "grapheme-ascii" }).map((text) => `<1>${text}\n`),
    fc.string({ unit: "binary" }).map((text) => {
      const bytes = encoder.encode(`<1>${text}`);
      return `${bytes.length} ${new TextDecoder().decode(bytes)}`;
    }),
  );
  fc.assert(
    fc.property(
      fc.array(message, { maxLength: 6 }),
      fc.array(fc.nat(30), { maxLength: 9 }),
      (messages, cuts) => {
        const bytes = encoder.encode(messages.join(""));
        const whole = createMessages();
        const end = findMessages(bytes, bytes.length, 1000, whole);
        assert.equal(end, bytes.length);
        const texts: string[] = [];
        let start = 0;
        let length = 0;
        for (const cut of [...cuts, bytes.length]) {
          length = Math.min(bytes.length, length + cut);
          const found = createMessages();
          const part = bytes.subarray(start, length);
          const behind = findMessages(part, part.length, 1000, found);
          for (let i = 0; i < found.count; i++) {
            texts.push(new TextDecoder().decode(part.subarray(found.starts[i], found.ends[i])));
          }
          start += behind;
        }
        const expected = Array.from(
          { length: whole.count },
          (_, i) => new TextDecoder().decode(bytes.subarray(whole.starts[i], whole.ends[i])),
        );
        assert.deepEqual(texts, expected);
      },
    ),
  );
  fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
    const end = findMessages(bytes, bytes.length, 50, createMessages());
    assert.ok(end >= -1 && end <= bytes.length);
  }));
});
