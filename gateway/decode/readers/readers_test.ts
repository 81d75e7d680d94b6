import assert from "node:assert/strict";
import { readSyslog } from "../testing/records.ts";
import { createTextLines } from "../text_lines.ts";
import { lineReaders, READER_NAMES } from "./mod.ts";
import fc from "fast-check";

const NOW_MS = Date.UTC(2026, 11, 1, 12);
const OPTIONS = { recordsMax: 1000, nowMs: NOW_MS };

/** Of each reader a line or more, and what is found in it. */
const ROWS: [reader: string, line: string, record: object][] = [
  ["cri", "2026-05-01T10:00:00.123456789Z stderr F panic now", {
    ...{ ts: "2026-05-01T10:00:00.123456789Z", stream: "stderr", msg: "panic now" },
  }],
  ["logfmt", 'time=2026-05-01T10:00:00Z level=error msg="can\\"t" n=7 user="a b"', {
    ...{ time: "2026-05-01T10:00:00Z", level: "error", msg: 'can"t', n: 7, user: "a b" },
  }],
  [
    "access_log",
    '198.51.100.7 - alice [01/May/2026:12:00:00 +0200] "GET /a?x=1 HTTP/1.1" 500 612',
    {
      ...{
        ts: "2026-05-01T10:00:00.000Z",
        client_ip: "198.51.100.7",
        user: "alice",
        method: "GET",
      },
      ...{
        path: "/a?x=1",
        protocol: "HTTP/1.1",
        status: 500,
        bytes: 612,
        msg: "GET /a?x=1 HTTP/1.1",
      },
    },
  ],
  ["nginx_error", "2026/05/01 10:00:00 [error] 1234#0: *77 connect() failed", {
    ...{ ts: "2026-05-01T10:00:00.000Z", level: "error", pid: 1234, tid: 0, connection: 77 },
    msg: "connect() failed",
  }],
  [
    "apache_error",
    "[Fri May 01 10:00:00.123456 2026] [proxy:error] [pid 47:tid 13] AH00957: failed",
    {
      ...{ ts: "2026-05-01T10:00:00.123456Z", level: "error", module: "proxy", pid: 47, tid: 13 },
      msg: "AH00957: failed",
    },
  ],
  ["klog", "E0501 10:00:00.123456   12345 reflector.go:138] Failed to watch", {
    ...{ ts: "2026-05-01T10:00:00.123456Z", level: "ERROR", tid: 12345, file: "reflector.go" },
    ...{ line: 138, msg: "Failed to watch" },
  }],
  ["headed", "2026-05-01 12:00:00 +0200 ERROR boom", {
    ...{ ts: "2026-05-01T10:00:00.000Z", level: "ERROR", msg: "boom" },
  }],
  ["headed", "2026-05-01 12:00:00 CEST ERROR boom", {
    ...{ ts: "2026-05-01T10:00:00.000Z", level: "ERROR", msg: "boom" },
  }],
  ["headed", "2026-05-01 12:00:00 CST ERROR boom", {
    ...{ ts: "2026-05-01 12:00:00 CST", level: "ERROR", msg: "boom" },
  }],
  ["headed", "2026-05-01 10:00:00,123 [main] ERROR com.example.Pay - declined", {
    ...{ ts: "2026-05-01T10:00:00.123Z", level: "ERROR", thread: "main" },
    ...{ logger: "com.example.Pay", msg: "declined" },
  }],
  ["headed", "2026-05-01T10:00:00.1+00:00  WARN 77 --- [shop] [exec-1] c.e.Web   : slow", {
    ...{ ts: "2026-05-01T10:00:00.100Z", level: "WARN", pid: 77, app: "shop", thread: "exec-1" },
    ...{ logger: "c.e.Web", msg: "slow" },
  }],
  ["headed", "2026-05-01 10:00:00,123 - app.orders - ERROR - cannot charge", {
    ...{ ts: "2026-05-01T10:00:00.123Z", level: "ERROR", logger: "app.orders" },
    msg: "cannot charge",
  }],
  ["headed", "2026-05-01 10:00:00.123 | ERROR    | app:pay:42 - declined", {
    ...{ ts: "2026-05-01T10:00:00.123Z", level: "ERROR", logger: "app:pay:42", msg: "declined" },
  }],
  ["headed", "[2026-05-01 10:00:00] production.ERROR: boom", {
    ...{ ts: "2026-05-01T10:00:00.000Z", level: "ERROR", logger: "production", msg: "boom" },
  }],
  ["headed", "[2026-05-01T10:00:00,123][WARN ][o.e.Monitor   ] [node-1] overhead", {
    ...{ ts: "2026-05-01T10:00:00.123Z", level: "WARN", logger: "o.e.Monitor" },
    msg: "[node-1] overhead",
  }],
  ["headed", "2015-07-29 17:41:44,747 - WARN  [Peer[myid=1]/0:0:2181:Election@774] - x", {
    ...{
      ts: "2015-07-29T17:41:44.747Z",
      level: "WARN",
      thread: "Peer[myid=1]/0:0:2181:Election@774",
    },
    msg: "x",
  }],
  ["headed", "2026/05/01 10:00:00 listening on :8080", {
    ...{ ts: "2026-05-01T10:00:00.000Z", msg: "listening on :8080" },
  }],
  ["level_first", "[ERROR] something bad", { level: "ERROR", msg: "something bad" }],
  ["level_first", "WARNING:app.orders:late", {
    level: "WARNING",
    logger: "app.orders",
    msg: "late",
  }],
  ["level_first", "Error: boom", { level: "ERROR", msg: "Error: boom" }],
  ["rails", "E, [2026-05-01T10:00:00.123456 #4711] ERROR -- web: boom", {
    ...{ ts: "2026-05-01T10:00:00.123456Z", level: "ERROR", pid: 4711, logger: "web", msg: "boom" },
  }],
  ["postgresql", "2026-05-01 10:00:00.123 UTC [4711] app@shop ERROR:  duplicate key", {
    ...{ ts: "2026-05-01T10:00:00.123Z", level: "ERROR", pid: 4711, user: "app", database: "shop" },
    ...{ severity_text: "ERROR", msg: "duplicate key" },
  }],
  ["mysql", "2026-05-01T10:00:00.123456Z 42 [ERROR] [MY-010119] [Server] Aborting", {
    ...{ ts: "2026-05-01T10:00:00.123456Z", level: "ERROR", tid: 42, code: "MY-010119" },
    ...{ subsystem: "Server", msg: "Aborting" },
  }],
  ["redis", "4711:M 01 May 2026 10:00:00.123 # Out Of Memory", {
    ...{
      ts: "2026-05-01T10:00:00.123Z",
      level: "WARN",
      pid: 4711,
      role: "M",
      msg: "Out Of Memory",
    },
  }],
  ["mongodb", "2026-05-01T10:00:00.401+0000 E NETWORK  [conn1] refused", {
    ...{ ts: "2026-05-01T10:00:00.401Z", level: "ERROR", component: "NETWORK", thread: "conn1" },
    msg: "refused",
  }],
  ["logcat", "05-01 10:00:00.123  1702  2395 D WindowManager: freeze: 1", {
    ...{ ts: "2026-05-01T10:00:00.123Z", level: "DEBUG", pid: 1702, tid: 2395 },
    ...{ tag: "WindowManager", msg: "freeze: 1" },
  }],
  ["logcat", "E/AndroidRuntime(  77): FATAL", {
    ...{ level: "ERROR", tag: "AndroidRuntime", pid: 77, msg: "FATAL" },
  }],
  ["auditd", "type=SYSCALL msg=audit(1777629600.819:7798): arch=c000003e", {
    ...{ ts: "2026-05-01T10:00:00.819Z", type: "SYSCALL", audit_id: 7798, msg: "arch=c000003e" },
  }],
  ["cef", "CEF:0|Ve\\|ndor|Prod|1.0|100|worm stopped|10|src=10.0.0.1 act=a b msg=x\\=y", {
    ...{ vendor: "Ve\\|ndor", product: "Prod", product_version: "1.0", signature_id: "100" },
    ...{ cef_severity: "10", level: "ERROR", msg: "worm stopped", src: "10.0.0.1", act: "a b" },
    cef_msg: "x=y",
  }],
  ["leef", "LEEF:2.0|IBM|QRadar|1.0|41|^|src=10.0.1.8^usrName=joe^sev=5", {
    ...{ level: "WARN", vendor: "IBM", product: "QRadar", product_version: "1.0", event_id: "41" },
    ...{ src: "10.0.1.8", usrName: "joe", sev: 5 },
    msg: "LEEF:2.0|IBM|QRadar|1.0|41|^|src=10.0.1.8^usrName=joe^sev=5",
  }],
  ["cisco", "45: *May  1 2026 10:00:00.663: %LINK-3-UPDOWN: Interface down", {
    ...{ ts: "2026-05-01T10:00:00.663Z", level: "ERROR", msgid: "LINK-3-UPDOWN", sequence: 45 },
    msg: "%LINK-3-UPDOWN: Interface down",
  }],
  [
    "haproxy",
    '198.51.100.7:33317 [01/May/2026:10:00:00.123] in static/srv1 10/0/30/69/109 200 2750 - - ---- 1/1/1/1/0 0/0 "GET /i HTTP/1.1"',
    {
      ...{ ts: "2026-05-01T10:00:00.123Z", client_ip: "198.51.100.7", client_port: 33317 },
      ...{
        frontend: "in",
        backend: "static",
        server: "srv1",
        timers: "10/0/30/69/109",
        status: 200,
      },
      ...{ bytes: 2750, method: "GET", path: "/i" },
      msg:
        '198.51.100.7:33317 [01/May/2026:10:00:00.123] in static/srv1 10/0/30/69/109 200 2750 - - ---- 1/1/1/1/0 0/0 "GET /i HTTP/1.1"',
    },
  ],
  [
    "squid",
    "1777629600.123    110 198.51.100.9 TCP_MISS/200 4527 GET http://a.example/ - NONE/- -",
    {
      ...{ ts: "2026-05-01T10:00:00.123Z", duration_ms: 110, client_ip: "198.51.100.9" },
      ...{ cache: "TCP_MISS", status: 200, bytes: 4527, method: "GET", path: "http://a.example/" },
      peer: "NONE/-",
      msg: "1777629600.123    110 198.51.100.9 TCP_MISS/200 4527 GET http://a.example/ - NONE/- -",
    },
  ],
  [
    "filed",
    "nova-api.log.1.2026-05-01_10:00:00 2026-05-01 10:00:00.008 25746 INFO nova.wsgi [req-1] GET",
    {
      ...{ ts: "2026-05-01T10:00:00.008Z", level: "INFO", pid: 25746, logger: "nova.wsgi" },
      ...{ file: "nova-api.log.1.2026-05-01_10:00:00", msg: "[req-1] GET" },
    },
  ],
];

