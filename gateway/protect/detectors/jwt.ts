/**
 * JSON web tokens, signed (RFC 7515, three parts) and encrypted (RFC 7516, five parts) → `***`.
 *
 * Matches base64url parts joined by dots of which the first is a JSON object with a string `alg`,
 * as every JOSE header is; wherever it stands, also glued to other text. A token that was cut short
 * after its header is masked as far as it goes, because its claims are in the part that follows.
 *
 * Does not match: three dotted words whose first is not such a header; a header alone.
 *
 * `{"` is `ey` and a letter from `I` on in base64; nearly all headers are written without blanks and
 * begin with `eyJ`. A header is read once for each run of base64url characters, so that a text of
 * many `eyJ` costs no more than its length.
 */
import { type Detector, GLANCE, MASK } from "./detector.ts";
import { codeAt } from "./characters.ts";

const DOT = 0x2e;
const PARTS_MAX = 5;
/** `{"alg":""}`. */
const HEADER_CHARS_MIN = 14;
/** Of a longer header so much is read, which must name its algorithm. A multiple of four. */
const HEADER_CHARS_MAX = 16_384;
const ALGORITHM = /"alg"[ \t\r\n]{0,8}:[ \t\r\n]{0,8}"/;

export const jwt: Detector = {
  kind: "jwt",
  triggers: [{ on: "J", before: "y" }],
  find(text, at, found) {
    if (codeAt(text, at - 2) !== 0x65) return false;
    const start = at - 2;
    if (start < found.quietUntil) return false;
    const { reading } = found;
    const headerEnd = reading.runEnd("base64Url", text, start);
    found.quietUntil = headerEnd;
    if (codeAt(text, headerEnd) !== DOT) return false;
    const length = headerEnd - start;
    if (length < HEADER_CHARS_MIN || !isHeader(text, start, headerEnd)) return false;
    let end = headerEnd;
    for (let parts = 1; parts < PARTS_MAX && codeAt(text, end) === DOT; parts++) {
      end = reading.runEnd("base64Url", text, end + 1);
    }
    if (end === headerEnd + 1) return false;
    found.start = start;
    found.end = end;
    return true;
  },
  mask: () => MASK,
  glance: (bytes, at) => bytes[at - 2] === 0x65 ? GLANCE.unsure : GLANCE.nothing,
};

/** RFC 7515, section 4.1.1: `alg` must be there. */
function isHeader(text: string, start: number, end: number): boolean {
  const part = text.slice(start, Math.min(end, start + HEADER_CHARS_MAX));
  try {
    const json = atob(part.replaceAll("-", "+").replaceAll("_", "/"));
    if (end - start > HEADER_CHARS_MAX) return ALGORITHM.test(json);
    const header = JSON.parse(json);
    return typeof header?.alg === "string";
  } catch {
    return false;
  }
}
