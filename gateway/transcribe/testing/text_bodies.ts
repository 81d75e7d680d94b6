/** Lines of text: syslog in all its forms, and what only looks like it. */
import { TEXTS } from "./both.ts";
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
export const textBody = fc.tuple(
  fc.array(line, { maxLength: 5 }),
  fc.constantFrom("\n", "\n", "\r\n", "\n\n", "\r\r\n"),
  fc.constantFrom("", "\n", "\r\n", "\r"),
).map(([lines, between, end]) => lines.join(between) + end);
