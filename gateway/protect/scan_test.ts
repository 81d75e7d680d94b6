import { deepEqual, equal, ok } from "node:assert/strict";
import { cpuUsage } from "node:process";
import { createPiiCounts, PII_KINDS, type PiiKind } from "./detectors/mod.ts";
import { FRAGMENTS } from "./testing/mod.ts";
import { createScan } from "./scan.ts";
import fc from "fast-check";

const scan = createScan(PII_KINDS);
const masked = (text: string) => scan(text, createPiiCounts());

const texts = fc.oneof(
  fc.array(fc.constantFrom(...FRAGMENTS), { maxLength: 9 }).map((parts) => parts.join("")),
  fc.string({ unit: "binary", maxLength: 40 }),
);

Deno.test("scan() changes nothing that is masked", () => {
  fc.assert(
    fc.property(texts, (text) => {
      const once = masked(text);
      const counts = createPiiCounts();
      equal(scan(once, counts), once);
      deepEqual(counts, createPiiCounts());
    }),
    { numRuns: 20_000 },
  );
});

Deno.test("scan() gives the same string back, and counts nothing, or changes and counts", () => {
  fc.assert(
    fc.property(texts, (text) => {
      const counts = createPiiCounts();
      const result = scan(text, counts);
      equal(result !== text, Object.values(counts).some((count) => count > 0));
    }),
    { numRuns: 5_000 },
  );
});

Deno.test("scan() finds a value wherever it stands between words", () => {
  const values: Readonly<Record<string, string>> = {
    "john@example.com": "j***@example.com",
    "83.11.23.45": "83.11.x.x",
    "2001:db8::a1": "2001:db8:x:x:x:x:x:x",
    "4111 1111 1111 1111": "****1111",
    "DE89 3704 0044 0532 0130 00": "DE***3000",
    "password=hunter2": "password=***",
  };
  const words = fc.array(fc.constantFrom("GET", "/v1", "12:30:45", "7", "x=1", "ж", "{}", "a-b"));
  fc.assert(
    fc.property(words, fc.constantFrom(...Object.keys(values)), words, (left, value, right) => {
      const around = (middle: string) => [...left, middle, ...right].join(" ");
      equal(masked(around(value)), around(values[value]!));
    }),
    { numRuns: 2_000 },
  );
});

Deno.test("scan() looks for the kinds that it is told, and no others", () => {
  const text =
    "john@example.com 83.11.23.45 ::1 4111111111111111 DE89370400440532013000 password=x";
  for (const kind of PII_KINDS) {
    const counts = createPiiCounts();
    createScan([kind])(text, counts);
    const isThere = kind !== "jwt" && kind !== "cloud_key";
    deepEqual(counts, { ...createPiiCounts(), [kind]: isThere ? 1 : 0 });
  }
  equal(createScan([])(text, createPiiCounts()), text);
});

Deno.test("scan() takes into an address what was found in its local part", () => {
  const cases: Readonly<Record<string, readonly [string, PiiKind]>> = {
    "4111111111111111@example.com": ["4***@example.com", "email"],
    "x 83.11.23.45@example.com": ["x 8***@example.com", "email"],
    "DE89 3704 0044 0532 0130 00@example.com": ["D***@example.com", "email"],
    "https://user:pass@example.com": ["https://***@example.com", "credential"],
    "password=john@example.com": ["password=***", "credential"],
  };
  for (const [text, [expected, kind]] of Object.entries(cases)) {
    const counts = createPiiCounts();
    equal(scan(text, counts), expected);
    deepEqual(counts, { ...createPiiCounts(), [kind]: 1 });
  }
});

Deno.test("scan() looks again where a mask stands beside what can now be read", () => {
  const key = "AKIA" + "ABCDEFGHIJKLMNOP";
  equal(masked(`${key}::1`), "***0:0:x:x:x:x:x:x");
  equal(masked("http://(john#@[1.2.3.4]"), "http://***@[1.2.x.x]");
  equal(masked("bearer abc123version 83.11.23.45"), "bearer *** 83.11.x.x");
});

Deno.test("scan() knows an escape that stands in a finding for one", () => {
  equal(
    masked("https:%2F%2Fuser:pw%40de89370400440532013000/x"),
    "https:%2F%2F***%40de***3000/x",
  );
});

const CHARS_SMALL = 16_000;
const CHARS_BIG = 128_000;
/** Eight times the text may take sixteen times as long, and 50 ms for a busy machine. */
const GROWTH_MAX = 16;
const SLACK_MS = 50;
const MEASUREMENTS_MAX = 4;
const CPU_TRIES = 3;

Deno.test("scan() takes time in proportion to the text, whatever it is", () => {
  const units = [
    ...[
      "1",
      "4111 ",
      "1111 1111 1111 1111 ",
      "1.",
      "1.1.1.1.",
      ":",
      "::",
      "a:",
      "1:2:",
      "ab::",
      "%3A",
    ],
    ...["@", "a@", "a@b.", "a.", '"@', '"a"@b.co', "a@b.co", "%40", "a%40b", "%", "\\", "\\u0040"],
    ...[
      "=",
      "password",
      "password=",
      "password:",
      "token=,",
      "token=a,b",
      'token="',
      "token= ",
      'd"=',
    ],
    ...["-", "--", "--a", "-----BEGIN ", "-----BEGIN RSA PRIVATE" + " KEY-----", "<password>", ">"],
    ...[
      "http://",
      "://a:b",
      "://a:b/",
      "://a@",
      "\\/\\/",
      "Bearer ",
      "Basic dXNl ",
      "Authorization: ",
    ],
    ...[
      "eyJ",
      "eyJ.",
      "eyJhbGciOiJIUzI1NiJ9.",
      "sk-",
      "AKIA",
      "xoxb" + "-",
      "_",
      "SG.",
      "DE89",
      "GB82WEST",
    ],
    ...["*", "ж", "\u00a0", '"', "'", '\\"', "2001:db8::1 ", "x", "[", "cookie: "],
  ];
  for (const unit of units) {
    for (const end of ["", "@x.com"]) {
      const small = unit.repeat(CHARS_SMALL / unit.length) + end;
      const big = unit.repeat(CHARS_BIG / unit.length) + end;
      let times = [0, 0];
      const isLinear = () => {
        times = [cpuMs(small), cpuMs(big)];
        return times[1]! <= times[0]! * GROWTH_MAX + SLACK_MS;
      };
      // What grows faster does so each time; what other tests do meanwhile in this process does not.
      const isOnceLinear = Array.from({ length: MEASUREMENTS_MAX }).some(isLinear);
      ok(
        isOnceLinear,
        `${JSON.stringify(unit)}…${end}: ${times[0]} ms, eight times of it ${times[1]} ms`,
      );
    }
  }
});

/**
 * Time of the processor, so that other processes do not count, and the least of a few tries: the
 * compiler and the collector work in threads of this process.
 */
function cpuMs(text: string): number {
  let leastMs = Infinity;
  for (let i = 0; i < CPU_TRIES; i++) {
    const before = cpuUsage();
    masked(text);
    const { user, system } = cpuUsage(before);
    leastMs = Math.min(leastMs, (user + system) / 1000);
  }
  return leastMs;
}
