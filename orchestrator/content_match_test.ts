import assert from "node:assert/strict";
import type { EmittedRecord, PlantedPii } from "../emitters/mod.ts";
import { contentDifference, type StoredRecord } from "./content_match.ts";
import { textDifference } from "./masked_text.ts";
import type { Wire } from "./wire.ts";

const JSON_WIRE: Wire = { format: "json" };
const TEXT_WIRE: Wire = { format: "text" };

function matchesSent(record: EmittedRecord, stored: StoredRecord, wire = JSON_WIRE): boolean {
  return contentDifference(record, stored, wire) === undefined;
}

function sameText(sent: string, stored: string, planted: readonly PlantedPii[]): boolean {
  return textDifference(sent, stored, planted) === undefined;
}

const email: PlantedPii = { kind: "email", value: "john@example.com" };
const ip: PlantedPii = { kind: "ipv4", value: "83.11.23.45" };
const token: PlantedPii = { kind: "credential", value: "s3cr3t" };

for (
  const [what, sent, stored, planted] of [
    ["the same text", "login ok", "login ok", []],
    ["a masked address", "login of john@example.com ok", "login of j***@example.com ok", [email]],
    ["an address of one letter", "login of a@example.com ok", "login of a***@example.com ok", []],
    ["two masks", "john@example.com from 83.11.23.45", "j***@example.com from 83.11.x.x", [
      email,
      ip,
    ]],
    ["a mask that takes the word before", "sent Bearer s3cr3t to api", "sent *** to api", [token]],
    ["a mask inside a word", "url=http://a:s3cr3t@b/ took 3 ms", "url=http://a:***@b/ took 3 ms", [
      token,
    ]],
    ["a number that looks personal", "card 4111111111111111 paid", "card ***1111 paid", []],
    ["a key of twenty characters", "key AKIAIOSFODNN7EXAMPLE used", "key *** used", []],
    [
      "a card after a number",
      "at 1714557600123 4111 1111 1111 1111 ok",
      "at 1714557600123 ****1111 ok",
      [],
    ],
    ["an address that was not planted", "peer 10.0.0.1 left", "peer 10.0.x.x left", []],
  ] as const
) {
  Deno.test(`textDifference() takes ${what}`, () =>
    assert.equal(sameText(sent, stored, planted), true));
}

for (
  const [what, sent, stored, planted] of [
    ["another letter", "login ok", "login oc", []],
    ["a word less", "login of user ok", "login of ok", []],
    ["an end that was cut off", "login of user ok", "login of user", []],
    ["words that changed places", "from here to there", "to here from there", []],
    [
      "a change beside a mask",
      "login of john@example.com ok now",
      "login of j***@example.com ok non",
      [
        email,
      ],
    ],
    [
      "words in brackets behind a mask",
      "login of john@example.com",
      "login of j***@example.com (failed attempt)",
      [email],
    ],
    [
      "words in brackets before a mask",
      "login of john@example.com",
      "login of [never] j***@example.com",
      [email],
    ],
    [
      "a word behind a mask",
      "login of john@example.com ok",
      "login of j***@example.com removed ok",
      [email],
    ],
    ["a mask where nothing was to mask", "login ok", "*** ok", []],
    ["a digit of a short number", "took 35 ms", "took 36 ms", []],
  ] as const
) {
  Deno.test(`textDifference() sees ${what}`, () =>
    assert.equal(sameText(sent, stored, planted), false));
}

const JSON_TEXT = JSON.stringify({
  timestamp: "2026-05-01T10:00:00.000Z",
  severity: "warning",
  message: "order 7 of john@example.com",
  seq: 7,
  user: { email: "john@example.com", roles: ["admin", "dev"], card: 4111111111111111 },
  status: 200,
  ok: true,
  none: null,
});

function json(planted: readonly PlantedPii[] = [email]): EmittedRecord {
  return { seq: 7, level: "WARN", text: JSON_TEXT, planted };
}

const STORED: StoredRecord = {
  ts: "2026-05-01T10:00:00.000Z",
  level: "WARN",
  msg: "order 7 of j***@example.com",
  emitter: "json",
  scenario_id: "s-1",
  seq: 7,
  user: { email: "j***@example.com", roles: ["admin", "dev"], card: "************1111" },
  status: 200,
  ok: true,
  none: null,
};

Deno.test("contentDifference() takes a JSON record as the gateway stores it", () => {
  assert.equal(matchesSent(json(), STORED), true);
});

