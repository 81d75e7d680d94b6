/** `<PRI>`: facility × 8 + severity, at the start of a line (RFC 5424, section 6.2.1). */
import type { Level } from "../../contract/mod.ts";

export interface Priority {
  readonly level: Level;
  readonly facility: string;
}

const LEVEL_BY_SEVERITY: readonly Level[] = [
  "ERROR", // emergency
  "ERROR", // alert
  "ERROR", // critical
  "ERROR", // error
  "WARN", // warning
  "INFO", // notice
  "INFO", // informational
  "DEBUG", // debug
];

/** Names as `syslog.conf` files have them; 12 to 15 are the RFC's own. */
const FACILITIES: readonly string[] = [
  ...["kern", "user", "mail", "daemon", "auth", "syslog", "lpr", "news"],
  ...["uucp", "cron", "authpriv", "ftp", "ntp", "audit", "alert", "clock"],
  ...["local0", "local1", "local2", "local3", "local4", "local5", "local6", "local7"],
];

const PRIORITIES: readonly Priority[] = FACILITIES.flatMap((facility) =>
  LEVEL_BY_SEVERITY.map((level) => ({ level, facility }))
);

const ZERO = 0x30;
const LESS_THAN = 0x3c;
const GREATER_THAN = 0x3e;
const DIGITS_MAX = 3;

/** Where the `<PRI>` at `start` ends, whatever its number; -1 where there is none. */
export function priorityEnd(text: string, start: number, end: number): number {
  if (text.charCodeAt(start) !== LESS_THAN) return -1;
  let at = start + 1;
  while (at < end && isDigit(text.charCodeAt(at))) at++;
  const digits = at - start - 1;
  const isWhole = digits >= 1 && digits <= DIGITS_MAX && at < end &&
    text.charCodeAt(at) === GREATER_THAN;
  return isWhole ? at + 1 : -1;
}

/** The priority in `text[start, end)`, which `priorityEnd` has found, if it is one. */
export function readPriority(text: string, start: number, end: number): Priority | undefined {
  const digits = end - start - "<>".length;
  let value = 0;
  for (let i = start + 1; i < end - 1; i++) value = value * 10 + text.charCodeAt(i) - ZERO;
  if (digits > 1 && text.charCodeAt(start + 1) === ZERO) return undefined; // no leading zeros
  return PRIORITIES[value];
}

function isDigit(code: number): boolean {
  return code >= ZERO && code <= ZERO + 9;
}
