/**
 * Requests that a browser sends for a web page. Any page may have a browser post text to
 * `127.0.0.1`, without asking first (a "simple request" of the Fetch standard), and a page whose
 * name is made to resolve there may post anything: a gateway that asks for no key would store it.
 *
 * A browser says so: it sends `Origin` with every POST, and `Sec-Fetch-Site` where it deems the
 * target trustworthy. Pages have no business here, so such a request is refused in every mode. A
 * proxy that takes logs from pages on purpose sends them on without these headers.
 */
import type { Failure } from "../../contract/mod.ts";
import type { IncomingHeaders } from "../incoming_request.ts";

const REFUSED: Failure = {
  kind: "cross_site",
  detail: "A web page sent this (Origin, Sec-Fetch-Site): the gateway takes nothing from pages",
};

export function refusalOfPage(headers: IncomingHeaders): Failure | undefined {
  const site = headers.get("sec-fetch-site") ?? "none";
  return headers.has("origin") || site !== "none" ? REFUSED : undefined;
}
