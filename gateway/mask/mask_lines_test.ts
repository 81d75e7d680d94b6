import assert from "node:assert/strict";
import fc from "fast-check";
import { PII_KINDS } from "../protect/mod.ts";
import { createMasker } from "../transcribe/mod.ts";
import {
  createSums,
  LINE_BYTES_MAX,
  type MaskFormat,
  maskLines,
  UnmaskableLine,
} from "./mask_lines.ts";
import { score } from "./score.ts";

const masker = createMasker({ kinds: PII_KINDS, keepFields: [] });
const encode = (text: string) => new TextEncoder().encode(text);

async function run(chunks: readonly Uint8Array<ArrayBuffer>[], format: MaskFormat = "auto") {
  const sums = createSums();
  const pieces: Uint8Array[] = [];
  for await (const piece of maskLines(ReadableStream.from(chunks), masker, sums, { format })) {
    pieces.push(piece);
  }
  return {
    text: new TextDecoder("utf-8", { ignoreBOM: true }).decode(
      await new Blob(pieces as BlobPart[]).arrayBuffer(),
    ),
    sums,
  };
}

Deno.test("maskLines() gives as many lines as it got, in order, however they come in", async () => {
  const line = fc.constantFrom(
    ...[
      "",
      "plain",
      "é🌍",
      "by john@example.com",
      '{"a": 1}',
      '{"password":"x"}',
      "{bad",
      "\ufeffx",
    ],
  );
  const end = fc.constantFrom("\n", "\r\n");
  const text = fc.tuple(fc.array(fc.tuple(line, end)), line).map(([lines, last]) =>
    lines.map((pair) => pair.join("")).join("") + last
  );
  await fc.assert(fc.asyncProperty(text, fc.integer({ min: 1, max: 40 }), async (text, size) => {
    const bytes = encode(text);
    const chunks = Array.from(
      { length: Math.ceil(bytes.length / size) },
      (_, i) => bytes.slice(i * size, (i + 1) * size),
    );
    const expected = text.replaceAll("john@", "j***@").replaceAll('"x"', '"***"');
    assert.equal((await run(chunks)).text, expected);
  }));
});

Deno.test("maskLines() counts, also bytes that are no text", async () => {
  const { text, sums } = await run([encode("a\nby john@example.com\n"), Uint8Array.of(0xff, 0x0a)]);
  assert.equal(text, "a\nby j***@example.com\n\ufffd\n");
  assert.deepEqual({ ...sums, kinds: [...sums.kinds] }, {
    ...{ lines: 3, masked: 1, replaced: 1 },
    kinds: [["email", 1]],
  });
});

Deno.test("maskLines() writes nothing of a line that it cannot mask", async () => {
  await assert.rejects(
    run([encode('{"a":1}\nplain\n')], "json"),
    (error) => error instanceof UnmaskableLine && /^line 2 is no object/.test(error.message),
  );
  assert.equal((await run([encode('{"a":"a@b.cc"}\n\n')], "json")).text, '{"a":"a***@b.cc"}\n\n');
  const long = new Uint8Array(LINE_BYTES_MAX + 1).fill(0x61);
  for (const chunks of [[long], [encode("a\n"), long, encode("\n")]]) {
    await assert.rejects(run(chunks), UnmaskableLine);
  }
});

Deno.test("score() counts what is hidden by kind, and what stays", () => {
  const cases = [
    { text: "by john@example.com", hide: [{ kind: "email", value: "john@example.com" }] },
    { text: "my name is Ada", hide: [{ kind: "name", value: "Ada" }], keep: ["name"] },
    { text: "order 7 of 12", keep: ["order 7"] },
  ].map((one) => JSON.stringify(one)).join("\n");
  assert.deepEqual(score(`${cases}\n`, masker), {
    ...{ cases: 3, hidden: 1, total: 2, kept: 3, keep: 3, wrong: [2] },
    kinds: { email: { hidden: 1, total: 1 }, name: { hidden: 0, total: 1 } },
  });
  assert.equal(
    score("{}\n", masker),
    "line 1: text: Invalid input: expected string, received undefined",
  );
  assert.equal(score("\n{x\n", masker), "line 2: it is no JSON");
});
