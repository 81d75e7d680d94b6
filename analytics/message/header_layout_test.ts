/** Headers of usual logs: where they end, what level and time they tell. */
import assert from "node:assert/strict";
import { learnLayout } from "./header_layout.ts";
import { Outliner } from "./outline.ts";

const outliner = new Outliner();
const encoder = new TextEncoder(), decoder = new TextDecoder();

function outlineOf(text: string): string {
  const bytes = encoder.encode(text);
  outliner.read(bytes, 0, bytes.length);
  return decoder.decode(outliner.bytes.subarray(0, outliner.length));
}

/** Layouts of programs; `message` stands where the message is. */
const HEADERS: readonly { name: string; header: string; level?: string; time: string | null }[] = [
  { name: "RFC 3164", header: "May  1 10:00:00 web-1 sshd[4711]: ", time: "May  1 10:00:00" },
  {
    name: "RFC 3164 with a priority",
    header: "<34>May  1 10:00:00 web-1 sshd[4711]: ",
    time: "10:00:00",
  },
  {
    name: "log4j",
    header: "2026-05-01 10:00:00,123 INFO [main] org.example.App: ",
    level: "INFO",
    time: "2026-05-01 10:00:00,123",
  },
  {
    name: "log4j with dashes",
    header: "2026-05-01 10:00:00,123 - WARN  [pool-1] - ",
    level: "WARN",
    time: "2026-05-01 10:00:00,123",
  },
  {
    name: "Spring",
    header: "2026-05-01T10:00:00.123Z  INFO 4711 --- [main] c.e.App : ",
    level: "INFO",
    time: "2026-05-01T10:00:00.123Z",
  },
  {
    name: "Python",
    header: "2026-05-01 10:00:00,123 - app - ERROR - ",
    level: "ERROR",
    time: "2026-05-01 10:00:00,123",
  },
  {
    name: "Apache",
    header: "[Fri May 01 10:00:00 2026] [error] ",
    level: "error",
    time: "Fri May 01 10:00:00 2026",
  },
  {
    name: "nginx",
    header: "2026/05/01 10:00:00 [warn] 12#12: ",
    level: "warn",
    time: "2026/05/01 10:00:00",
  },
  {
    name: "logcat",
    header: "05-01 10:00:00.123  1702  2395 D Keeper: ",
    level: "D",
    time: "05-01 10:00:00.123",
  },
  {
    name: "pipes",
    header: "20260501-10:00:00:123|Step_Core|30002|",
    time: "20260501-10:00:00:123",
  },
  {
    name: "RAS",
    header:
      "- 1777593600 2026.05.01 R02-M1-N0-C:J12-U11 2026-05-01-10.00.00.123456 R02-M1-N0-C:J12-U11 RAS KERNEL FATAL ",
    level: "FATAL",
    time: "2026-05-01-10.00.00.123456",
  },
  {
    name: "an epoch in the middle",
    header: "134681 node-246 unix.hw state.up 1777593600 1 ",
    time: "1777593600",
  },
  {
    name: "a program and a dash",
    header: "[05.01 10:00:00] chat.exe *64 - ",
    time: "05.01 10:00:00",
  },
  {
    name: "a container runtime",
    header: "2026-05-01T10:00:00.123456789Z ",
    time: "2026-05-01T10:00:00.123456789Z",
  },
];

for (const { name, header, level, time } of HEADERS) {
  Deno.test(`learnLayout() finds the header of ${name}`, () => {
    const messages = ["disk is full", "job 12 took 7 ms", "user jo left"];
    const lines = messages.map((message) => header + message);
    const layout = learnLayout(lines.map(outlineOf));
    lines.forEach((line, index) => {
      const found = layout.read(outlineOf(line));
      assert.equal(outlineOf(line).slice(found.end), outlineOf(messages[index]!));
      assert.equal(line.slice(layout.read(line).end), messages[index]);
      assert.equal(found.level, level);
      assert.equal(layout.timeOf(line), time);
    });
  });
}

Deno.test("learnLayout() finds no header where there is none", () => {
  const lines = ["disk is full", "job 12 took 7 ms: done", "error: user jo left", "12 of 13"];
  const layout = learnLayout(lines.map(outlineOf));
  for (const line of lines) {
    assert.deepEqual(layout.read(outlineOf(line)), { end: 0, level: undefined });
  }
});

Deno.test("learnLayout() reads a line of another program by itself", () => {
  const layout = learnLayout(
    Array<string>(50).fill(outlineOf("[Fri May 01 10:00:00 2026] [error] no")),
  );
  const strange = outlineOf("2026-05-01 10:00:00,123 WARN org.example.App: disk is full");
  assert.equal(strange.slice(layout.read(strange).end), "disk is full");
  assert.equal(layout.read(outlineOf("  a line that goes on")).end, 0);
});
