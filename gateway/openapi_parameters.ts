/** What the OpenAPI document says of the headers of a request that brings a batch. */
import { type AuthMode, ENCODINGS, NAME } from "./admit/mod.ts";
import { signatureParameters } from "./openapi_auth.ts";

/** An empty value is as good as none. */
const NAME_SCHEMA = { type: "string", pattern: `^(${NAME.source.slice(1, -1)})?$` };

const HEADERS = {
  "X-Emitter": {
    description: "Who sends; becomes the emitter label (default: unknown)",
    schema: NAME_SCHEMA,
  },
  "X-Scenario-Id": { description: "The run that these records belong to", schema: NAME_SCHEMA },
  "X-Tenant-Id": { description: "Reserved", schema: NAME_SCHEMA },
  "Idempotency-Key": {
    description:
      "The batch's own, the same at every attempt: it is stored once (docs/idempotency.md)",
    schema: { type: "string", maxLength: 257 },
  },
  "Content-Encoding": {
    description: "How the body is compressed; empty is identity",
    schema: { type: "string", enum: ["", ...ENCODINGS] },
  },
} as const;

/** Headers that any request may have which brings a batch. */
export function ingestParameters(mode: AuthMode) {
  return [
    ...Object.entries(HEADERS).map(([name, { description, schema }]) => ({
      name,
      in: "header",
      required: false,
      description,
      schema,
    })),
    ...signatureParameters(mode),
  ];
}
