/** Words of messages: what stays, what becomes a value, and that patterns read as their messages do. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { Outliner } from "./outline.ts";
import { wordsOfMessage } from "./message_words.ts";
import { commonText, textOf } from "./words.ts";

const outliner = new Outliner();

function outlineOf(text: string): string {
  const bytes = new TextEncoder().encode(text);
  outliner.read(bytes, 0, bytes.length);
  return new TextDecoder("utf-8", { ignoreBOM: true })
    .decode(outliner.bytes.subarray(0, outliner.length));
}

const patternOf = (text: string) => textOf(wordsOfMessage(outlineOf(text)));
const keysOf = (text: string) => wordsOfMessage(outlineOf(text)).map(({ key }) => key).join(" ");

const PATTERNS: readonly (readonly [string, string])[] = [
  [
    "Failed password for root from 10.0.0.1 port 22 ssh2",
    "Failed password for root from <ip> port <num> ssh2",
  ],
  ["took 0.25s of 1,024 ms, 12.5% at -3", "took <num>s of <num> ms, <num>% at <num>"],
  ["lifetime <1 sec", "lifetime <num> sec"],
  ["opened /var/log/app.log and C:\\logs\\app.log", "opened <path> and <path>"],
  ["GET https://example.com/a?b=1 done", "GET <url> done"],
  [
    "mail to jo@example.com, masked j***@example.com and 83.11.x.x",
    "mail to <email>, masked <email> and <ip>",
  ],
  ["request 38101a0b-2096-447d-96ea-a692162415ae of 0xff", "request <uuid> of <hex>"],
  [
    "at 2026-05-01T10:00:00.123Z and 10:00:00 and Wed May 6 10:00:00 2026",
    "at <time> and <time> and <time>",
  ],
  ["blk_-1608999687919862906 attempt_2026_0001_m_1", "blk_<num> attempt_<id>"],
  ["dst 2001:db8::1 mac 00:1a:2b:3c:4d:5e", "dst <ip> mac <mac>"],
  ["ns1.example.com said hi to db-7.internal", "<host> said hi to <host>"],
  ['name="View Lock" ok=true x=null', 'name="<text>" ok=<bool> x=<bool>'],
  ["ports 1, 2, 3, 4", "ports <num>…"],
  ["jk2_init() on eth1", "jk2_init() on eth1"],
  ["key ***", "key <secret>"],
  [
    '{"event":"login","user":"jo","n":7,"ok":true,"tags":["a"]}',
    '{"event": "login", "user": <text>, "n": <num>, "ok": <bool>, "tags": <list>}',
  ],
  [
    "boom\n\tat a.B.c(B.java:12)\n\tat a.B.d(B.java:9)",
    "boom ⏎ at a.B.c(B.java:<num>) ⏎ at a.B.d(B.java:<num>)",
  ],
  ["\x1b[31mred\x1b[0m alert", "red alert"],
  ["", "<empty line>"],
  ["  \t", "<empty line>"],
];

for (const [message, pattern] of PATTERNS) {
  Deno.test(`wordsOfMessage() reads ${JSON.stringify(message)}`, () => {
    assert.equal(patternOf(message), pattern);
    assert.equal(keysOf(pattern), keysOf(message), "the pattern has other keys than the message");
  });
}

Deno.test("wordsOfMessage() takes an empty value for a value", () => {
  assert.equal(keysOf("rhost= user=jo"), "rhost = <*> user = jo");
  assert.equal(
    keysOf("connection from 10.0.0.1 () at 10:00:00"),
    keysOf("connection from 10.0.0.1 (a.example.com) at 10:00:00"),
  );
});

Deno.test("wordsOfMessage() reads any text, and never gives no word", () => {
  fc.assert(fc.property(fc.string({ unit: "binary", maxLength: 300 }), (text) => {
    const words = wordsOfMessage(outlineOf(text));
    assert.ok(words.length > 0);
    for (const { key } of words) assert.doesNotMatch(key, /(?![\t\n])\p{Cc}/u);
  }));
});

Deno.test("commonText() names what two values have in common", () => {
  assert.equal(commonText("<ip>", "<ip>", "<word>"), "<ip>");
  assert.equal(commonText("<ip>", "<host>", "<word>"), "<host>");
  assert.equal(commonText("<num> KB", "<num> MB", "<word>"), "<num>");
  assert.equal(commonText("eth0", "eth1", "<word>"), "eth<num>");
  assert.equal(commonText("alice", "bob", "<user>"), "<user>");
  assert.equal(commonText("", "<host>", "<word>"), "<host>");
  assert.equal(commonText("rdd_<id>", "broadcast_<id>", "<word>"), "<word>");
});
