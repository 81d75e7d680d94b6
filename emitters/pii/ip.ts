/**
 * IP addresses: IPv4 in dotted decimals, and IPv6 in every spelling of RFC 4291 section 2.2: eight
 * groups, leading zeros kept or dropped, capitals, `::` in the middle and at the end, and the mixed
 * form `::ffff:83.11.23.45`. Prefixes, zones and brackets are the business of the text around.
 */
import type { Random } from "../chance/mod.ts";

const PREFIXES = ["2001", "2a00", "2a02", "2600", "2400", "2804"];
const MIXED = ["::ffff:", "::FFFF:", "0:0:0:0:0:ffff:", "64:ff9b::"];

const BYTES: readonly string[] = Array.from(
  { length: 256 },
  (_, byte) => byte.toString(16).padStart(2, "0"),
);

export interface IpSource {
  /** Public addresses; the last two octets have three digits, so none is the start of another. */
  readonly ipv4: () => string;
  readonly ipv6: () => string;
}

export function createIps(random: Random): IpSource {
  const ipv4 = () => {
    const bits = random.int(212 * 256 * 156);
    const first = 11 + Math.floor(bits / (256 * 156));
    const third = 100 + bits % 156;
    return `${first === 127 ? 83 : first}.${Math.floor(bits / 156) % 256}.${third}.${
      100 + random.int(156)
    }`;
  };
  const ipv6 = () => {
    const prefix = random.pick(PREFIXES);
    switch (random.int(10)) {
      case 0:
        return `${prefix}${padded(random, 7)}`;
      case 1:
        return `${prefix}${padded(random, 7)}`.toUpperCase();
      case 2:
        return `${prefix}:db8:${short(random, 3)}`;
      case 3:
        return `${prefix}${short(random, 2)}:${short(random, 3)}`;
      case 4:
        return `${prefix}:0:0${short(random, 2)}:0${short(random, 2)}`;
      case 5:
        return `${prefix}${short(random, 4)}::`;
      case 6:
        return `fe80:${short(random, 4)}`;
      case 7:
        return `fd${BYTES[random.int(256)]}${short(random, 2)}:${short(random, 3)}`;
      case 8:
        return random.pick(MIXED) + ipv4();
      default:
        return `${prefix}${short(random, 7)}`;
    }
  };
  return { ipv4, ipv6 };
}

/** Groups of one to four digits without a leading zero, mostly four; each after a colon. */
function short(random: Random, count: number): string {
  let text = "";
  for (let i = 0; i < count; i++) text += `:${(1 + random.int(0xffff)).toString(16)}`;
  return text;
}

/** Groups of four digits, each after a colon. */
function padded(random: Random, count: number): string {
  let text = "";
  for (let i = 0; i < count; i++) {
    const group = random.int(0x10000);
    text += `:${BYTES[group >> 8]}${BYTES[group & 0xff]}`;
  }
  return text;
}
