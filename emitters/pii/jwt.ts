/**
 * JSON Web Tokens in compact form (RFC 7519, RFC 7515 section 3.1): a header and claims that decode,
 * and a signature of the right length that no key has made.
 */
import type { Random } from "../random.ts";
import { ALNUM, createTokens, drawText } from "../tokens.ts";

const HEADERS: readonly string[] = [
  base64Url('{"alg":"HS256","typ":"JWT"}'),
  base64Url('{"alg":"ES256","typ":"JWT","kid":"k1"}'),
  base64Url('{"typ":"at+jwt","alg":"HS256"}'),
];

/** An HMAC-SHA256 takes 43 characters of base64url, without padding. */
const SIGNATURE_LENGTH = 43;

export function drawJwt(random: Random): string {
  const { word, between } = createTokens(random);
  const claims = `{"sub":"${word(3)}","exp":${between(1_700_000_000, 2_000_000_000)}}`;
  const signature = drawText(random, `${ALNUM}-_`, SIGNATURE_LENGTH);
  return `${random.pick(HEADERS)}.${base64Url(claims)}.${signature}`;
}

function base64Url(ascii: string): string {
  return btoa(ascii).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
