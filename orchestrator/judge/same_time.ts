/** Whether a stored time is the one that was sent, in its many spellings. */

/** `2026-05-01T10:00:00.123Z`, also with a blank, a comma, an offset, or without any: then UTC. */
const ISO = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:[.,](\d+))?[ ]?(Z|[+-]\d\d:?\d\d)?$/;
const BSD = /^([A-Z][a-z]{2})\s+(\d{1,2}) (\d\d:\d\d:\d\d)$/;
const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");
const MS_DIGITS = 3;

/** True for spellings that are not known here: those are the gateway's to read. */
export function sameTime(sent: unknown, stored: unknown): boolean {
  if (typeof sent !== "string") return true;
  if (typeof stored !== "string") return false;
  const bsd = BSD.exec(sent);
  if (bsd !== null) {
    const [, month = "", day = "", time] = bsd;
    const date = `${String(MONTHS.indexOf(month) + 1).padStart(2, "0")}-${day.padStart(2, "0")}`;
    return stored.slice(5, 19) === `${date}T${time}`; // it has no year, and no zone
  }
  const sentMs = isoMs(sent);
  // 30 February: the gateway takes the time of receipt.
  return sentMs === undefined || sentMs === isoMs(stored);
}

function isoMs(text: string): number | undefined {
  const parts = ISO.exec(text);
  if (parts === null) return undefined;
  const [, date, time, fraction = "", zone = "Z"] = parts;
  const ms = fraction.slice(0, MS_DIGITS).padEnd(MS_DIGITS, "0");
  const offset = zone.length === 5 ? `${zone.slice(0, 3)}:${zone.slice(3)}` : zone;
  const value = Date.parse(`${date}T${time}.${ms}${offset}`);
  return Number.isNaN(value) ? undefined : value;
}
