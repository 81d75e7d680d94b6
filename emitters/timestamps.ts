/**
 * Times in writing. A stream asks for times that hardly move, so the part down to the second is
 * kept, and only milliseconds are written anew.
 */

const MILLISECONDS: readonly string[] = Array.from(
  { length: 1000 },
  (_, ms) => `${String(ms).padStart(3, "0")}Z`,
);
const MONTHS = [
  ...["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"],
];

/** Epoch milliseconds (parts of one are dropped) → `2026-05-01T10:00:00.000Z`. */
export type TimeWriter = (tsMs: number) => string;

/** RFC 3339, UTC, three fractional digits: the stored record's own spelling. */
export function createIsoTime(): TimeWriter {
  let second = NaN;
  let prefix = "";
  return (tsMs) => {
    const atMs = Math.floor(tsMs);
    const atSecond = Math.floor(atMs / 1000);
    if (atSecond !== second) {
      second = atSecond;
      prefix = new Date(atSecond * 1000).toISOString().slice(0, "2026-05-01T10:00:00.".length);
    }
    return prefix + MILLISECONDS[atMs - atSecond * 1000];
  };
}

/** `Oct 11 22:14:15`, UTC, the day padded with a blank (RFC 3164 section 4.1.2). */
export function createBsdTime(): TimeWriter {
  let second = NaN;
  let text = "";
  return (tsMs) => {
    const atSecond = Math.floor(tsMs / 1000);
    if (atSecond !== second) {
      second = atSecond;
      const iso = new Date(atSecond * 1000).toISOString();
      const day = String(Number(iso.slice(8, 10))).padStart(2, " ");
      text = `${MONTHS[Number(iso.slice(5, 7)) - 1]} ${day} ${iso.slice(11, 19)}`;
    }
    return text;
  };
}

/** `01/May/2026:10:00:00 +0000`, UTC: the common log format's `%t`, without its brackets. */
export function createClfTime(): TimeWriter {
  let second = NaN;
  let text = "";
  return (tsMs) => {
    const atSecond = Math.floor(tsMs / 1000);
    if (atSecond !== second) {
      second = atSecond;
      const iso = new Date(atSecond * 1000).toISOString();
      const month = MONTHS[Number(iso.slice(5, 7)) - 1];
      text = `${iso.slice(8, 10)}/${month}/${iso.slice(0, 4)}:${iso.slice(11, 19)} +0000`;
    }
    return text;
  };
}
