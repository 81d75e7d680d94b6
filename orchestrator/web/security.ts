/**
 * Who may talk to the service. Pure functions over a request:
 *
 * | threat | answer |
 * |---|---|
 * | a path in the `Host` header, which the runtime puts into the URL | `Host` must be a host (RFC 9112, section 3.2) |
 * | DNS rebinding: a page of `evil.example` that resolves to us | `Host` must be localhost, an IP address, or a name from the settings |
 * | cross-site requests from another page in the same browser | `Origin` must be our own wherever one is sent, `Sec-Fetch-Site` must not be `cross-site` or `same-site`; forms carry a header that no foreign page can set |
 * | cross-site WebSocket | the same, and a browser always sends `Origin` there |
 * | framing, injected scripts | the headers below; no inline script or style exists |
 *
 * A client that is no browser (curl, Prometheus) sends none of these and is let through: it can
 * reach the port anyway.
 */
import { isHostAndPort } from "../../contract/mod.ts";
import type { WebFailure } from "./failure.ts";

/** `connect-src 'self'` covers our own WebSocket: CSP3, section 6.7.2.8. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join("; ");

export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  "content-security-policy": CONTENT_SECURITY_POLICY,
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
};

const SAFE_METHODS: ReadonlySet<string> = new Set(["GET", "HEAD"]);

/** Why the request is refused before anything looks at it; `undefined` if it is not. */
export function refusal(request: Request, hostnames: readonly string[]): WebFailure | undefined {
  const host = request.headers.get("host") ?? "";
  if (!isHostAndPort(host)) {
    return { kind: "bad_host", detail: "The Host header must be a host and perhaps a port" };
  }
  if (!isOwnHost(host, hostnames)) {
    const detail = "The Host header names a host that this service does not go by: " +
      "LOGOPS_ORCH_HOSTNAMES lists those it does";
    return { kind: "wrong_host", detail };
  }
  const isUpgrade = request.headers.get("upgrade")?.toLowerCase() === "websocket";
  if (SAFE_METHODS.has(request.method) && !isUpgrade) return undefined;
  const origin = request.headers.get("origin");
  if (origin !== null && !isOriginOf(origin, host)) {
    return { kind: "cross_site", detail: "The Origin header is not this service's own" };
  }
  const site = request.headers.get("sec-fetch-site");
  if (site !== null && site !== "same-origin" && site !== "none") {
    return { kind: "cross_site", detail: "Another site asked for this" };
  }
  return undefined;
}

/** A name that an attacker's DNS could point at us is none of ours; an address cannot be rebound. */
export function isOwnHost(host: string, hostnames: readonly string[]): boolean {
  const url = URL.parse(`http://${host}`);
  if (url === null || url.host === "" || url.pathname !== "/" || url.username !== "") return false;
  const name = url.hostname;
  return name === "localhost" || isAddress(name) ||
    hostnames.some((own) => own.toLowerCase() === name);
}

/** The URL parser has brought IPv4 to dotted decimals and put IPv6 into brackets. */
function isAddress(hostname: string): boolean {
  return hostname.startsWith("[") || /^\d{1,3}(\.\d{1,3}){3}$/.test(hostname);
}

/** The scheme is not looked at: a proxy in front may speak TLS. */
function isOriginOf(origin: string, host: string): boolean {
  const url = URL.parse(origin);
  return url !== null && url.host === URL.parse(`${url.protocol}//${host}`)?.host;
}

/** Whether listening there reaches no further than this machine. */
export function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || hostname === "::1" || /^127(\.\d{1,3}){3}$/.test(hostname);
}
