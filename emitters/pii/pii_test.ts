/** Planted values are valid by the rules of their kind. */
import assert from "node:assert/strict";
import { createRandom } from "../chance/mod.ts";
import { passesLuhn } from "./card.ts";
import { isIban } from "./iban.ts";
import { createPii, KIND_BY_NAME, type PiiName } from "./mod.ts";

const DRAWS = 3000;

function draws(name: PiiName): string[] {
  const pii = createPii(createRandom(`test ${name}`));
  return Array.from({ length: DRAWS }, pii[name]);
}

Deno.test("passesLuhn() knows the examples of ISO/IEC 7812 and one digit off", () => {
  assert.ok(passesLuhn("79927398713"));
  assert.ok(passesLuhn("4111111111111111"));
  assert.ok(!passesLuhn("4111111111111112"));
  assert.ok(!passesLuhn("79927398710"));
});

Deno.test("isIban() knows the examples of the IBAN registry and one digit off", () => {
  assert.ok(isIban("GB29NWBK60161331926819"));
  assert.ok(isIban("DE89370400440532013000"));
  assert.ok(isIban("PL61109010140000071219812874"));
  assert.ok(!isIban("DE89370400440532013001"));
  assert.ok(!isIban("DE98370400440532013000"));
});

Deno.test("card() draws valid numbers, bare and in blocks", () => {
  const cards = draws("card");
  for (const card of cards) {
    assert.match(card, /^(\d{14,16}|\d{4}([ -])\d{4}\2\d{4}\2\d{4}|\d{4}([ -])\d{6}\3\d{4,5})$/);
    assert.ok(passesLuhn(card.replace(/\D/g, "")), card);
  }
  assert.ok(cards.some((card) => card.includes("-")) && cards.some((card) => card.includes(" ")));
});

Deno.test("card_number() draws numbers that JSON carries exactly", () => {
  for (const card of draws("card_number")) {
    assert.ok(passesLuhn(card), card);
    assert.equal(JSON.stringify(JSON.parse(card)), card);
  }
});

Deno.test("iban() draws valid numbers of their country's length", () => {
  const lengths: Record<string, number> = {
    PL: 28,
    DE: 22,
    FR: 27,
    ES: 24,
    GB: 22,
    NL: 18,
    CH: 21,
    NO: 15,
  };
  for (const iban of draws("iban")) {
    const compact = iban.replaceAll(" ", "");
    assert.equal(compact.length, lengths[compact.slice(0, 2)], iban);
    assert.ok(isIban(compact), iban);
    assert.match(iban, /^(\S+|\S{4}( \S{4})*( \S{1,3})?)$/);
  }
});

Deno.test("ipv4() and ipv6() draw addresses that a URL parser takes", () => {
  for (const ip of draws("ipv4")) assert.equal(new URL(`http://${ip}/`).hostname, ip);
  const spellings = draws("ipv6");
  for (const ip of spellings) assert.ok(URL.canParse(`http://[${ip}]/`), ip);
  const shapes: readonly [RegExp, string][] = [
    [/^[0-9a-f]{4}(:[0-9a-f]{4}){7}$/, "padded"],
    [/^[0-9A-F]{4}(:[0-9A-F]{4}){7}$/, "capitals"],
    [/[^:]::[^:]/, "compressed in the middle"],
    [/::$/, "compressed at the end"],
    [/^fe80::/, "link-local"],
    [/^fd/, "unique local"],
    [/^::(ffff|FFFF):\d+\.\d+\.\d+\.\d+$/, "mixed"],
    [/:0:0:/, "zero groups"],
  ];
  for (const [shape, name] of shapes) assert.ok(spellings.some((ip) => shape.test(ip)), name);
});

Deno.test("email() draws addresses, some tagged and some international", () => {
  const emails = draws("email");
  for (const email of emails) {
    assert.match(email, /^[\p{L}\d._+-]+@[\p{L}\p{M}\d.-]+\.(com|org|net|example)$/u);
  }
  assert.ok(emails.some((email) => /^[a-z]+\+/.test(email)));
  assert.ok(emails.some((email) => /@[^a-z]/.test(email)));
  assert.ok(emails.some((email) => /@xn--/.test(email)));
  assert.ok(emails.some((email) => /[^\0-\x7f].*@/.test(email)));
});

Deno.test("jwt() draws tokens whose header and claims decode", () => {
  for (const jwt of draws("jwt")) {
    const [header, claims, signature] = jwt.split(".");
    const read = (part: string) =>
      JSON.parse(atob(part.replaceAll("-", "+").replaceAll("_", "/"))) as Record<string, unknown>;
    assert.equal(typeof read(header!).alg, "string");
    assert.match(String(read(claims!).sub), /^.{6}$/);
    assert.match(signature!, /^[\w-]{43}$/);
  }
});

Deno.test("credentials and cloud keys have their issuers' shapes", () => {
  for (const bearer of draws("bearer")) assert.match(bearer, /^\w{40}$/);
  for (const basic of draws("basic")) assert.match(atob(basic), /^[a-z-]+:\w{18}$/);
  for (const password of draws("password")) assert.match(password, /^\w{18}$/);
  const shapes = [
    /^AKIA[A-Z2-7]{16}$/,
    /^ghp_\w{36}$/,
    /^AIza[\w-]{35}$/,
    /^xoxb-\d{12}-\d{12}-\w{24}$/,
    /^sk_live_\w{24}$/,
  ];
  const keys = draws("cloud_key");
  for (const key of keys) assert.ok(shapes.some((shape) => shape.test(key)), key);
  for (const shape of shapes) assert.ok(keys.some((key) => shape.test(key)), String(shape));
});

Deno.test("createPii() draws no value twice and none that needs escaping", () => {
  for (const name of Object.keys(KIND_BY_NAME) as PiiName[]) {
    const values = draws(name);
    assert.equal(new Set(values).size, values.length, name);
    // deno-lint-ignore no-control-regex
    for (const value of values) assert.doesNotMatch(value, /["\\,\]\0-\x1f]/, name);
  }
});
