import assert from "node:assert/strict";
import { readSyslog } from "./testing/records.ts";

const NOW_MS = Date.UTC(2026, 4, 2);
const TS = "2026-05-01T10:00:00.000Z";

Deno.test("readSyslog() reads RFC 3164 lines, with a priority and without", () => {
  const head = "May  1 10:00:00";
  const rows: [line: string, record: object][] = [
    [`<34>${head} box su[77]: 'su root' failed`, {
      ...{ ts: TS, level: "ERROR", facility: "auth" },
      ...{ host: "box", app: "su", pid: 77, msg: "'su root' failed" },
    }],
    [`${head} box su[77]: failed`, { ts: TS, host: "box", app: "su", pid: 77, msg: "failed" }],
    [`May 1 10:00:00 box su: failed`, { ts: TS, host: "box", app: "su", msg: "failed" }],
    [`${head} 192.0.2.1 su: x`, { ts: TS, host: "192.0.2.1", app: "su", msg: "x" }],
    [`${head} fe80::1 su: x`, { ts: TS, host: "fe80::1", app: "su", msg: "x" }],
    [`${head} box su:`, { ts: TS, host: "box", app: "su", msg: "" }],
    [`${head} box su[77]:`, { ts: TS, host: "box", app: "su", pid: 77, msg: "" }],
    [`${head} box su[77]:x`, { ts: TS, host: "box", app: "su", pid: 77, msg: "x" }],
    [`${head} box su[77] x`, { ts: TS, host: "box", app: "su", pid: 77, msg: "x" }],
    [`${head} box su:   x `, { ts: TS, host: "box", app: "su", msg: "  x " }],
    [`${head} box app[web.1]: x`, { ts: TS, host: "box", app: "app", pid: "web.1", msg: "x" }],
    [`${head} box app[007]: x`, { ts: TS, host: "box", app: "app", pid: "007", msg: "x" }],
    [`${head} box sshd(pam_unix)[9]: x`, {
      ...{ ts: TS, host: "box", app: "sshd(pam_unix)", pid: 9, msg: "x" },
    }],
    [`${head} box pam_unix(sshd:auth): x`, {
      ...{ ts: TS, host: "box", app: "pam_unix(sshd:auth)", msg: "x" },
    }],
    [`${head} box kernel: [ 12.3] eth0: up`, {
      ...{ ts: TS, host: "box", app: "kernel", msg: "[ 12.3] eth0: up" },
    }],
    [`${head} box syslogd 1.4.1: restart.`, {
      ...{ ts: TS, host: "box", app: "syslogd 1.4.1", msg: "restart." },
    }],
    [`${head} box  -- root[2421]: ROOT LOGIN ON tty2`, {
      ...{ ts: TS, host: "box", app: "-- root", pid: 2421, msg: "ROOT LOGIN ON tty2" },
    }],
    [`${head} box last message repeated 2 times`, {
      ...{ ts: TS, host: "box", msg: "last message repeated 2 times" },
    }],
    [`${head} box see http://example.com: it is down`, {
      ...{ ts: TS, host: "box", msg: "see http://example.com: it is down" },
    }],
    [`${head} box [main] started: x`, { ts: TS, host: "box", msg: "[main] started: x" }],
    [`${head} box a[b c]: x`, { ts: TS, host: "box", msg: "a[b c]: x" }],
    [`${head} box a[]: x`, { ts: TS, host: "box", app: "a[]", msg: "x" }],
    [`${head} box app[1234567890123456789]: x`, {
      ...{ ts: TS, host: "box", app: "app", pid: "1234567890123456789", msg: "x" },
    }],
    [`${head} box a[${"n".repeat(200)}] x`, {
      ...{ ts: TS, host: "box", msg: `a[${"n".repeat(200)}] x` },
    }],
    [`${head} box v ${"1".repeat(200)}: x`, {
      ...{ ts: TS, host: "box", msg: `v ${"1".repeat(200)}: x` },
    }],
    [`${head} box su : x`, { ts: TS, host: "box", msg: "su : x" }],
    [`${head} box : x`, { ts: TS, host: "box", msg: ": x" }],
    [`${head} box   three`, { ts: TS, host: "box", msg: "  three" }],
    [`${head} box ${"n".repeat(200)}: x`, { ts: TS, host: "box", msg: `${"n".repeat(200)}: x` }],
    [`<13>${head} su[77]: no host`, {
      ...{ ts: TS, level: "INFO", facility: "user", app: "su", pid: 77, msg: "no host" },
    }],
    [`${head} box`, { ts: TS, host: "box", msg: "" }],
    [head, { ts: TS, msg: "" }],
    [`${head} `, { ts: TS, msg: "" }],
    ["Dec 24 18:00:00 box su: x", {
      ...{ ts: "2025-12-24T18:00:00.000Z", host: "box", app: "su", msg: "x" },
    }],
  ];
  for (const [line, record] of rows) assert.deepEqual(read(line), [record], line);
});

