import { equal } from "node:assert/strict";
import { createScan } from "../scan.ts";
import { createPiiCounts, PII_KINDS } from "./mod.ts";

const mask = (text: string) => createScan(PII_KINDS)(text, createPiiCounts());
const base64Url = (text: string) =>
  btoa(text).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

Deno.test("a secret that is longer than what is read of it is masked whole", () => {
  const header = base64Url(JSON.stringify({ alg: "RS256", x5c: ["A".repeat(20_000)] }));
  const key = `sk-${"a".repeat(200)}1${"b".repeat(20)}`;
  const element = `${"a".repeat(100)}-password`;
  const rows: [text: string, masked: string][] = [
    [`token is ${header}.eyJzdWIiOiIxIn0.c2ln here`, "token is *** here"],
    [`key is ${key} here`, "key is *** here"],
    [`<${element}>hunter2</${element}>`, `<${element}>***</${element}>`],
    [`password=${"x".repeat(100_000)} next`, "password=*** next"],
    [`Cookie: ${"a=b; ".repeat(20_000)}`, "Cookie: ***"],
    [`basic ${btoa(`user:${"p".repeat(50_000)}`)} next`, "basic *** next"],
  ];
  for (const [text, masked] of rows) equal(mask(text), masked);
  // Words, however many.
  const words = "sk-".repeat(100) + "words";
  equal(mask(words), words);
});
