/** The kinds of personal and secret data that emitters plant, the gateway hides and verdicts count. */

export const PII_KINDS = [
  "email",
  "ipv4",
  "ipv6",
  "card",
  "iban",
  "jwt",
  "credential",
  "cloud_key",
] as const;
export type PiiKind = typeof PII_KINDS[number];