Deno.test("each reader finds what its format says, where it stands", () => {
  for (const [reader, line, record] of ROWS) {
    assert.deepEqual(read(line), [record], line);
    assert.equal(readerOf(line), reader, line);
  }
});

Deno.test("each reader has a test, and takes the lines that it has for examples", () => {
  const tested = new Set(ROWS.map(([reader]) => reader));
  for (const { name, examples } of lineReaders) {
    assert.ok(tested.has(name) || name === "w3c", name);
    if (name === "w3c") continue;
    for (const example of examples) assert.equal(readerOf(example), name, example);
  }
  assert.equal(new Set(READER_NAMES).size, READER_NAMES.length);
});

Deno.test("rows under #Fields: have their names, and the directives are no records", () => {
  const lines = [
    "#Software: Microsoft Internet Information Services 10.0",
    "#Fields: date time s-ip cs-method cs-uri-stem sc-status cs(User-Agent)",
    "2026-05-01 10:00:00 10.0.0.5 GET /robots.txt 404 -",
    "2026-05-01 10:00:01 too few",
  ];
  const [row, other] = read(lines.join("\r\n")) as Record<string, unknown>[];
  assert.deepEqual(row, {
    ...{ ts: "2026-05-01T10:00:00.000Z", server_ip: "10.0.0.5", method: "GET" },
    ...{ path: "/robots.txt", status: 404, msg: lines[2] },
  });
  assert.equal(other!.msg, "too few");
});

