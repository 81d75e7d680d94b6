/** What a terminal can show: colours, width, numbers that line up. Pure; writing is the caller's. */

export interface Style {
  readonly color: boolean;
  /** Columns. */
  readonly width: number;
}

export const PLAIN_STYLE: Style = { color: false, width: 120 };

const CODES = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, cyan: 36 } as const;
export type Paint = (style: keyof typeof CODES, text: string) => string;

/** Wraps text into colour codes (ECMA-48 SGR), or leaves it. */
export function painter({ color }: Style): Paint {
  return (style, text) => color ? `\x1b[${CODES[style]}m${text}\x1b[0m` : text;
}

/** Colours are on for a terminal, unless `NO_COLOR` says otherwise; `FORCE_COLOR` turns them on. */
export function wantsColor(
  env: Readonly<Record<string, string | undefined>>,
  isTerminal: boolean,
): boolean {
  if (env.NO_COLOR !== undefined && env.NO_COLOR !== "") return false;
  if (env.FORCE_COLOR !== undefined && !["", "0"].includes(env.FORCE_COLOR)) return true;
  return isTerminal && env.TERM !== "dumb";
}

/** Characters that a reader sees, without colour codes. */
export function visibleLength(text: string): number {
  // deno-lint-ignore no-control-regex
  return [...text.replace(/\x1b\[[0-9;]*m/g, "")].length;
}

/** Cuts a line that is too wide for the screen, so that it never wraps. */
export function fit(text: string, width: number): string {
  if (visibleLength(text) <= width) return text;
  let shown = 0;
  let cut = "";
  const end = text.includes("\x1b[") ? "…\x1b[0m" : "…";
  // deno-lint-ignore no-control-regex
  for (const part of text.split(/(\x1b\[[0-9;]*m)/)) {
    if (part.startsWith("\x1b[")) {
      cut += part;
      continue;
    }
    const room = width - 1 - shown;
    const letters = [...part];
    if (letters.length > room) return cut + letters.slice(0, Math.max(0, room)).join("") + end;
    cut += part;
    shown += letters.length;
  }
  return cut;
}

/** A table whose columns line up: the first to the left, all others to the right. */
export function table(rows: readonly (readonly string[])[], leftColumns = 1): string[] {
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach((cell, i) => widths[i] = Math.max(widths[i] ?? 0, visibleLength(cell)));
  }
  return rows.map((row) =>
    row.map((cell, i) => {
      const blanks = " ".repeat(widths[i]! - visibleLength(cell));
      return i < leftColumns ? cell + blanks : blanks + cell;
    }).join("  ").trimEnd()
  );
}

/** `12,345`. */
export function whole(value: number): string {
  return String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** A rate with as many digits as it deserves: `0.25`, `12.5`, `1,200`. */
export function rate(value: number): string {
  if (value === 0) return "0";
  if (value < 1) return value.toFixed(2);
  if (value < 100) return String(Number(value.toFixed(1)));
  return whole(value);
}

/** `0.42 ms`, `12 ms`, `1.3 s`; a dash where nothing was measured. */
export function duration(ms: number | undefined): string {
  if (ms === undefined) return "–";
  if (ms < 10) return `${ms.toFixed(1)} ms`;
  if (ms < 1000) return `${Math.round(ms)} ms`;
  return `${(ms / 1000).toFixed(1)} s`;
}

/** `12.5 %`. */
export function percent(share: number): string {
  const value = share * 100;
  return `${value !== 0 && Math.abs(value) < 0.1 ? value.toPrecision(1) : value.toFixed(1)} %`;
}

/** Eight steps of height for one character cell. */
export const BLOCKS = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"] as const;

/** A bar of `width` cells, filled to `share`, in eighths of a cell. */
export function bar(share: number, width: number): string {
  const eighths = Math.round(Math.min(1, Math.max(0, share)) * width * 8);
  const partial = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"][eighths % 8]!;
  const filled = "█".repeat(Math.floor(eighths / 8)) + partial;
  return filled + "░".repeat(Math.max(0, width - [...filled].length));
}
