import { equal } from "node:assert/strict";
import { isCardNumber, maskCardNumber } from "./card.ts";
import { checkMasks, checkSurroundings } from "./testing/check_masks.ts";

Deno.test("card keeps the last four digits", () => {
  checkMasks("card", {
    "4111111111111111": "****1111",
    "4111 1111 1111 1111": "****1111",
    "4111-1111-1111-1111": "****1111",
    "4111.1111.1111.1111": "****1111",
    "4111+1111+1111+1111": "****1111",
    "4111%201111%201111%201111": "****1111",
    "4111\u00a01111\u00a01111\u00a01111": "****1111",
    "378282246310005": "****0005",
    "3782 822463 10005": "****0005",
    "30569309025904": "****5904",
    "3056 930902 5904": "****5904",
    "4222222222222": "****2222",
    "4222 2222 2222 2": "****2222",
    "5555555555554444": "****4444",
    "2223003122003222": "****3222",
    "6011111111111117": "****1117",
    "3530111333300000": "****0000",
    "6200000000000005": "****0005",
    "6759649826438453": "****8453",
    "2200000000000004": "****0004",
    "4111111111111111110": "****1110",
    "4111 1111 1111 1111 110": "****1110",
    "pan4111111111111111": "pan****1111",
    "card_4111111111111111": "card_****1111",
    "%B4111111111111111^DOE/JOHN^2512": "%B****1111^DOE/JOHN^2512",
    "12 4111 1111 1111 1111 99": "12 ****1111 99",
    "2026 4111 1111 1111 1111": "2026 ****1111",
    "*4111111111111111*": "*****1111*",
    '{"pan":4111111111111111}': '{"pan":****1111}',
    "4111111111111111.0": "****1111.0",
    "4111111111111111,5555555555554444": "****1111,****4444",
  });
});

Deno.test("card leaves numbers that are none", () => {
  const texts = [
    "4111111111111112",
    "1234567812345670",
    "9999999999999995",
    "1445144423722",
    "1700000000000000000",
    "41111111111111111111",
    "0.4111111111111111",
    "blk_-1608999687919862906",
    "blk_4111111111111111110",
    "blk_-4111111111111111",
    "4111-1111 1111-1111",
    "4111  1111  1111  1111",
    "41111111 11111111",
    "1111 1111 1111 1111",
    "2026-05-01 1111 2222",
    "550e8400-e29b-41d4-a716-446655440000",
    "****1111 4242 4242 4242",
    "DE***4242 4242 4242 4242",
  ];
  checkMasks("card", Object.fromEntries(texts.map((text) => [text, text])));
});

Deno.test("card finds numbers in any surroundings", () => {
  checkSurroundings("card", "4111 1111 1111 1111", "****1111");
  checkSurroundings("card", "5555555555554444", "****4444");
});

Deno.test("isCardNumber() judges JSON numbers", () => {
  equal(isCardNumber(4111111111111111, "n"), true);
  equal(isCardNumber(-4111111111111111, "n"), true);
  equal(isCardNumber(378282246310005, "n"), true);
  equal(isCardNumber(4111111111111112, "n"), false);
  equal(isCardNumber(41111111111111.11, "n"), false);
  equal(isCardNumber(1445144423722, "card"), false);
  equal(isCardNumber(Infinity, "card"), false);
  equal(isCardNumber(NaN, "card"), false);
  equal(maskCardNumber(4111111111111111), "****1111");
});

Deno.test("isCardNumber() goes by the field's name where a number has lost its digits", () => {
  const rounded = Number("4111111111111111110");
  equal(isCardNumber(rounded, "id"), false);
  equal(isCardNumber(rounded, "cardNumber"), true);
  equal(isCardNumber(rounded, "pan"), true);
  equal(isCardNumber(1.7e18, "pan"), false);
  equal(maskCardNumber(rounded), "****");
});
