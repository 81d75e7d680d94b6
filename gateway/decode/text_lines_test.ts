import assert from "node:assert/strict";
import { readSyslog } from "./testing/records.ts";
import { createTextLines } from "./text_lines.ts";

const NOW_MS = Date.UTC(2026, 11, 1, 12);

Deno.test("parts of a container's line are joined, by stream, also at the end of the body", () => {
  const lines = [
    "2026-05-01T10:00:00.1Z stdout P one ",
    "2026-05-01T10:00:00.2Z stderr F other",
    "2026-05-01T10:00:00.3Z stdout F two",
    "2026-05-01T10:00:00.4Z stdout P three",
  ];
  const found = read(lines.join("\n")) as Record<string, unknown>[];
  assert.deepEqual(found.map(({ ts, stream, msg }) => [ts, stream, msg]), [
    ["2026-05-01T10:00:00.200Z", "stderr", "other"],
    ["2026-05-01T10:00:00.100Z", "stdout", "one two"],
    ["2026-05-01T10:00:00.400Z", "stdout", "three"],
  ]);
});

Deno.test("what a container wrote is read as a line, and as JSON", () => {
  const found = read([
    '2026-05-01T10:00:00.1Z stdout F {"level":"error","msg":"boom"}',
    "2026-05-01T10:00:00.2Z stdout F E0501 09:59:00.5 7 a.go:1] watch",
    "2026-05-01T10:00:00.3Z stderr F 2026-05-01 09:59:00,1 ERROR x.Y - bad",
  ].join("\n")) as Record<string, unknown>[];
  assert.deepEqual(found.map(({ level, msg }) => [level, msg]), [
    ["error", "boom"],
    ["ERROR", "watch"],
    ["ERROR", "bad"],
  ]);
  assert.equal(found[1]!.ts, "2026-05-01T10:00:00.200Z");
});

Deno.test("an object with more than blanks beside it stays whole, as a message", () => {
  for (const line of ['{"a":1}\u0000', '{"a":1}\u0001 ', '{"a":1};']) {
    assert.deepEqual(read(line), [{ msg: line }]);
  }
  assert.deepEqual(read('{ "a":1 } \t'), [{ a: 1 }]);
});

const TRACES: Record<string, string[]> = {
  Java: [
    "2026-05-01 10:00:00,123 ERROR boom",
    "java.lang.IllegalStateException: x",
    "\tat a.b.C(C.java:1)",
    "Caused by: java.io.IOException: y",
    "\t... 12 more",
  ],
  Python: [
    "ERROR:root:failed",
    "Traceback (most recent call last):",
    '  File "x.py", line 1, in <module>',
    "    f()",
    "ValueError: bad",
  ],
  Go: [
    "panic: runtime error: index out of range",
    "",
    "goroutine 1 [running]:",
    "main.main()",
    "\t/tmp/x.go:3 +0x1d",
    "exit status 2",
  ],
  Ruby: ["app.rb:3:in 'pay': boom (RuntimeError)", "\tfrom app.rb:9:in '<main>'"],
  ".NET": [
    "Unhandled exception. System.InvalidOperationException: bad",
    "   at Foo.Bar() in /src/Foo.cs:line 3",
    " ---> System.Exception: inner",
    "   --- End of inner exception stack trace ---",
  ],
  Node: ["TypeError: x is not a function", "    at f (file.js:1:2) {", "  code: 'E'", "}"],
};

Deno.test("stack traces join the line that they belong to, unless that is turned off", () => {
  const after = "2026-05-01 10:00:01,123 INFO ok";
  for (const [language, lines] of Object.entries(TRACES)) {
    for (const end of ["\n", "\r\n"]) {
      const body = [...lines, after].join(end);
      const found = read(body) as { msg: string }[];
      assert.equal(found.length, 2, language);
      assert.ok(found[0]!.msg.endsWith(lines.at(-1)!), language);
      const apart = createTextLines(body, { nowMs: NOW_MS, joins: false });
      let count = 0;
      while (apart.next() !== undefined) count++;
      assert.equal(count, lines.filter((line) => line !== "").length + 1, language);
    }
  }
  const inPod = TRACES.Java!.map((line) => `2026-05-01T10:00:00Z stderr F ${line}`);
  assert.equal(read(inPod.join("\n")).length, 1);
});

Deno.test("a joined record has an end, whatever is below it", () => {
  const body = `2026-05-01 10:00:00,123 ERROR boom\n${"\tat a.b.C(C.java:1)\n".repeat(5000)}`;
  assert.equal(read(body).length, Math.ceil(5001 / 1024));
});

function read(body: string): unknown[] {
  const result = readSyslog(body, { recordsMax: 10_000, nowMs: NOW_MS });
  assert.ok(result.ok);
  return result.value;
}
