/** The labels of a stream as its protobuf has them: `{app="shop", level="error"}`, strings as Go's. */

const LABEL = /\s*([a-zA-Z_][a-zA-Z0-9_:.]*)\s*=\s*("(?:[^"\\]|\\.)*"|`[^`]*`)\s*(,|$)/y;
const ESCAPE = /\\(x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[0-7]{3}|.)/gs;
const LETTERS: Readonly<Record<string, string>> = {
  ...{ a: "\x07", b: "\b", f: "\f", n: "\n", r: "\r", t: "\t", v: "\v" },
};
const CODE_POINT_MAX = 0x10ffff;

export type Labels = readonly (readonly [name: string, value: string])[];

/** `undefined` for what are no labels. */
export function readLabels(text: string): Labels | undefined {
  const inner = text.trim();
  if (!inner.startsWith("{") || !inner.endsWith("}")) return undefined;
  const list = inner.slice(1, -1);
  const labels: [string, string][] = [];
  LABEL.lastIndex = 0;
  while (LABEL.lastIndex < list.length) {
    if (list.slice(LABEL.lastIndex).trim() === "") break;
    const found = LABEL.exec(list);
    if (found === null) return undefined;
    labels.push([found[1]!, unquoted(found[2]!)]);
  }
  return labels;
}

function unquoted(quoted: string): string {
  const text = quoted.slice(1, -1);
  if (quoted.startsWith("`") || !text.includes("\\")) return text;
  return text.replace(ESCAPE, (_, escape: string) => {
    const letter = escape[0]!;
    if (letter === "x" || letter === "u" || letter === "U") {
      if (escape.length === 1) return escape;
      const code = parseInt(escape.slice(1), 16);
      return code > CODE_POINT_MAX ? "\ufffd" : String.fromCodePoint(code);
    }
    if (escape.length === 3) return String.fromCharCode(parseInt(escape, 8));
    return LETTERS[letter] ?? letter;
  });
}
