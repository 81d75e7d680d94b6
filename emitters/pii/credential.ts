/**
 * Credentials as they leak into logs: bearer tokens (RFC 6750), basic credentials (RFC 7617:
 * base64 of `user:password`) and the password of a URL (RFC 3986 section 3.2.1).
 */
import type { Random } from "../random.ts";
import { ALNUM, createTokens, drawText } from "../tokens.ts";

const BEARER_LENGTH = 40;
const PASSWORD_LENGTH = 18;
const USERS = ["svc-billing", "deploy", "grafana", "backup", "reporting"];

/** The token without the word `Bearer`. */
export function drawBearer(random: Random): string {
  return drawText(random, `${ALNUM}-_`, BEARER_LENGTH);
}

/** The base64 text without the word `Basic`. */
export function drawBasic(random: Random): string {
  return btoa(`${random.pick(USERS)}-${createTokens(random).word(1)}:${drawPassword(random)}`);
}

/** Letters and digits only: right inside a URL without escapes. */
export function drawPassword(random: Random): string {
  return drawText(random, ALNUM, PASSWORD_LENGTH);
}
