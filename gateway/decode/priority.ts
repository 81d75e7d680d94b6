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

/** The priority in `line` up to `past`, the offset after the first `>`, if it is one. */
export function readPriority(line: string, past: number): Priority | undefined {
  const digits = past - "<>".length;
  if (digits < 1 || digits > 3) return undefined;
  let value = 0;
  for (let i = 1; i <= digits; i++) {
    const digit = line.charCodeAt(i) - 0x30;
    if (digit < 0 || digit > 9) return undefined;
    value = value * 10 + digit;
  }
  if (digits > 1 && line[1] === "0") return undefined; // no leading zeros
  return PRIORITIES[value];
}
