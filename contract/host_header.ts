/**
 * What may stand in a `Host` field, and in the authority of a request target (RFC 9112, section
 * 3.2): a host and perhaps a port, and nothing beyond.
 *
 * ```
 * example.org   example.org:8080   10.0.0.7:80   [::1]:8080      and not:  x/metrics?   a b   u@x
 * ```
 *
 * A server that puts anything else into a URL lets its sender write the path.
 */

/** RFC 3986, section 3.2.2: an IP literal in brackets, or a name; an IPv4 address is one by form. */
const HOST =
  /^(?:\[[0-9A-Fa-f:.]{2,45}\]|(?:[A-Za-z0-9._~!$&'()*+,;=-]|%[0-9A-Fa-f]{2}){1,255})(?::(\d{0,5}))?$/;
const PORT_MAX = 65_535;

export function isHostAndPort(text: string): boolean {
  const match = HOST.exec(text);
  return match !== null && Number(match[1] ?? 0) <= PORT_MAX;
}
