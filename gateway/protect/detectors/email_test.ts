import { checkMasks, checkSurroundings } from "./testing/check_masks.ts";

Deno.test("email masks addresses as they are written", () => {
  checkMasks("email", {
    "john@example.com": "j***@example.com",
    "JOHN@EXAMPLE.COM": "J***@EXAMPLE.COM",
    "john.doe+tag@mail.example.co.uk": "j***@mail.example.co.uk",
    "a@b.co": "a***@b.co",
    "o'brien@example.com": "o***@example.com",
    "'john@example.com'": "'j***@example.com'",
    "_x-1~y!z#w$v^u*t@example.com": "_***@example.com",
    "mailto:john@example.com": "mailto:j***@example.com",
    "<john@example.com>": "<j***@example.com>",
    "user=john@example.com&x=1": "user=j***@example.com&x=1",
    "to=<john@example.com>, relay=mx.example.com[192.0.2.1]:25":
      "to=<j***@example.com>, relay=mx.example.com[192.0.2.1]:25",
    "bounce+john=example.com@lists.example.org": "b***@lists.example.org",
    "john@example.com.": "j***@example.com.",
    "...john@example.com": "...j***@example.com",
    "john@my_host.example.com": "j***@my_host.example.com",
    "john@xn--bcher-kva.example": "j***@xn--bcher-kva.example",
    "a@b.com,c@d.com;e@f.com": "a***@b.com,c***@d.com;e***@f.com",
    "a@b.com@c.com": "a***@b***@c.com",
  });
});

Deno.test("email masks internationalised addresses", () => {
  checkMasks("email", {
    "иван@пример.рф": "и***@пример.рф",
    "用户@例え.テスト": "用***@例え.テスト",
    "zoë@bücher.example": "z***@bücher.example",
    "john@例え。テスト": "j***@例え。テスト",
    "😀john@example.com": "😀***@example.com",
    "адрес：john@example.com": "адрес：j***@example.com",
    "“john@example.com”": "“j***@example.com”",
  });
});

Deno.test("email masks quoted local parts and address literals", () => {
  checkMasks("email", {
    '"john doe"@example.com': '"***"@example.com',
    '\\"john doe\\"@example.com': '\\"***\\"@example.com',
    'from "john" <john@example.com>': 'from "john" <j***@example.com>',
    "john@[192.0.2.1]": "j***@[192.0.2.1]",
    "john@[IPv6:2001:db8::1]": "j***@[IPv6:2001:db8::1]",
  });
});

Deno.test("email sees through escapes", () => {
  checkMasks("email", {
    "?mail=john%40example.com&x": "?mail=j***%40example.com&x",
    "%22john%40example.com%22": "%22j***%40example.com%22",
    "?q%3Djohn%2Btag%40example.com": "?q%3Dj***%40example.com",
    "%D0%B8%D0%B2%40example.com": "***%40example.com",
    "\\u0022john\\u0040example.com": "\\u0022j***\\u0040example.com",
    "\\x22john\\x40example.com": "\\x22j***\\x40example.com",
    "\\njohn@example.com": "\\nj***@example.com",
  });
});

Deno.test("email leaves what only looks like an address", () => {
  const texts = [
    "root@localhost",
    "lodash@4.17.21",
    "@scope/name@1.2.3-beta.1",
    "deno@2.9.6",
    "java.lang.Object@15db9742",
    "Started HttpServer2@0.0.0.0:62267",
    "spark://driver@10.10.34.11:48069",
    "[LeaseRenewer:msrabi@msra-sa-41:9000]",
    "@mention and @example.com",
    "a @ b.com",
    "x@.com",
    "x@-",
    "x@y.z",
    "logops@32473",
    "***@example.com",
    "ssh root@83.11.x.x",
  ];
  checkMasks("email", Object.fromEntries(texts.map((text) => [text, text])));
});

Deno.test("email finds addresses in any surroundings", () => {
  checkSurroundings("email", "john.doe+x@example.com", "j***@example.com");
});
