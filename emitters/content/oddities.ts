/**
 * What makes noise ugly, all of it valid JSON (RFC 8259): strange text around a message, and members
 * that nobody asked for. Personal data hides where scanners forget to look: at the bottom of deep
 * nesting, in numbers, behind `\u0040`, in JSON inside a string, next to letters of other scripts.
 */
import type { PlantedPii } from "../emitter.ts";
import { createPii, KIND_BY_NAME, type PiiName, type PiiSource } from "../pii/mod.ts";
import { createTokens, type Random } from "../chance/mod.ts";

/** Levels of nesting, the record itself included. */
const DEPTH_MAX = 30;
const EXTRAS_MAX = 5;
const LONG_CHANCE = 0.02;
const ESCAPE_CHANCE = 0.1;

/** Wraps a message in strange text, and writes it as JSON. */
export function createGarnish(random: Random): (message: string) => string {
  return (message) => {
    const [before, after] = random.pick(GARNISHES);
    const written = JSON.stringify(before + message + after);
    return random.chance(ESCAPE_CHANCE) ? escapeMarks(written) : written;
  };
}

/** Draws members beyond time, level, message and number; plants where `planted` is given. */
export function createExtras(
  random: Random,
  longCharsMax: number,
): (planted: PlantedPii[] | undefined) => string[] {
  const pii = createPii(random.fork("pii"));
  const { word } = createTokens(random);
  return (planted) => {
    const members: string[] = [];
    const start = random.int(ODD_MEMBERS.length);
    const count = random.int(EXTRAS_MAX + 1);
    for (let i = 0; i < count; i++) {
      members.push(ODD_MEMBERS[(start + i * ODD_STEP) % ODD_MEMBERS.length]!);
    }
    if (random.chance(0.1)) members.push(`"nest":${nest(random, '"bottom"')}`);
    if (random.chance(LONG_CHANCE)) {
      const length = Math.floor(longCharsMax * random.float() * random.float());
      members.push(`"payload":"${longText(length, word)}"`);
    }
    if (planted !== undefined) members.push(hide(random, pii, planted));
    return members;
  };
}

/** Text before and after a message. */
const GARNISHES: readonly (readonly [before: string, after: string])[] = [
  ["", ""],
  ["", ""],
  ["🔥🔥 ", " 🚒"],
  ["\u001b[31m ", " \u001b[0m"],
  ["\u001b[1;33m", "\u001b[0m"],
  ["مرحبا: ", " — انتهى"],
  ["\u202e", "\u202c"],
  ["שלום ", ""],
  ["\u0000", "\u0007"],
  ["\ufeff", "\u200b"],
  ["z̸a̷l̶g̵o̴ ", " e\u0301"],
  ["𝕯𝖊𝖑𝖙𝖆 «", "»"],
  ["\t\t", "   "],
  ["\r\n", "\r\n"],
  ["\\\\srv\\c$\\ ", " \\"],
  ['"', '"'],
  ["<script>", "</script>"],
  ["\u2028", "\u2029"],
  ["日志：", "。"],
  ["\ud83d ", " \udca9"], // lone surrogates, which JSON can write and UTF-8 cannot
  ["%s %n ${jndi:x} ", ""],
];

/** Members in odd types and under odd names; each name occurs once, none is an alias. */
const ODD_MEMBERS: readonly string[] = [
  '"":"empty key"',
  '"null":null',
  '"ключ":"значение"',
  '"🔥":["🔥",null,true]',
  '"with space":"a b"',
  '"quote\\"key":"\\"quoted\\""',
  '"__proto__":{"polluted":true}',
  '"constructor":{"prototype":{"polluted":true}}',
  '"toString":"not a function"',
  '"hasOwnProperty":1',
  '"0":"zero"',
  '"-1":-1',
  '"a.b.c":{"a":{"b":{"c":"dotted"}}}',
  '"big":9007199254740993',
  '"huge":1e308',
  '"tiny":5e-324',
  '"negative_zero":-0',
  '"exponent":1.5E+3',
  '"flags":[true,false,null]',
  '"empty":{"object":{},"array":[],"text":""}',
  '"mixed":[1,"two",[3,[4]],{"five":5}]',
  '"twice":1,"twice":2',
  '"emitter":"somebody-else"',
  '"pii":"not sealed"',
  '"tenant_id":42',
  '"control":"\\u0000\\u0001\\b\\f\\u001f\\u007f"',
  '"line":"one\\ntwo\\r\\nthree"',
  '"slash":"\\/\\\\/"',
  '"html":"<b>&amp;</b>"',
  '"sql":"\'; DROP TABLE logs; --"',
  '"k\\u0065y":"escaped name"',
];
/** No divisor of the number of odd members, so that a step through them meets none twice. */
const ODD_STEP = 7;

/** One member with personal data in a place where it is easily missed. */
function hide(random: Random, pii: PiiSource, planted: PlantedPii[]): string {
  const plant = (name: PiiName): string => {
    const value = pii[name]();
    planted.push({ kind: KIND_BY_NAME[name], value });
    return value;
  };
  const any = () => plant(random.pick(TEXT_NAMES));
  switch (random.int(9)) {
    case 0:
      return `"deep":${nest(random, `"${any()}"`)}`;
    case 1:
      return `"card":${plant("card_number")}`;
    case 2:
      return `"cards":[[${plant("card_number")}],{"n":${plant("card_number")}}]`;
    case 3:
      return `"escaped":${escapeMarks(`"${plant(random.pick(MARKED_NAMES))}"`)}`;
    case 4:
      return `"inner":${
        JSON.stringify(`{"user":{"email":"${plant("email")}","ip":"${plant("ipv4")}"}}`)
      }`;
    case 5:
      return `"联系":"邮箱：${plant("email")}，地址：${plant("ipv4")}。"`;
    case 6:
      return `"list":["${any()}","x","${any()}"]`;
    case 7:
      return `"url":"https://root:${plant("password")}@db.internal/?from=${plant("ipv4")}"`;
    default:
      return `"headers":{"Authorization":"Bearer ${plant("bearer")}","X-Forwarded-For":"${
        plant("ipv4")
      }, ${plant("ipv6")}"}`;
  }
}

/** Kinds that are recognisable by themselves: opaque tokens and passwords are not. */
const TEXT_NAMES: readonly PiiName[] = [
  ...(["email", "ipv4", "ipv6", "card", "iban", "jwt", "cloud_key"] as const),
];
const MARKED_NAMES: readonly PiiName[] = ["email", "ipv4", "ipv6"];

function nest(random: Random, bottom: string): string {
  // The record is one level, and each turn adds an object and an array.
  const turns = 1 + random.int(Math.floor((DEPTH_MAX - 1) / 2));
  return `{"a":[`.repeat(turns) + bottom + "]}".repeat(turns);
}

/** The same text with `@ . :` as escapes, which are part of no other escape. */
function escapeMarks(json: string): string {
  return json.replaceAll("@", "\\u0040").replaceAll(".", "\\u002e").replaceAll(":", "\\u003a");
}

function longText(length: number, word: (groups: number) => string): string {
  const piece = `${word(3)} łąka ${word(2)} `;
  return piece.repeat(Math.ceil(length / piece.length)).slice(0, length);
}
