/** How far long work is, on one line of a terminal that is written over. */

export interface ProgressOptions {
  /** Bytes to read, 0 if nobody knows. */
  readonly bytes: number;
  readonly isShown: boolean;
  readonly nowMs: () => number;
  readonly write: (text: string) => void;
}

export interface Progress {
  readonly bytes: (count: number) => void;
  readonly lines: (count: number) => void;
  /** Clears the line. */
  readonly end: () => void;
}

const EVERY_MS = 200;
/** Work that is done sooner shows nothing. */
const QUIET_MS = 500;
const MEGABYTE = 1_000_000;

export function createProgress({ bytes, isShown, nowMs, write }: ProgressOptions): Progress {
  const startMs = nowMs();
  let read = 0, lines = 0, shownMs = startMs + QUIET_MS - EVERY_MS, isDirty = false;
  const show = () => {
    const now = nowMs();
    if (!isShown || now - shownMs < EVERY_MS) return;
    shownMs = now;
    isDirty = true;
    const rate = Math.round(lines / (now - startMs) * 1000).toLocaleString("en-US");
    const part = bytes === 0
      ? ""
      : ` of ${(bytes / MEGABYTE).toFixed(1)} MB (${Math.round(100 * read / bytes)} %)`;
    write(
      `\r\x1b[K${(read / MEGABYTE).toFixed(1)} MB${part}, ${
        lines.toLocaleString("en-US")
      } lines, ${rate} lines/s`,
    );
  };
  return {
    bytes: (count) => {
      read += count;
    },
    lines: (count) => {
      lines += count;
      show();
    },
    end: () => {
      if (isDirty) write("\r\x1b[K");
    },
  };
}