Deno.test("readers keep what they do not take, and throw at nothing", () => {
  const lines = ROWS.map(([, line]) => line);
  const cut = fc.tuple(fc.constantFrom(...lines), fc.nat(), fc.nat(), fc.string({ maxLength: 8 }));
  fc.assert(
    fc.property(fc.array(cut, { maxLength: 6 }), (cuts) => {
      const body = cuts.map(([line, at, more, by]) => {
        const from = at % (line.length + 1);
        return line.slice(0, from) + by.replaceAll(/[\r\n]/g, " ") + line.slice(from + more % 5);
      });
      const given = createTextLines(body.join("\n"), { nowMs: NOW_MS, joins: false });
      for (let line = given.next(); line !== undefined; line = given.next()) {
        const { start, end } = line.msg;
        const own = body.join("\n");
        const lineEnd = own.indexOf("\n", start) === -1 ? own.length : own.indexOf("\n", start);
        assert.ok(start >= 0 && start <= end && end <= lineEnd);
        if (line.reader === "text") {
          assert.ok(start === 0 || own[start - 1] === "\n");
          assert.equal(end, lineEnd);
        }
        for (let i = 0; i < line.fields.count; i++) {
          assert.ok(line.fields.starts[i]! <= line.fields.ends[i]!);
        }
      }
    }),
    { numRuns: 2000 },
  );
});

Deno.test("no reader takes long for a line, however long that is", () => {
  const units = ["[", "a=", "a.b.", "1 ", '"', "\\", "|", "- ", ": ", "(", "%A-1-", "a@b "];
  for (const [, line] of ROWS) {
    for (const at of [0, line.length >> 1, line.length]) {
      for (const unit of units) {
        const body = line.slice(0, at) + unit.repeat(2 ** 17 / unit.length) + line.slice(at);
        const startMs = performance.now();
        read(body);
        assert.ok(performance.now() - startMs < 2000, `${line.slice(0, at)}${unit}…`);
      }
    }
  }
});

function read(body: string): unknown[] {
  const result = readSyslog(body, OPTIONS);
  assert.ok(result.ok);
  return result.value;
}

function readerOf(line: string): string {
  return createTextLines(line, { nowMs: NOW_MS, joins: true }).next()!.reader;
}
