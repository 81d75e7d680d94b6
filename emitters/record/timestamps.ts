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
  const writeSecond = onceASecond((iso) => iso.slice(0, "2026-05-01T10:00:00.".length));
  return (tsMs) => {
    const atMs = Math.floor(tsMs);
    const second = Math.floor(atMs / 1000);
    return writeSecond(second) + MILLISECONDS[atMs - second * 1000];
  };
}

/** `Oct 11 22:14:15`, UTC, the day padded with a blank (RFC 3164 section 4.1.2). */
export function createBsdTime(): TimeWriter {
  const writeSecond = onceASecond((iso) => {
    const day = String(Number(iso.slice(8, 10))).padStart(2, " ");
    return `${monthOf(iso)} ${day} ${iso.slice(11, 19)}`;
  });
  return (tsMs) => writeSecond(Math.floor(tsMs / 1000));
}

/** `01/May/2026:10:00:00 +0000`, UTC: the common log format's `%t`, without its brackets. */
export function createClfTime(): TimeWriter {
  const writeSecond = onceASecond((iso) =>
    `${iso.slice(8, 10)}/${monthOf(iso)}/${iso.slice(0, 4)}:${iso.slice(11, 19)} +0000`
  );
  return (tsMs) => writeSecond(Math.floor(tsMs / 1000));
}

/** Writes an epoch second out of its RFC 3339 form, and keeps the text until another is asked. */
function onceASecond(format: (iso: string) => string): (second: number) => string {
  let kept = NaN;
  let text = "";
  return (second) => {
    if (second !== kept) {
      text = format(new Date(second * 1000).toISOString());
      kept = second;
    }
    return text;
  };
}

function monthOf(iso: string): string {
  return MONTHS[Number(iso.slice(5, 7)) - 1]!;
}
