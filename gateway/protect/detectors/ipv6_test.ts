import { equal } from "node:assert/strict";
import { checkMasks, checkSurroundings } from "./testing/check_masks.ts";
import { createPiiCounts } from "./detector.ts";
import { createScan } from "../scan.ts";
import fc from "fast-check";

Deno.test("ipv6 masks all spellings", () => {
  checkMasks("ipv6", {
    "2001:0db8:0000:0000:0008:0800:200c:417a": "2001:0db8:x:x:x:x:x:x",
    "2001:db8:0:0:8:800:200C:417A": "2001:db8:x:x:x:x:x:x",
    "2001:DB8::8:800:200c:417a": "2001:DB8:x:x:x:x:x:x",
    "2001:db8::": "2001:db8:x:x:x:x:x:x",
    "::1": "0:0:x:x:x:x:x:x",
    "fe80::1": "fe80:0:x:x:x:x:x:x",
    "fe80::1%eth0": "fe80:0:x:x:x:x:x:x%eth0",
    "1:2:3:4:5:6:7::": "1:2:x:x:x:x:x:x",
    "::2:3:4:5:6:7:8": "0:0:x:x:x:x:x:x",
    "fdab:cdef::": "fdab:cdef:x:x:x:x:x:x",
    "[2001:db8::1]:443": "[2001:db8:x:x:x:x:x:x]:443",
    "2001:db8::/32": "2001:db8:x:x:x:x:x:x/32",
    "http://[2001:db8::1]/": "http://[2001:db8:x:x:x:x:x:x]/",
    "from 2001:db8::1.": "from 2001:db8:x:x:x:x:x:x.",
    "client:2001:db8::1": "client:2001:db8:x:x:x:x:x:x",
    "src_add:2001:db8::1": "src_add:2001:db8:x:x:x:x:x:x",
    "адрес2001:db8::1адрес": "адрес2001:db8:x:x:x:x:x:xадрес",
    "2001:db8:1:2:3:4:5:6:8080": "2001:db8:x:x:x:x:x:x:8080",
    "2001:db8%3A%3A1": "2001:db8:x:x:x:x:x:x",
    "?ip=2001%3Adb8%3A%3A1&x": "?ip=2001:db8:x:x:x:x:x:x&x",
    "%5B2001:db8::1%5D": "%5B2001:db8:x:x:x:x:x:x%5D",
    "%5B::1%5D": "%5B0:0:x:x:x:x:x:x%5D",
  });
});

Deno.test("ipv6 masks embedded IPv4 addresses", () => {
  checkMasks("ipv6", {
    "::ffff:83.11.23.45": "::ffff:83.11.x.x",
    "::FFFF:83.11.23.45": "::FFFF:83.11.x.x",
    "0:0:0:0:0:ffff:83.11.23.45": "0:0:0:0:0:ffff:83.11.x.x",
    "64:ff9b::83.11.23.45": "64:ff9b:x:x:x:x:x:x",
    "::83.11.23.45": "0:0:x:x:x:x:x:x",
    "2001:db8:1:2:3:4:83.11.23.45": "2001:db8:x:x:x:x:x:x",
    "::ffff:530b:172d": "0:0:x:x:x:x:x:x",
  });
});

Deno.test("ipv6 leaves what is no address", () => {
  const texts = [
    "12:34:56",
    "2026-05-01T12:34:56",
    "10:20:30:40",
    "::",
    "[::]:80",
    "00:1B:44:11:3A:B7",
    "00:1B:44:FF:FE:11:3A:B7",
    "SHA1 aa:bb:cc:dd:ee:ff:00:11:22:33:44:55:66:77:88:99:aa:bb:cc:dd",
    "std::beef",
    "std::vector::begin",
    "Bad::Dad",
    "dead::beef",
    "u8::MAX",
    "f32::consts::PI",
    "f64::EPSILON",
    "crate::a1::b2",
    "0x1f:0x2e",
    "http://host:8080",
    "a:b:c",
    "1:2:3:4:5:6:7",
    "2001:db8:x:x:x:x:x:x",
    "::ffff:83.11.x.x",
  ];
  checkMasks("ipv6", Object.fromEntries(texts.map((text) => [text, text])));
});

Deno.test("ipv6 finds every spelling of every address", () => {
  const scan = createScan(["ipv6"]);
  fc.assert(
    fc.property(fc.ipV6(), fc.boolean(), (address, isUpper) => {
      // fast-check also spells addresses that begin or end without a decimal digit.
      fc.pre(/\d/.test(address) && address !== "::");
      const text = isUpper ? address.toUpperCase() : address;
      fc.pre(text.split(":").some((group) => group.length !== 2) || text.includes("."));
      const counts = createPiiCounts();
      scan(`peer [${text}] up`, counts);
      equal(counts.ipv6, 1);
    }),
    { numRuns: 2000 },
  );
});

Deno.test("ipv6 finds addresses in any surroundings", () => {
  checkSurroundings("ipv6", "2001:db8:7::a1", "2001:db8:x:x:x:x:x:x");
  checkSurroundings("ipv6", "2001:db8:0:1:2:3:4:a1", "2001:db8:x:x:x:x:x:x");
});
