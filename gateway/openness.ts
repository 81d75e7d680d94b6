/** What settings leave open, for the log at every start: allowed, and not to be forgotten. */
import type { GatewaySettings } from "./settings.ts";

type Openness = readonly [event: string, detail: string];

/** `hostname` is the address that is listened on. */
export function opennessOf(hostname: string, settings: GatewaySettings): Openness[] {
  const { LOGOPS_AUTH_MODE: mode, LOGOPS_SIGNATURE_V1: takesV1 } = settings;
  const isLocal = hostname === "::1" || hostname.startsWith("127.");
  const open: Openness[] = [];
  if (!isLocal && mode === "none") {
    open.push(["open_to_network", "anyone who reaches the port may send"]);
  }
  if (takesV1 && (mode === "hmac" || mode === "any")) {
    open.push([
      "signature_v1_taken",
      "headers and query of such requests can be changed on the way; who still signs so is " +
      'counted in logops_signed_requests_total{version="v1"}',
    ]);
  }
  return open;
}
