/**
 * JSON Web Tokens in compact form (RFC 7519, RFC 7515 section 3.1): a header and claims that decode,
 * and a signature of the right length that no key has made.
 */
import { createText, DIGITS, LOWER, type Random, UPPER } from "../chance/mod.ts";

const HEADERS: readonly string[] = [
  base64Url('{"alg":"HS256","typ":"JWT"}'),
  base64Url('{"alg":"ES256","typ":"JWT","kid":"k1"}'),
  base64Url('{"typ":"at+jwt","alg":"HS256"}'),
];

// The claims are joined after encoding, so each part but the last is a multiple of three bytes.
const CLAIMS_HEAD = base64Url('{"sub": "');
const SUBJECT_PARTS: readonly string[] = Array.from(
  { length: 1000 },
  (_, i) => base64Url(String(i).padStart(3, "0").replace("0", "u")),
);
const CLAIMS_TAIL = base64Url('","iss":"https://login.example.com"}');

/** An HMAC-SHA256 takes 43 characters of base64url, without padding. */
const SIGNATURE_LENGTH = 43;

export function createJwts(random: Random): () => string {
  const text = createText(random, `${UPPER}${LOWER}${DIGITS}-_`);
  return () =>
    `${random.pick(HEADERS)}.${CLAIMS_HEAD}${random.pick(SUBJECT_PARTS)}${
      random.pick(SUBJECT_PARTS)
    }${CLAIMS_TAIL}.${text(SIGNATURE_LENGTH)}`;
}

function base64Url(ascii: string): string {
  return btoa(ascii).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
