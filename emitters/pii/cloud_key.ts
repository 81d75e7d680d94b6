/**
 * Keys of cloud services, by the shapes that their issuers document: AWS access key ids, GitHub
 * personal tokens, Google API keys, Slack bot tokens, Stripe live keys. The prefixes are put
 * together at run time, so that secret scanners find none in the source.
 */
import type { Random } from "../random.ts";
import { ALNUM, DIGITS, drawText, LETTERS_UPPER } from "../tokens.ts";

/** Base 32 (RFC 4648 section 6), which AWS uses after the prefix. */
const BASE32 = `${LETTERS_UPPER}234567`;

export function drawCloudKey(random: Random): string {
  switch (random.int(5)) {
    case 0:
      return join("AK", "IA") + drawText(random, BASE32, 16);
    case 1:
      return join("gh", "p_") + drawText(random, ALNUM, 36);
    case 2:
      return join("AI", "za") + drawText(random, `${ALNUM}-_`, 35);
    case 3:
      return `${join("xo", "xb")}-${drawText(random, DIGITS, 12)}-${drawText(random, DIGITS, 12)}-${
        drawText(random, ALNUM, 24)
      }`;
    default:
      return join("sk_", "live_") + drawText(random, ALNUM, 24);
  }
}

function join(...parts: readonly string[]): string {
  return parts.join("");
}
