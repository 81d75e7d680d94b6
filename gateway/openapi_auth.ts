/**
 * What the OpenAPI document says of credentials, by mode: the schemes, which of them a request needs,
 * and the headers that a signature is made of (`contract/signing.ts`).
 */
import type { AuthMode } from "./admit/mod.ts";
import { SIGNED_HEADERS } from "../contract/mod.ts";

export const SECURITY_SCHEMES = {
  ApiKey: {
    type: "apiKey",
    in: "header",
    name: "X-Api-Key",
    description: "The client's key, from LOGOPS_CLIENTS_FILE",
  },
  Signature: {
    type: "apiKey",
    in: "header",
    name: "X-Signature",
    description:
      "v2= and base64 of HMAC-SHA256 under the client's secret over these lines, joined " +
      "by \\n: LOGOPS-HMAC-SHA256-V2; method, a space, path and query as sent; then name:value, " +
      `the name in lower case, of each of these that is sent: ${SIGNED_HEADERS.join(", ")}`,
  },
} as const;

type Requirement = Readonly<Partial<Record<keyof typeof SECURITY_SCHEMES, readonly string[]>>>;

/** One of these must be met; an empty list asks for nothing. */
export const SECURITY_BY_MODE: Readonly<Record<AuthMode, readonly Requirement[]>> = {
  none: [],
  api_key: [{ ApiKey: [] }],
  hmac: [{ ApiKey: [], Signature: [] }],
  any: [{ ApiKey: [] }, { ApiKey: [], Signature: [] }],
};

const PROOF_HEADERS = {
  "X-Timestamp": {
    description: "When it was signed, within 300 s of the gateway's clock",
    schema: { type: "string", format: "date-time" },
  },
  "X-Nonce": {
    description: "Never used twice",
    schema: { type: "string", pattern: "^[A-Za-z0-9_-]{16,128}$" },
  },
  "X-Content-SHA256": {
    description: "SHA-256 of the body as sent",
    schema: { type: "string", pattern: "^[0-9A-Fa-f]{64}$" },
  },
} as const;

/** The headers beside `X-Signature`; none where no signature is looked at. */
export function signatureParameters(mode: AuthMode) {
  if (mode === "none" || mode === "api_key") return [];
  return Object.entries(PROOF_HEADERS).map(([name, { description, schema }]) => ({
    name,
    in: "header",
    required: mode === "hmac",
    description: mode === "hmac" ? description : `${description}; goes with X-Signature`,
    schema,
  }));
}
