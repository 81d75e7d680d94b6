/** Lines of syslog and of other text, as they come out of a store. */
import assert from "node:assert/strict";
import type { EmittedRecord, PlantedPii } from "../../emitters/mod.ts";
import { contentDifference, type StoredRecord } from "./content_match.ts";
import type { Wire } from "./wire.ts";

const JSON_WIRE: Wire = { format: "json" };
const TEXT_WIRE: Wire = { format: "text" };

function matchesSent(record: EmittedRecord, stored: StoredRecord): boolean {
  return contentDifference(record, stored, TEXT_WIRE) === undefined;
}

const email: PlantedPii = { kind: "email", value: "john@example.com" };
const ip: PlantedPii = { kind: "ipv4", value: "83.11.23.45" };

const SYSLOG: EmittedRecord = {
  seq: 7,
  level: "INFO",
  text: '<38>1 2026-05-01T10:00:00.000Z web-01 sshd 812 - [logops@32473 seq="7"] ' +
    "Accepted password for john@example.com from 83.11.23.45 port 4711",
  planted: [email, ip],
};
const SYSLOG_STORED: StoredRecord = {
  ts: "2026-05-01T10:00:00.000Z",
  level: "INFO",
  msg: "Accepted password for j***@example.com from 83.11.x.x port 4711",
  emitter: "syslog",
  facility: "auth",
  host: "web-01",
  app: "sshd",
  pid: 812,
  structured_data: { "logops@32473": { seq: "7" } },
};

Deno.test("contentDifference() takes a syslog line as the gateway stores it", () => {
  assert.equal(matchesSent(SYSLOG, SYSLOG_STORED), true);
});

for (
  const [what, change] of [
    ["letter of the message", {
      msg: "Accepted passwort for j***@example.com from 83.11.x.x port 4711",
    }],
    ["number of the message", {
      msg: "Accepted password for j***@example.com from 83.11.x.x port 4712",
    }],
    ["message that was cut off", { msg: "Accepted password" }],
    ["host", { host: "wob-01" }],
    ["level", { level: "ERROR" }],
    ["message that is no text", { msg: 7 }],
  ] as const
) {
  Deno.test(`contentDifference() sees a changed ${what} of a syslog line`, () => {
    assert.equal(matchesSent(SYSLOG, { ...SYSLOG_STORED, ...change }), false);
  });
}

const LIFT: EmittedRecord = {
  seq: 7,
  level: "INFO",
  text: "lift=2 floor=27 rider=john@example.com held 8 s by a a seq=7",
  planted: [email],
};
const LIFT_STORED = {
  ts: "2026-05-01T10:00:00Z",
  level: "INFO",
  msg: "lift=2 floor=27 rider=j***@example.com held 8 s by a a seq=7",
};

Deno.test("contentDifference() takes a line of text with a mask in it", () => {
  assert.equal(contentDifference(LIFT, LIFT_STORED, TEXT_WIRE), undefined);
});

for (
  const [what, from, to, wanted] of [
    [
      "number after =",
      "floor=27",
      "floor=777",
      "msg at character 14: sent floor=27, stored floor=777",
    ],
    ["word with = that is gone", " floor=27", "", "msg at character 8: sent floor=27"],
    [
      "pair of words",
      "lift=2 floor=27",
      "floor=27 lift=2",
      "msg at character 17: stored lift=2",
    ],
    ["free digit", " 8 ", " 9 ", "msg at character 45: sent 8, stored 9"],
    [
      "word that stands elsewhere too",
      "by a a",
      "by a",
      "msg at character 54: sent a, stored seq=7",
    ],
    ["domain of a mask", "@example.com", "@example.org", "msg at character 17"],
    ["mask that is none", "j***@", "jill@", "msg at character 17"],
    ["letter before a mask", "j***@", "k***@", "msg at character 17"],
    ["end", " seq=7", " seq=71", "msg at character 61: sent seq=7, stored seq=71"],
  ] as const
) {
  Deno.test(`contentDifference() sees a changed ${what} of a line of text`, () => {
    const msg = LIFT_STORED.msg.replace(from, to);
    assert.notEqual(msg, LIFT_STORED.msg);
    assert.equal(contentDifference(LIFT, { ...LIFT_STORED, msg }, TEXT_WIRE), wanted);
  });
}

