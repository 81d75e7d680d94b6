import { checkMasks, checkSurroundings } from "./testing/check_masks.ts";

Deno.test("ipv4 masks the last two octets", () => {
  checkMasks("ipv4", {
    "83.11.23.45": "83.11.x.x",
    "255.255.255.255": "255.255.x.x",
    "083.011.023.045": "083.011.x.x",
    "127.0.0.1:8080": "127.0.x.x:8080",
    "10.0.0.0/8": "10.0.x.x/8",
    "from 83.11.23.45.": "from 83.11.x.x.",
    "83.11.23.45.static.example.net": "83.11.x.x.static.example.net",
    "ip10.0.0.1": "ip10.0.x.x",
    "10.0.0.1a": "10.0.x.xa",
    "адрес10.0.0.1адрес": "адрес10.0.x.xадрес",
    "msra-sa-41/10.190.173.170:9000": "msra-sa-41/10.190.x.x:9000",
    "::ffff:83.11.23.45": "::ffff:83.11.x.x",
    "%2F83.11.23.45": "%2F83.11.x.x",
    "%A283.11.23.45": "%A283.11.x.x",
    "\\x2283.11.23.45\\x22": "\\x2283.11.x.x\\x22",
    "\\u002283.11.23.45": "\\u002283.11.x.x",
    "1.2.3.4,5.6.7.8 9.10.11.12": "1.2.x.x,5.6.x.x 9.10.x.x",
    "x.10.0.0.1": "x.10.0.x.x",
  });
});

Deno.test("ipv4 masks addresses in host names", () => {
  checkMasks("ipv4", {
    "ip-10-0-0-12.ec2.internal": "ip-10-0-x-x.ec2.internal",
    "rhost=220-135-151-1.example.net": "rhost=220-135-x-x.example.net",
    "ppp-70-225-160-1": "ppp-70-225-x-x",
    "82-68-222-195-static.example.net": "82-68-x-x-static.example.net",
    "host-10-0-0-1.example.net [10.0.0.1]": "host-10-0-x-x.example.net [10.0.x.x]",
  });
});

Deno.test("ipv4 leaves what is no address", () => {
  const texts = [
    "0.0.0.0:80",
    "256.1.1.1",
    "1.1.1.256",
    "1.2.3",
    "1.2.3.",
    "1.2.3.4.5",
    "10.0.0.1.2",
    "1.3.6.1.4.1.311",
    "1.2.3.4444",
    "1111.2.3.4",
    "v1.2.3.4",
    "V10.20.30.40",
    "app version 1.2.3.4",
    "version=1.2.3.4",
    "Chrome/120.0.0.0 Safari/537.36",
    "1..2.3.4",
    "83.11.x.x",
    "2026-05-01 10.30.00",
    "05-01-26-10",
    "212-555-1-2",
    "ip-10-0-0-256.example.net",
    "ip-1-2-3-4-5.example.net",
    "a-1.2.3",
    "ip-10-0-x-x.example.net",
  ];
  checkMasks("ipv4", Object.fromEntries(texts.map((text) => [text, text])));
});

Deno.test("ipv4 finds addresses in any surroundings", () => {
  checkSurroundings("ipv4", "83.11.23.45", "83.11.x.x");
});
