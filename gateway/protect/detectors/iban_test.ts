import { checkMasks, checkSurroundings } from "./testing/check_masks.ts";

Deno.test("iban keeps the country and the last four characters", () => {
  checkMasks("iban", {
    "DE89370400440532013000": "DE***3000",
    "DE89 3704 0044 0532 0130 00": "DE***3000",
    "de89370400440532013000": "de***3000",
    "DE89-3704-0044-0532-0130-00": "DE***3000",
    "DE89+3704+0044+0532+0130+00": "DE***3000",
    "DE89%203704%200044%200532%200130%2000": "DE***3000",
    "GB82WEST12345698765432": "GB***5432",
    "GB82 WEST 1234 5698 7654 32": "GB***5432",
    "FR1420041010050500013M02606": "FR***2606",
    "NO9386011117947": "NO***7947",
    "MT84MALT011000012345MTLCAST001S": "MT***001S",
    "PL61109010140000071219812874": "PL***2874",
    "account DE89370400440532013000, paid": "account DE***3000, paid",
    "IBANDE89370400440532013000": "IBANDE***3000",
    "DE893704004405320130000": "DE***30000",
    "iban_DE89370400440532013000": "iban_DE***3000",
    "DE89370400440532013000 NO9386011117947": "DE***3000 NO***7947",
  });
});

Deno.test("iban leaves what breaks a rule", () => {
  const texts = [
    "DE88370400440532013000",
    "DE8937040044053201300",
    "DE89 37040 0440 5320 1300 0",
    "XX89370400440532013000",
    "Gb82WEST12345698765432",
    "xDE89370400440532013000x",
    "ade89370400440532013000",
    "DE***3000",
  ];
  checkMasks("iban", Object.fromEntries(texts.map((text) => [text, text])));
});

Deno.test("iban finds accounts in any surroundings", () => {
  checkSurroundings("iban", "DE89 3704 0044 0532 0130 00", "DE***3000");
  checkSurroundings("iban", "GB82WEST12345698765432", "GB***5432");
});