Deno.test("readSyslog() reads RFC 3164 lines with the timestamps of rsyslog and systemd", () => {
  const rest = { host: "box", app: "su", pid: 77, msg: "x" };
  for (
    const stamp of [
      "2026-05-01T10:00:00.000+00:00",
      "2026-05-01T12:00:00+0200",
      "2026-05-01T12:00:00.000+02:00",
      "2026-05-01T10:00:00Z",
      "2026-05-01T10:00:00",
    ]
  ) {
    assert.deepEqual(read(`${stamp} box su[77]: x`), [{ ts: TS, ...rest }], stamp);
    assert.deepEqual(read(`<14>${stamp} box su[77]: x`), [
      { ts: TS, level: "INFO", facility: "user", ...rest },
    ], stamp);
  }
});

Deno.test("readSyslog() reads the gateway's own line form", () => {
  const rest = { host: "web-1", app: "api", pid: 77, msg: "x: y" };
  const rows: [line: string, record: object][] = [
    ["2026-05-01 10:00:00 ERROR web-1 api[77]: x: y", { ts: TS, level: "ERROR", ...rest }],
    ["2026-05-01 10:00:00.000 warning web-1 api[77]: x: y", { ts: TS, level: "warning", ...rest }],
    ["2026-05-01 10:00:00,000999 Info web-1 api[77]: x: y", {
      ...{ ts: "2026-05-01T10:00:00.000999Z", level: "Info", ...rest },
    }],
    ["2026-05-01 10:00:00 INFO web-1 api[77]:", { ts: TS, level: "INFO", ...rest, msg: "" }],
    ["2026-05-01 10:00:00 INFO web-1 api[t-7]: x: y", {
      ts: TS,
      level: "INFO",
      ...rest,
      pid: "t-7",
    }],
  ];
  for (const [line, record] of rows) assert.deepEqual(read(line), [record], line);
});

Deno.test("readSyslog() reads a level where a host would stand, with or without a program", () => {
  const program = { host: "web-1", app: "api", pid: 77, msg: "x" };
  const rows: [rest: string, record: object][] = [
    ["ERROR payment failed", { level: "ERROR", msg: "payment failed" }],
    ["error: payment failed", { level: "error", msg: "payment failed" }],
    ["[ERROR] payment failed", { level: "ERROR", msg: "payment failed" }],
    ["[e]: payment failed", { level: "e", msg: "payment failed" }],
    ["  [WARN ]  payment failed ", { level: "WARN", msg: "payment failed " }],
    ["level=error failed", { level: "error", msg: "failed" }],
    ['level="error" msg=failed', { level: "error", msg: "msg=failed" }],
    ["NOTICE config changed", { level: "NOTICE", msg: "config changed" }],
    ["INFO", { level: "INFO", msg: "" }],
    ["INFO web-1", { level: "INFO", msg: "web-1" }],
    ["INFO connection failed: reason", { level: "INFO", msg: "connection failed: reason" }],
    ["INFO [main] a.b.C: text", { level: "INFO", thread: "main", logger: "a.b.C", msg: "text" }],
    ["INFO [main] failed", { level: "INFO", msg: "[main] failed" }],
    ["INFO web-1 api[77]: x", { level: "INFO", ...program }],
    ["INFO  api[77]: x", { level: "INFO", app: "api", pid: 77, msg: "x" }],
  ];
  const stamps = ["2026-05-01T10:00:00Z", "2026-05-01 10:00:00,000", "May  1 10:00:00"];
  for (const stamp of stamps) {
    for (const [rest, record] of rows) {
      const line = `${stamp} ${rest}`;
      assert.deepEqual(
        read(`${line}\r\n${line}`),
        [{ ts: TS, ...record }, { ts: TS, ...record }],
        line,
      );
    }
  }
});

Deno.test("readSyslog() takes a word for a host where it could be one", () => {
  const rows: [line: string, record: object][] = [
    ["notice su[77]: x", { host: "notice", app: "su", pid: 77, msg: "x" }],
    ["errors su[77]: x", { host: "errors", app: "su", pid: 77, msg: "x" }],
    ["ERROR-1 su[77]: x", { host: "ERROR-1", app: "su", pid: 77, msg: "x" }],
    ["[main] failed", { msg: "[main] failed" }],
    ["starting up", { msg: "starting up" }],
  ];
  for (const [rest, record] of rows) {
    assert.deepEqual(read(`2026-05-01T10:00:00Z ${rest}`), [{ ts: TS, ...record }], rest);
  }
  assert.deepEqual(read("<11>May  1 10:00:00 error su[77]: x"), [
    { ts: TS, level: "ERROR", facility: "user", host: "error", app: "su", pid: 77, msg: "x" },
  ]);
});

Deno.test("readSyslog() takes no word for a host that can be none", () => {
  for (
    const msg of ["level=high failed", '{"level":"error"}', 'msg="a b" x=1', "user=a@b.example in"]
  ) {
    for (const stamp of ["2026-05-01T10:00:00Z", "May  1 10:00:00"]) {
      assert.deepEqual(read(`${stamp} ${msg}`), [{ ts: TS, msg }], msg);
    }
  }
});

