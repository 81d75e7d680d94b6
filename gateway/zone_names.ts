/**
 * Names of time zones as logs write them: `2026-05-01 12:00:00 CEST`.
 *
 * Only names that mean one offset wherever they are written. Others, such as `CST` (United States,
 * China, Cuba) or `IST` (India, Israel, Ireland), are known to be zones, and a time with one of them is
 * not read: the record gets its time of receipt, what was sent is kept as `ts_raw`, and it counts.
 * Sources: RFC 5322, section 4.3 (obs-zone), and the abbreviations of the IANA time zone database.
 */

/** How far ahead of UTC; as RFC 3339 writes it. */
const OFFSETS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    "Z": ["UTC", "GMT", "UT", "WET"],
    "+01:00": ["CET", "WEST", "MET"],
    "+02:00": ["CEST", "EET", "SAST", "MEST"],
    "+03:00": ["EEST", "MSK", "EAT"],
    "+05:00": ["PKT"],
    "+05:45": ["NPT"],
    "+07:00": ["WIB"],
    "+08:00": ["AWST", "HKT", "SGT"],
    "+09:00": ["JST", "KST"],
    "+09:30": ["ACST"],
    "+10:00": ["AEST"],
    "+10:30": ["ACDT"],
    "+11:00": ["AEDT"],
    "+12:00": ["NZST"],
    "+13:00": ["NZDT"],
    "-03:00": ["ART", "BRT", "ADT"],
    "-04:00": ["EDT"],
    "-05:00": ["EST"],
    "-06:00": ["MDT"],
    "-07:00": ["MST", "PDT"],
    "-08:00": ["PST", "AKDT"],
    "-09:00": ["AKST"],
    "-10:00": ["HST"],
  }).flatMap(([offset, names]) => names.map((name) => [name, offset] as const)),
);

/** Each is used for several offsets. */
const AMBIGUOUS: ReadonlySet<string> = new Set(
  ["AMT", "AST", "BST", "CDT", "CST", "ECT", "GST", "IST", "LMT", "SST", "WAT", "WST"],
);

export const ZONE_NAME_CHARS_MAX = 5;

/** The offset; `null` for a name that means several; `undefined` for what is no known zone. */
export function zoneOffset(name: string): string | null | undefined {
  return OFFSETS.get(name) ?? (AMBIGUOUS.has(name) ? null : undefined);
}
