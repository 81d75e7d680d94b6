/**
 * Who says that it sends, and for which run: `X-Emitter`, `X-Scenario-Id`, `X-Tenant-Id`.
 * The values become metric and Loki labels, so only a plain alphabet is taken.
 */
import { fail, ok, type Result } from "../../contract/mod.ts";
import type { IncomingHeaders } from "../incoming_request.ts";

export const UNKNOWN_EMITTER = "unknown";

export interface DeclaredOrigin {
  readonly emitter: string;
  readonly scenarioId?: string;
  readonly tenantId?: string;
}

/** What may become a label: of an emitter, a scenario or a tenant. */
export const NAME = /^[A-Za-z0-9][A-Za-z0-9._:-]{0,127}$/;

export function readOrigin(
  headers: IncomingHeaders,
  isPersonal: (name: string) => boolean,
): Result<DeclaredOrigin> {
  const emitter = headers.get("x-emitter") || undefined;
  const scenarioId = headers.get("x-scenario-id") || undefined;
  const tenantId = headers.get("x-tenant-id") || undefined;
  const named = { "X-Emitter": emitter, "X-Scenario-Id": scenarioId, "X-Tenant-Id": tenantId };
  for (const [header, value] of Object.entries(named)) {
    if (value === undefined) continue;
    const detail = !NAME.test(value)
      ? "it must be 1 to 128 of A-Z a-z 0-9 . _ : - and begin with a letter or digit"
      : isPersonal(value)
      ? "it must not look like personal data, such as an address or a card number"
      : undefined;
    if (detail !== undefined) return fail({ kind: "bad_header", header, detail });
  }
  return ok({
    emitter: emitter ?? UNKNOWN_EMITTER,
    ...(scenarioId === undefined ? {} : { scenarioId }),
    ...(tenantId === undefined ? {} : { tenantId }),
  });
}
