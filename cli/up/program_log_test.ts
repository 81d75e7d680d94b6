import assert from "node:assert/strict";
import { programLine, readLines } from "./program_log.ts";

const LINE = '{"ts":"2026-12-01T10:00:00.000Z","level":"INFO","event":"listening","pid":7}';

Deno.test("programLine() puts the program's name in front of its log, and wraps other text", () => {
  const options = { program: "gateway", nowMs: 0, forPeople: false };
  assert.deepEqual(JSON.parse(programLine(LINE, options)), {
    program: "gateway",
    ts: "2026-12-01T10:00:00.000Z",
    level: "INFO",
    event: "listening",
    pid: 7,
  });
  assert.deepEqual(JSON.parse(programLine("Sweep done", options)), {
    program: "gateway",
    ts: "1970-01-01T00:00:00.000Z",
    text: "Sweep done",
  });
});

Deno.test("programLine() is short for people", () => {
  const options = { program: "gateway", nowMs: 0, forPeople: true };
  assert.equal(programLine(LINE, options), "10:00:00 gateway       INFO  listening pid=7");
  assert.equal(programLine("{broken", options), "00:00:00 gateway       {broken");
});

Deno.test("readLines() gives whole lines, however they arrive, and the last without its end", async () => {
  const chunks = ["one\ntw", "o\n\n", "thr", "ee"].map((text) => new TextEncoder().encode(text));
  const lines: string[] = [];
  await readLines(
    ReadableStream.from(chunks) as ReadableStream<Uint8Array>,
    (line) => void lines.push(line),
  );
  assert.deepEqual(lines, ["one", "two", "three"]);
});
