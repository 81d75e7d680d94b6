/**
 * Structurizr DSL as text → statements: words on a line, and a block of further lines where the line
 * ends with a brace. What words mean is not known here; `workspace.ts` knows.
 *
 * ```
 * gateway = container "Gateway" "Takes logs in" {     words: gateway, =, container, Gateway, …
 *     properties {                                    block: one statement, with a block of its own
 * ```
 *
 * A line that begins with `//` or `#` is a comment; one that ends with `\` goes on in the next.
 */

export interface Word {
  readonly text: string;
  readonly isQuoted: boolean;
  readonly line: number;
  readonly column: number;
}

export interface Statement {
  /** At least one. */
  readonly words: readonly Word[];
  /** Absent where the line opened no brace. */
  readonly block?: readonly Statement[];
}

/** Something wrong at a place, and what to do about it. Lines and columns count from 1. */
export interface DslProblem {
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

/** Everything that could be read, and what could not. */
export function readStatements(
  text: string,
): { readonly statements: readonly Statement[]; readonly problems: readonly DslProblem[] } {
  const problems: DslProblem[] = [];
  const statements: Statement[] = [];
  const open: { readonly block: Statement[]; readonly brace: Word }[] = [];
  for (const words of logicalLines(text, problems)) {
    const block = open.at(-1)?.block ?? statements;
    const last = words.at(-1)!;
    if (isBrace(words[0]!, "}")) {
      if (words.length > 1) problems.push(at(words[1]!, "put what follows '}' on its own line"));
      if (open.pop() === undefined) problems.push(at(last, "'}' closes nothing: remove it"));
      continue;
    }
    const stray = words.find((word, index) =>
      isBrace(word, "}") || (isBrace(word, "{") && (index === 0 || word !== last))
    );
    if (stray !== undefined) {
      problems.push(at(stray, `'${stray.text}' must end a line that begins with a word`));
      continue;
    }
    if (!isBrace(last, "{")) {
      block.push({ words });
      continue;
    }
    const inner: Statement[] = [];
    block.push({ words: words.slice(0, -1), block: inner });
    open.push({ block: inner, brace: last });
  }
  for (const { brace } of open) problems.push(at(brace, "'{' is never closed: add '}'"));
  return { statements, problems };
}

export function at({ line, column }: Word, message: string): DslProblem {
  return { line, column, message };
}

function isBrace(word: Word, brace: string): boolean {
  return !word.isQuoted && word.text === brace;
}

/** Lines with words on them, those that go on with `\` put together. */
function* logicalLines(text: string, problems: DslProblem[]): Generator<Word[]> {
  const lines = text.split("\n");
  for (let index = 0; index < lines.length; index++) {
    const first = index;
    const pieces = [lines[index]!.trimEnd()];
    if (/^\s*(\/\/|#)/.test(pieces[0]!)) continue;
    while (pieces.at(-1)!.endsWith("\\") && index + 1 < lines.length) {
      pieces.push(pieces.pop()!.slice(0, -1), lines[++index]!.trimEnd());
    }
    const words = wordsOf(pieces, first + 1, problems);
    if (words.length > 0) yield words;
  }
}

/** A quoted text may reach over several pieces; a place in it is that of its opening quote. */
function wordsOf(pieces: readonly string[], firstLine: number, problems: DslProblem[]): Word[] {
  const words: Word[] = [];
  const joined = pieces.join("");
  const place = (offset: number) => {
    let line = 0;
    let rest = offset;
    while (line < pieces.length - 1 && rest >= pieces[line]!.length) rest -= pieces[line++]!.length;
    return { line: firstLine + line, column: rest + 1 };
  };
  const pattern = /"((?:[^"\\]|\\.)*)("?)|[^\s"]+/g;
  for (const match of joined.matchAll(pattern)) {
    const [whole, quoted, end] = match;
    const where = place(match.index);
    if (quoted === undefined) {
      words.push({ ...where, text: whole, isQuoted: false });
      continue;
    }
    if (end === "") problems.push({ ...where, message: 'the text has no closing "' });
    const text = quoted.replace(/\\(.)/g, "$1").replace(/\s+/g, " ");
    words.push({ ...where, text, isQuoted: true });
  }
  return words;
}