for (
  const [what, change] of [
    ["facility", { facility: "mail" }],
    ["process", { pid: 813 }],
    ["program and host that changed places", { host: "sshd", app: "web-01" }],
    ["program that is gone", { app: undefined }],
    ["time", { ts: "2026-05-01T10:00:01.000Z" }],
    ["structured data", { structured_data: { "logops@32473": { seq: "8" } } }],
  ] as const
) {
  Deno.test(`contentDifference() sees a changed ${what} in the head of a line`, () => {
    assert.equal(matchesSent(SYSLOG, { ...SYSLOG_STORED, ...change }), false);
  });
}

Deno.test("contentDifference() takes fields that look like parts of the time", () => {
  const text = SYSLOG.text.replace("812", "2026").replace('seq="7"', 'seq="10"');
  const structured_data = { "logops@32473": { seq: "10" } };
  const stored = { ...SYSLOG_STORED, pid: 2026, structured_data };
  assert.equal(contentDifference({ ...SYSLOG, text }, stored, TEXT_WIRE), undefined);
});

Deno.test("contentDifference() takes every form of a level before a text", () => {
  const head = "2026-05-01T10:00:00Z";
  const stored = { ts: "2026-05-01T10:00:00.000Z", level: "ERROR", msg: "payment failed" };
  for (const level of ["ERROR", "error:", "[error]", "[ERROR ]", "level=error", 'level="error"']) {
    const text = `${head} ${level} payment failed`;
    const record = { seq: 1, level: "ERROR", text, planted: [] } as const;
    assert.ok(matchesSent(record, stored), level);
  }
});

Deno.test("contentDifference() looks into a record only so deep, and shows no control character", () => {
  const text = "2026-05-01T10:00:00Z ERROR a word";
  const record = { seq: 1, level: "ERROR", text, planted: [] } as const;
  const deep = JSON.parse(`${"[".repeat(5000)}${"]".repeat(5000)}`);
  const stored = { ts: "2026-05-01T10:00:00.000Z", level: "ERROR", msg: "a \x1b[2Jx", x: deep };
  const said = contentDifference(record, stored, TEXT_WIRE);
  assert.ok(said !== undefined && !said.includes("\x1b"), said);
});

Deno.test("contentDifference() takes a line that is kept whole", () => {
  const msg = SYSLOG.text.replace("john@", "j***@").replace("23.45", "x.x");
  assert.equal(matchesSent(SYSLOG, { ts: "", level: "INFO", msg }), true);
});

Deno.test("contentDifference() takes the mask of another gateway", () => {
  for (const mask of ["[EMAIL]", "<redacted>", "REDACTED", "********"]) {
    const msg = LIFT_STORED.msg.replace("j***@example.com", mask);
    assert.equal(contentDifference(LIFT, { ...LIFT_STORED, msg }, TEXT_WIRE), undefined, mask);
  }
});

Deno.test("contentDifference() shows nothing that could be personal", () => {
  const other = "lift=2 floor=27 rider=ann@example.net held 8 s by a a seq=7";
  const shown = contentDifference(LIFT, { ...LIFT_STORED, msg: other }, TEXT_WIRE);
  assert.equal(shown, "msg at character 17");
  const secret = contentDifference(
    { seq: 1, level: "INFO", text: '{"msg":"door 1 ok"}', planted: [] },
    { level: "INFO", msg: "door password=hunter2 ok" },
    JSON_WIRE,
  );
  assert.equal(secret, "msg at character 6: sent 1");
});

Deno.test("contentDifference() gives up on a store of hundreds of masked fields, in bounded time", () => {
  const fields = Object.fromEntries(
    Array.from({ length: 2_000 }, (_, i) => [`f${i}`, "[EMAIL] <NAME> (PHONE) ***"]),
  );
  const words = Array.from({ length: 100 }, (_, i) => `word${i}`).join(" ");
  const record = { ...SYSLOG, text: `${words} ${SYSLOG.text}` };
  const startMs = performance.now();
  assert.match(
    contentDifference(record, { ...SYSLOG_STORED, ...fields, host: "x" }, TEXT_WIRE) ?? "",
    /^line: too many masked fields/,
  );
  // Minutes without the bound.
  assert.ok(performance.now() - startMs < 5_000);
});

Deno.test("contentDifference() looks for a masked name among so many, in bounded time", () => {
  const many = Object.fromEntries(Array.from({ length: 50_000 }, (_, i) => [`[NAME${i}] ***`, i]));
  const sent = { ...SYSLOG, text: JSON.stringify({ msg: "m", [email.value]: 1, a: 1, b: 2 }) };
  const startMs = performance.now();
  assert.match(
    contentDifference(sent, { level: "INFO", msg: "m", ...many }, JSON_WIRE) ?? "",
    /: not stored$/,
  );
  assert.ok(performance.now() - startMs < 2_000);
});
