/**
 * Credentials as they leak into logs: bearer tokens (RFC 6750), basic credentials (RFC 7617:
 * base64 of `user:password`) and the password of a URL (RFC 3986 section 3.2.1).
 */
import { createText, DIGITS, LOWER, type Random, UPPER } from "../chance/mod.ts";

const BEARER_LENGTH = 40;
const PASSWORD_LENGTH = 18;
const USERS = ["svc-billing", "deploy", "grafana", "backup", "reporting"];

export interface CredentialSource {
  /** The token without the word `Bearer`. */
  readonly bearer: () => string;
  /** The base64 text without the word `Basic`. */
  readonly basic: () => string;
  /** Letters and digits only: right inside a URL without escapes. */
  readonly password: () => string;
}

export function createCredentials(random: Random): CredentialSource {
  const alnum = createText(random, UPPER + LOWER + DIGITS);
  const password = () => alnum(PASSWORD_LENGTH);
  return {
    bearer: () => alnum(BEARER_LENGTH),
    basic: () => btoa(`${random.pick(USERS)}:${password()}`),
    password,
  };
}
