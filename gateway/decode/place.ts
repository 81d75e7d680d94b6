/** Where an offset of a text is, for people. Computed only once something has failed. */

/** Both count from 1; a column is one UTF-16 code unit. */
export interface TextPlace {
  readonly line: number;
  readonly column: number;
}

export function placeAt(text: string, offset: number): TextPlace {
  let line = 1;
  let lineStart = 0;
  for (;;) {
    const newline = text.indexOf("\n", lineStart);
    if (newline === -1 || newline >= offset) break;
    lineStart = newline + 1;
    line++;
  }
  return { line, column: offset - lineStart + 1 };
}
