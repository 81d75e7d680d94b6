/** A table, for a terminal and for a Markdown page: the same columns, aligned alike. */

export interface Table {
  readonly title: string;
  /** The first column stands left, the others right, as numbers do. */
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** What a reader must know to read it. */
  readonly notes: readonly string[];
}

export function toText({ title, header, rows, notes }: Table): string {
  const widths = widthsOf([header, ...rows]);
  const line = (cells: readonly string[]) => pad(cells, widths).join("  ").trimEnd();
  return [
    title,
    line(header),
    line(widths.map((width) => "─".repeat(width))),
    ...rows.map(line),
    ...notes,
  ].join("\n");
}

export function toMarkdown({ title, header, rows, notes }: Table): string {
  const widths = widthsOf([header, ...rows]);
  const line = (cells: readonly string[]) => `| ${pad(cells, widths).join(" | ")} |`;
  const rule = widths.map((width, index) =>
    index === 0 ? "-".repeat(width) : `${"-".repeat(width - 1)}:`
  );
  return [
    `### ${title}`,
    "",
    line(header),
    line(rule),
    ...rows.map(line),
    ...notes.flatMap((note) => ["", note]),
  ].join("\n");
}

function widthsOf(rows: readonly (readonly string[])[]): number[] {
  return rows[0]!.map((_, column) => Math.max(3, ...rows.map((row) => row[column]!.length)));
}

function pad(cells: readonly string[], widths: readonly number[]): string[] {
  return cells.map((cell, column) =>
    column === 0 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!)
  );
}