for (
  const [what, change] of [
    ["level", { level: "INFO" }],
    ["time", { ts: "2026-05-01T10:00:01.000Z" }],
    ["message", { msg: "order 8 of j***@example.com" }],
    ["number", { status: 500 }],
    ["truth", { ok: false }],
    ["nothing that became something", { none: "null" }],
    ["member that is gone", { status: undefined }],
    ["nested text", { user: { ...STORED.user as object, roles: ["admin", "dew"] } }],
    ["nested list that is shorter", { user: { ...STORED.user as object, roles: ["admin"] } }],
    ["nested object that became text", { user: "x" }],
  ] as const
) {
  Deno.test(`contentDifference() sees a changed ${what} of a JSON record`, () => {
    assert.equal(matchesSent(json(), { ...STORED, ...change }), false);
  });
}

Deno.test("contentDifference() compares keys that every object has", () => {
  const text =
    '{"ts":"2026-05-01T10:00:00Z","level":"INFO","msg":"m","__proto__":{"a":1},"toString":"x"}';
  const record: EmittedRecord = { seq: 1, level: "INFO", text, planted: [] };
  const stored = JSON.parse(text);
  assert.equal(matchesSent(record, stored), true);
  assert.equal(matchesSent(record, { ts: stored.ts, level: "INFO", msg: "m" }), false);
});

Deno.test("contentDifference() takes a JSON record that the gateway repaired", () => {
  const text = '{"ts":"2026-02-30T25:61:00Z","level":"LOUD","msg":{"a":1},"seq":7}';
  const record: EmittedRecord = { seq: 7, level: "INFO", text, planted: [] };
  const stored = { ts: "2026-05-01T10:00:00Z", level: "INFO", msg: '{"a":1}', seq: 7 };
  assert.equal(matchesSent(record, { ...stored, level_raw: "LOUD" }), true);
  assert.equal(matchesSent(record, { ...stored, msg: '{"a":2}' }), false);
});

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
  assert.equal(matchesSent(SYSLOG, SYSLOG_STORED, TEXT_WIRE), true);
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
    assert.equal(matchesSent(SYSLOG, { ...SYSLOG_STORED, ...change }, TEXT_WIRE), false);
  });
}

Deno.test("contentDifference() takes a CSV line with quotes", () => {
  const text = '2026-05-01T10:00:00.000Z,INFO,"said ""hello, world"" twice",7';
  const record: EmittedRecord = { seq: 7, level: "INFO", text, planted: [] };
  const wire: Wire = { format: "csv", columns: ["ts", "level", "msg", "seq"] };
  const stored = {
    ts: "2026-05-01T10:00:00.000Z",
    level: "INFO",
    msg: 'said "hello, world" twice',
    seq: "7",
  };
  assert.equal(matchesSent(record, stored, wire), true);
  assert.equal(matchesSent(record, { ...stored, msg: 'said "hello, word" twice' }, wire), false);
});

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
    assert.equal(matchesSent(SYSLOG, { ...SYSLOG_STORED, ...change }, TEXT_WIRE), false);
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
    assert.ok(matchesSent(record, stored, TEXT_WIRE), level);
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
  assert.equal(matchesSent(SYSLOG, { ts: "", level: "INFO", msg }, TEXT_WIRE), true);
});

Deno.test("contentDifference() sees a random word in a JSON message", () => {
  const record = {
    seq: 1,
    level: "INFO",
    text: '{"msg":"state=open for john@example.com"}',
  } as const;
  const stored = { level: "INFO", msg: "state=shut for j***@example.com" };
  const sent = { ...record, planted: [email] };
  assert.equal(
    contentDifference(sent, stored, JSON_WIRE),
    "msg at character 7: sent state=open, stored state=shut",
  );
});

Deno.test("contentDifference() takes the mask of another gateway", () => {
  for (const mask of ["[EMAIL]", "<redacted>", "REDACTED", "********"]) {
    const msg = LIFT_STORED.msg.replace("j***@example.com", mask);
    assert.equal(contentDifference(LIFT, { ...LIFT_STORED, msg }, TEXT_WIRE), undefined, mask);
  }
});

Deno.test("contentDifference() takes secrets that are hidden by the name before them", () => {
  const text = JSON.stringify({
    msg: "login --token abc ok, password=x y, Cookie: a=b; c=d",
    headers: [{ name: "X-Api-Key", value: "k1" }],
    auth_token: 5,
    plain: "x y",
  });
  const record: EmittedRecord = { seq: 1, level: "INFO", text, planted: [] };
  const stored = {
    level: "INFO",
    msg: "login --token *** ok, password=*** y, Cookie: ***",
    headers: [{ name: "X-Api-Key", value: "***" }],
    auth_token: "***",
    plain: "x y",
  };
  assert.equal(contentDifference(record, stored, JSON_WIRE), undefined);
  assert.equal(
    contentDifference(record, { ...stored, plain: "*** y" }, JSON_WIRE),
    "plain at character 1: sent x, stored ***",
  );
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