Deno.test("readSyslog() takes the time from a line of no other form", () => {
  const rows: [line: string, record: object][] = [
    ["2026-05-01 10:00:00", { msg: "" }],
    ["2026-05-01 10:00:00 payment failed", { msg: "payment failed" }],
    ["2026-05-01 10:00:00 L3VEL web-1 api[77]: x", { msg: "L3VEL web-1 api[77]: x" }],
    ["2026-05-01 10:00:00 QUIET web-1 api: x", { msg: "QUIET web-1 api: x" }],
    ["2026-05-01 10:00:00 QUIET web-1 api[77]: x", {
      ...{ level: "QUIET", host: "web-1", app: "api", pid: 77, msg: "x" },
    }],
  ];
  for (const [line, record] of rows) assert.deepEqual(read(line), [{ ts: TS, ...record }], line);
});

Deno.test("readSyslog() keeps a line of no known form as its message", () => {
  const lines = [
    "plain words",
    " ",
    "\t{not json}",
    "{}",
    "<",
    "<>x",
    "<34",
    "<192>May  1 10:00:00 box su: x",
    "<034>May  1 10:00:00 box su: x",
    "<00>x",
    "<1a>x",
    "<-1>x",
    "< 1>x",
    "<1000>x",
    "May 32 10:00:00 box su: x",
    "Mai  1 10:00:00 box su: x",
    "May  1 10:00:00x box su: x",
    "May  1 10:00 box su: x",
    "2026-05-01T10:00:00x box su: x",
    "2026-05-32T10:00:00Z box su: x",
    "2026-05-01",
    "2026-05-01 10:00",
    "2026-02-30 10:00:00 INFO web-1 api[77]: x",
  ];
  assert.deepEqual(read(lines.join("\n")), lines.map((msg) => ({ msg })));
});

Deno.test("readSyslog() keeps the level and facility of a priority before free text", () => {
  const rows: [line: string, record: object][] = [
    ["<34>failed", { level: "ERROR", facility: "auth", msg: "failed" }],
    ["<7>", { level: "DEBUG", facility: "kern", msg: "" }],
    ["<189>123: *Mar 1 18:46:11: %SYS-5", {
      ...{ level: "INFO", facility: "local7", msg: "123: *Mar 1 18:46:11: %SYS-5" },
    }],
  ];
  for (const [line, record] of rows) assert.deepEqual(read(line), [record], line);
});

Deno.test("readSyslog() gives each severity its level and each facility its name", () => {
  const lines = Array.from({ length: 192 }, (_, priority) => `<${priority}>x`);
  const records = read(lines.join("\n")) as { level: string; facility: string }[];
  assert.deepEqual(records.slice(0, 8).map(({ level }) => level), [
    ...["ERROR", "ERROR", "ERROR", "ERROR", "WARN", "INFO", "INFO", "DEBUG"],
  ]);
  const facilities = records.filter((_, i) => i % 8 === 7).map(({ facility }) => facility);
  assert.equal(new Set(facilities).size, 24);
  assert.equal(facilities[0], "kern");
  assert.equal(facilities[10], "authpriv");
  assert.equal(facilities[16], "local0");
  assert.equal(facilities[23], "local7");
});

Deno.test("readSyslog() ends lines with LF or CRLF, and skips empty ones", () => {
  assert.deepEqual(read("a\r\n\r\n\nb\n \nc\rd\r\r\ne"), [
    ...["a", "b", " ", "c\rd\r", "e"].map((msg) => ({ msg })),
  ]);
  assert.deepEqual(read(""), []);
  assert.deepEqual(read("\r\n\n\r"), []);
});

Deno.test("readSyslog() looks at each line alone, however long the rest is", () => {
  const stamps = ["2026-05-01T10:00:00Z", "<34>May  1 10:00:00", "2026-05-01 10:00:00"];
  for (const stamp of stamps) {
    const text = `${stamp}\n`.repeat(9_999) + "x".repeat(32e6);
    const startMs = performance.now();
    assert.equal(read(text, 10_000).length, 10_000);
    // Some hundredths of a second, and seconds where each line looks for a space in all that follows.
    assert.ok(performance.now() - startMs < 1_500, stamp);
  }
});

Deno.test("readSyslog() counts records against the limit", () => {
  assert.equal(read("a\n\nb\n\n", 2).length, 2);
  assert.deepEqual(readSyslog("a\nb\nc", { recordsMax: 2, nowMs: NOW_MS }), {
    ok: false,
    failure: { kind: "too_many_records", limit: 2 },
  });
});

function read(text: string, recordsMax = 1000): unknown[] {
  const result = readSyslog(text, { recordsMax, nowMs: NOW_MS });
  assert.ok(result.ok);
  return result.value;
}
