/**
 * Finds the time in a line of any log, to tell how far apart lines were written.
 *
 * | form | found in |
 * |---|---|
 * | `2015-10-18 18:01:47,978`, `2026-05-01T10:00:00.123+02:00` | RFC 3339 and its relatives |
 * | `Jun 14 15:16:01`, `Sun Dec 04 04:47:44 2005` | BSD syslog, Apache's error log |
 * | `01/May/2026:10:00:00 +0000` | access logs |
 * | `17/06/09 20:10:40` | Spark |
 * | `081109 203615` | HDFS |
 * | `1117838570`, `1117838570.123`, `1117838570123` | epoch seconds and milliseconds |
 */

/** A time stands at the beginning of a line, or near. */
const SEARCH_CHARS_MAX = 200;

/** Times without a year are in this one, which has a 29 February. */
const ASSUMED_YEAR = 2000;
const HALF_YEAR_MS = 183 * 86_400_000;

/**
 * Milliseconds of each line after the first; they never fall. A line without a time comes with the
 * one before it, and a gap is no longer than `gapMaxMs`.
 */
export function lineOffsetsMs(lines: readonly string[], gapMaxMs: number): number[] {
  let lastMs: number | undefined;
  let offsetMs = 0;
  return lines.map((line) => {
    const atMs = findTimeMs(line);
    if (atMs === undefined) return offsetMs;
    const gapMs = atMs - (lastMs ?? atMs);
    // From December to January, where no year is written, time seems to fall by a year.
    if (gapMs > 0) offsetMs += Math.min(gapMs, gapMaxMs);
    if (gapMs >= 0 || gapMs < -HALF_YEAR_MS || lastMs === undefined) lastMs = atMs;
    return offsetMs;
  });
}

/** Epoch milliseconds; only differences mean something where the line has no year or no zone. */
export function findTimeMs(line: string): number | undefined {
  const head = line.slice(0, SEARCH_CHARS_MAX);
  for (const { pattern, read } of FORMS) {
    const match = pattern.exec(head);
    if (match === null) continue;
    const ms = read(match.slice(1) as Groups);
    if (ms !== undefined) return ms;
  }
  return undefined;
}

type Groups = readonly (string | undefined)[];

interface Form {
  readonly pattern: RegExp;
  readonly read: (groups: Groups) => number | undefined;
}

const MONTH = "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec";
const CLOCK = "([01]\\d|2[0-3]):([0-5]\\d):([0-5]\\d|60)";
const ZONE = "(Z|[+-]\\d\\d:?\\d\\d)?";

const FORMS: readonly Form[] = [
  {
    pattern: new RegExp(`(\\d{4})-(\\d\\d)-(\\d\\d)[T ]${CLOCK}(?:[.,](\\d{1,9}))?${ZONE}`),
    read: ([year, month, day, hour, minute, second, fraction = "0", zone]) =>
      utc([year, Number(month) - 1, day, hour, minute, second]) +
      Math.floor(Number(`0.${fraction}`) * 1000) - zoneMs(zone),
  },
  {
    pattern: new RegExp(`(\\d\\d)/(${MONTH})/(\\d{4}):${CLOCK} ?${ZONE}`),
    read: ([day, month, year, hour, minute, second, zone]) =>
      utc([year, monthOf(month), day, hour, minute, second]) - zoneMs(zone),
  },
  {
    pattern: new RegExp(`\\b(${MONTH}) +(\\d{1,2}) ${CLOCK}(?: (\\d{4})\\b)?`),
    read: ([month, day, hour, minute, second, year]) =>
      utc([year ?? ASSUMED_YEAR, monthOf(month), day, hour, minute, second]),
  },
  {
    pattern: new RegExp(`\\b(\\d\\d)/(\\d\\d)/(\\d\\d) ${CLOCK}`),
    read: ([year, month, day, hour, minute, second]) =>
      utc([2000 + Number(year), Number(month) - 1, day, hour, minute, second]),
  },
  {
    pattern: /^(\d\d)(\d\d)(\d\d) (\d\d)(\d\d)(\d\d)\b/,
    read: ([year, month, day, hour, minute, second]) =>
      utc([2000 + Number(year), Number(month) - 1, day, hour, minute, second]),
  },
  {
    pattern: /(?:^|[\s[":])(1\d{9})(\d{3})?(?:\.(\d{1,9}))?(?![\d.])/,
    read: ([seconds, millis = "0", fraction = "0"]) =>
      Number(seconds) * 1000 + Number(millis) + Math.floor(Number(`0.${fraction}`) * 1000),
  },
];

function utc(parts: readonly (string | number | undefined)[]): number {
  const [year, month, day, hour, minute, second] = parts.map(Number);
  return Date.UTC(year!, month!, day!, hour!, minute!, second!);
}

function monthOf(name: string | undefined): number {
  return MONTH.split("|").indexOf(name ?? "");
}

/** `+02:00` or `+0200`, in milliseconds; none is UTC. */
function zoneMs(zone: string | undefined): number {
  if (zone === undefined || zone === "Z") return 0;
  const sign = zone[0] === "-" ? -1 : 1;
  return sign * (Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2))) * 60_000;
}
