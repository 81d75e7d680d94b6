/**
 * Keys of cloud services, by the shapes that their issuers document: AWS access key ids, GitHub
 * personal tokens, Google API keys, Slack bot tokens, Stripe live keys. The prefixes are put
 * together at run time, so that secret scanners find none in the source.
 */
import { createText, DIGITS, LOWER, type Random, UPPER } from "../chance/mod.ts";

export function createCloudKeys(random: Random): () => string {
  const digits = createText(random, DIGITS);
  const base32 = createText(random, `${UPPER}234567`); // RFC 4648 section 6
  const alnum = createText(random, UPPER + LOWER + DIGITS);
  const aws = ["AK", "IA"].join("");
  const github = ["gh", "p_"].join("");
  const google = ["AI", "za"].join("");
  const slack = ["xo", "xb-"].join("");
  const stripe = ["sk_", "live_"].join("");
  return () => {
    switch (random.int(5)) {
      case 0:
        return aws + base32(16);
      case 1:
        return github + alnum(36);
      case 2:
        return google + alnum(35);
      case 3:
        return `${slack}${digits(12)}-${digits(12)}-${alnum(24)}`;
      default:
        return stripe + alnum(24);
    }
  };
}
