import { ok } from "node:assert/strict";
import { bounds, compare, createWays, origins, RUNS, TEXTS } from "./testing/ways.ts";
import fc from "fast-check";

const PRIORITIES = ["<34>", "<134>", "<191>", "<192>", "<034>", "<0>", "<>", "<1234>", "<3", ""];
const STAMPS = [
  ...["May  1 10:00:00", "May 1 10:00:00", "Feb 29 10:00:00", "Jan 32 10:00:00"],
  ...["2026-05-01T10:00:00.000Z", "2026-05-01T12:00:00+02:00", "2026-02-30T10:00:00.000Z", "-"],
];
const WORDS = [
  ...["web-1", "83.11.23.45", "fe80::1", "größe", "\u{1F600}", 'a"b', "c\\d", "-", "--", ":", "x:"],
  ...["john@example.com", "\uFEFF", "x\uFEFF", "%40", "\t", "token=abc", "1", "007"],
];
const TAGS = [
  ...["su[77]:", "su:", "su[7", "app[web.1]:", "-- root[2]:", "v 1.2.3:", "a[007]:", "a[12.5]:"],
  ...[
    "a[1e5]:",
    "a[12ab]:",
    "a[4111111111111111]:",
    "a[411111111111]:",
    "a[1234567890123]:",
    "a[0]:",
  ],
  ...["a[é]:", "é[1]:", "a[john@example.com]:", "ERROR web-1 a[7]:", "checkout[4000]", "[x]:", ""],
];
const DATA = [
  ...["-", '[a b="c"]', '[a b="c"][d e="83.11.23.45" f="john@example.com"]', "[a]", '[a b=""]'],
  ...['[a b="c\\"\\]"]', '[a b="c\\d"]', '[a b="c" b="d"]', '[a b="1"][a c="2"]', "[a", "[]"],
  ...[
    '[a password="x"]',
    '[password a="x"]',
    '[__proto__ a="1"]',
    '[1 2="3"]',
    '[a name="k" value="v"]',
  ],
  ...[
    '[a b="é\u{1F600}"]',
    '[é b="1"]',
    '[a b="\t"]',
    '[request@32473 ip="10.0.0.7"]',
    '[a b="4111 1111 1111 1111"]',
  ],
];
/** As they are, without what stands for something else in JSON. */
const VALUES = [
  ...TEXTS.map((text) => text.replaceAll('\\"', '"')),
  ...['"', "'", "<", "version=", "ip=", "(", "basket", "bearer", "10:00:00", "a::1", "AKIA"],
];

const text = fc.array(fc.constantFrom(...VALUES, " ", " "), { maxLength: 6 })
  .map((parts) => parts.join(""));
const word = fc.constantFrom(...WORDS, "web-1", "web-1");
const line = fc.oneof(
  fc.tuple(
    fc.constantFrom(...PRIORITIES),
    fc.constantFrom(...STAMPS),
    word,
    fc.constantFrom(...TAGS),
    text,
  )
    .map(([priority, stamp, host, tag, message]) =>
      `${priority}${stamp} ${host} ${tag} ${message}`
    ),
  fc.tuple(
    fc.constantFrom(...PRIORITIES),
    fc.constantFrom(...STAMPS),
    fc.tuple(word, word, fc.constantFrom("4000", "-", "007", "x1", "é")),
    word,
    fc.constantFrom(...DATA),
    fc.constantFrom("", " ", " \uFEFF", " \uFEFFé "),
    text,
  ).map(([priority, stamp, names, msgid, data, gap, message]) =>
    `${priority}1 ${stamp} ${names.join(" ")} ${msgid} ${data}${gap}${message}`
  ),
  fc.tuple(fc.constantFrom("ERROR", "Info", "note", "7"), word, fc.constantFrom(...TAGS), text)
    .map(([level, host, tag, message]) =>
      `2026-05-01 10:00:00,123 ${level} ${host} ${tag} ${message}`
    ),
  fc.tuple(fc.constantFrom(...PRIORITIES), text).map((parts) => parts.join("")),
);
const body = fc.tuple(
  fc.array(line, { maxLength: 5 }),
  fc.constantFrom("\n", "\n", "\r\n", "\n\n", "\r\r\n"),
  fc.constantFrom("", "\n", "\r\n", "\r"),
).map(([lines, between, end]) => lines.join(between) + end);

Deno.test("transcribe() gives the lines and counts of the long way, whatever the text", async () => {
  const ways = createWays();
  let taken = 0;
  await fc.assert(
    fc.asyncProperty(body, fc.constantFrom(...origins), async (text, origin) => {
      if (await compare(ways, "text", text, origin)) taken++;
    }),
    { numRuns: RUNS },
  );
  ok(taken > RUNS * 0.9, `only ${taken} bodies of ${RUNS} went the short way`);
});

Deno.test("transcribe() leaves text with too many records, or a byte order mark, to the long way", async () => {
  const ways = createWays();
  ok(await compare(ways, "text", "x\n".repeat(bounds.recordsMax)));
  ok(!await compare(ways, "text", "x\n".repeat(bounds.recordsMax + 1)));
  ok(!await compare(ways, "text", "\uFEFF<34>May  1 10:00:00 web-1 su[77]: x"));
});

Deno.test("transcribe() reads lines that are broken anywhere as the long way does", async () => {
  const ways = createWays();
  const lines = [
    '<34>1 2026-05-01T10:00:00.000Z web-1 su 77 ID [a b="c"][d e="x y"] \uFEFFhi "jö@example.com"',
    "<134>May  1 10:00:00 web-1 su[77]: from 83.11.23.45 (10.0.0.7)",
    "2026-05-01 10:00:00,123 ERROR web-1 su[77]: a\tb",
  ];
  const whole = `${lines.join("\r\n")}\n`;
  ok(await compare(ways, "text", whole));
  for (let at = 0; at <= whole.length; at++) {
    for (
      const character of ['"', " ", "\n", "\r", "\\", "[", "]", "-", "é", "\u{1F600}", "\0", ""]
    ) {
      await compare(ways, "text", whole.slice(0, at) + character + whole.slice(at + 1));
      await compare(ways, "text", whole.slice(0, at) + character + whole.slice(at));
    }
    await compare(ways, "text", whole.slice(0, at));
  }
});
