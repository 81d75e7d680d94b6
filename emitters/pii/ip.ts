/**
 * IP addresses: IPv4 in dotted decimals, and IPv6 in every spelling of RFC 4291 section 2.2: eight
 * groups, leading zeros kept or dropped, capitals, `::` in the middle and at the end, and the mixed
 * form `::ffff:83.11.23.45`. Prefixes, zones and brackets are the business of the text around.
 */
import type { Random } from "../random.ts";
import { drawText, HEX_DIGITS } from "../tokens.ts";

/** Public addresses; the last two octets have three digits, so none is the start of another. */
export function drawIpv4(random: Random): string {
  let first = 11 + random.int(212);
  if (first === 127) first = 83;
  return `${first}.${random.int(256)}.${100 + random.int(156)}.${100 + random.int(156)}`;
}

const PREFIXES = ["2001", "2a00", "2a02", "2600", "2400", "2804"];

export function drawIpv6(random: Random): string {
  const prefix = random.pick(PREFIXES);
  switch (random.int(10)) {
    case 0:
      return `${prefix}:${groups(random, 7, paddedGroup)}`;
    case 1:
      return `${prefix}:${groups(random, 7, paddedGroup)}`.toUpperCase();
    case 2:
      return `${prefix}:db8::${groups(random, 3)}`;
    case 3:
      return `${prefix}:${groups(random, 2)}::${groups(random, 3)}`;
    case 4:
      return `${prefix}:0:0:${groups(random, 2)}:0:${groups(random, 2)}`;
    case 5:
      return `${prefix}:${groups(random, 4)}::`;
    case 6:
      return `fe80::${groups(random, 4)}`;
    case 7:
      return `fd${drawText(random, HEX_DIGITS, 2)}:${groups(random, 2)}::${groups(random, 3)}`;
    case 8:
      return `${random.pick(["::ffff:", "::FFFF:", "0:0:0:0:0:ffff:", "64:ff9b::"])}${
        drawIpv4(random)
      }`;
    default:
      return `${prefix}:${groups(random, 7)}`;
  }
}

function groups(random: Random, count: number, group = shortGroup): string {
  let text = group(random);
  for (let i = 1; i < count; i++) text += `:${group(random)}`;
  return text;
}

/** One to four digits without a leading zero, mostly four. */
function shortGroup(random: Random): string {
  return (1 + random.int(0xffff)).toString(16);
}

function paddedGroup(random: Random): string {
  return random.int(0x10000).toString(16).padStart(4, "0");
}
