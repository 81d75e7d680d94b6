import assert from "node:assert/strict";
import fc from "fast-check";
import { LineSplitter } from "./line_splitter.ts";

const LINE_BYTES_MAX = 40;

async function split(text: string, cuts: readonly number[]) {
  const lines: (string | undefined)[] = [];
  const splitter = new LineSplitter(LINE_BYTES_MAX, (more) => void lines.push(...more));
  const bytes = new TextEncoder().encode(text);
  const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length]
    .sort((a, b) => a - b);
  const buffer = new Uint8Array(bytes.length);
  for (let i = 1; i < places.length; i++) {
    const piece = bytes.subarray(places[i - 1], places[i]);
    buffer.set(piece); // one buffer for all chunks, as a file is read
    await splitter.push(buffer.subarray(0, piece.length));
  }
  return { lines, rest: splitter.finish() };
}

Deno.test("LineSplitter gives the lines of a text, wherever chunks are cut", async () => {
  const line = fc.string({ unit: "binary", maxLength: 9 }).map((text) =>
    text.replaceAll("\n", "").toWellFormed()
  );
  await fc.assert(
    fc.asyncProperty(fc.array(line), line, fc.array(fc.nat()), async (lines, rest, cuts) => {
      const text = lines.map((each) => `${each}\n`).join("") + rest;
      assert.deepEqual(await split(text, cuts), { lines, rest: rest === "" ? undefined : rest });
    }),
  );
});

Deno.test("LineSplitter passes over lines that are too long, and counts them", async () => {
  const long = "x".repeat(LINE_BYTES_MAX + 1);
  const fits = "y".repeat(LINE_BYTES_MAX);
  const text = `a\n${long}\n${fits}\nb\n${long}`;
  await fc.assert(fc.asyncProperty(fc.array(fc.nat()), async (cuts) => {
    assert.deepEqual(await split(text, cuts), {
      lines: ["a", undefined, fits, "b"],
      rest: undefined,
    });
  }));
});

Deno.test("LineSplitter holds no more than the limit of a line without an end", async () => {
  const splitter = new LineSplitter(LINE_BYTES_MAX, () => assert.fail("no line has ended"));
  for (let i = 0; i < 1000; i++) await splitter.push(new Uint8Array(100).fill(120));
  assert.equal(splitter.openBytes, 100_000);
  assert.equal(splitter.finish(), undefined);
});
