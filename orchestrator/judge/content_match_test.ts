import assert from "node:assert/strict";
import type { EmittedRecord, PlantedPii } from "../../emitters/mod.ts";
import { contentDifference, type StoredRecord } from "./content_match.ts";
import { parseExact } from "./exact_json.ts";
import { textDifference } from "./masked_text.ts";
import type { Wire } from "./wire.ts";

const JSON_WIRE: Wire = { format: "json" };

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

Deno.test("contentDifference() compares numbers digit by digit", () => {
  const text = '{"seq":1,"id":9007199254740993,"ratio":12.50,"msg":1e400}';
  const record: EmittedRecord = { text, level: "INFO", seq: 1, planted: [] };
  const stored = (id: string, ratio: string) =>
    parseExact(
      `{"ts":"x","level":"INFO","msg":"1e400","seq":1,"id":${id},"ratio":${ratio}}`,
    ) as StoredRecord;
  assert.equal(
    contentDifference(record, stored("9007199254740993", "12.50"), JSON_WIRE),
    undefined,
  );
  assert.match(
    contentDifference(record, stored("9007199254740992", "12.50"), JSON_WIRE) ?? "",
    /^id: sent a number of other digits, stored/,
  );
  assert.match(
    contentDifference(record, stored("9007199254740993", "12.5"), JSON_WIRE) ?? "",
    /^ratio:/,
  );
});

Deno.test("contentDifference() takes the last of a name that was sent twice, kept as name#2", () => {
  const sent = {
    seq: 1,
    level: "INFO",
    text: '{"msg":"m","twice":1,"twice":2}',
    planted: [],
  } as const;
  const stored = { level: "INFO", msg: "m", twice: 1, "twice#2": 2 };
  assert.equal(contentDifference(sent, stored, { format: "json" }), undefined);
  assert.match(
    contentDifference(sent, { ...stored, "twice#2": 3 }, { format: "json" }) ?? "",
    /^twice: sent 2, stored 3$/,
  );
});
