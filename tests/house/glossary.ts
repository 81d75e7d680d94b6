/**
 * Whether texts keep to `docs/glossary.md`: its table names, for each term, the words that are not
 * to be used for it, and phrases in which these words mean something else.
 *
 * ```
 * | term | what it is           | not          | but       |
 * | ---- | -------------------- | ------------ | --------- |
 * | limit | how much one may send | quota, throttle | over quota |
 * ```
 *
 * Only prose counts. Of a document, blocks and inline code are left out, and where links lead; of a
 * source, everything but the texts that it may show: string literals of three words and more.
 */

export interface GlossaryEntry {
  readonly term: string;
  readonly meaning: string;
  /** Words not to be used for it. */
  readonly not: readonly string[];
  /** Phrases in which they may stand. */
  readonly but: readonly string[];
}

export interface WrongTerm {
  /** From 1. */
  readonly line: number;
  readonly found: string;
  readonly term: string;
}

const WORDS_MIN = 3;

/** The rows of the glossary's table. */
export function parseGlossary(markdown: string): GlossaryEntry[] {
  return markdown.split("\n").filter((line) => line.startsWith("|"))
    .map((line) => line.split("|").slice(1, -1).map((cell) => cell.trim()))
    .filter(([first]) => first !== "term" && !/^-+$/.test(first!))
    .map(([term = "", meaning = "", not = "", but = ""]) => ({
      term,
      meaning,
      not: listOf(not),
      but: listOf(but),
    }));
}

/** What a reader of a Markdown page reads, on the lines on which it stands. */
export function proseOfDocument(markdown: string): string {
  return markdown
    .replace(/^( *)(`{3,}|~{3,})[^\n]*\n[\s\S]*?^\1\2 *$/gm, blank)
    .replace(/<!--[\s\S]*?-->/g, blank)
    .replace(/(`+)(?!`)[\s\S]*?[^`]\1(?!`)/g, blank)
    .replace(/\]\([^)\s]*\)/g, blank)
    .replace(/<?https?:[^\s>)]*>?/g, blank)
    .replace(/[*_]/g, " ");
}

/** String literals of several words in a TypeScript source, on their lines; all else is blank. */
export function proseOfSource(source: string): string {
  return literalsOf(source, WORDS_MIN);
}

/** What stands in pictures that are drawn from a Structurizr workspace: names of one word, too. */
export function proseOfModel(workspace: string): string {
  return literalsOf(workspace, 1);
}

function literalsOf(source: string, wordsMin: number): string {
  const token =
    /\/\*[\s\S]*?\*\/|\/\/[^\n]*|(?<=[(,=:[!&|?{};\n]\s*)\/(?![*/])(?:\\.|\[(?:\\.|[^\]\n])*\]|[^/\\\n[])+\/[a-z]*|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\[\s\S]|\$\{[^}]*\}|[^`\\])*`/g;
  let prose = "";
  let end = 0;
  for (const { 0: text, index } of source.matchAll(token)) {
    const isText = /^["'`]/.test(text) && text.trim().split(/\s+/).length >= wordsMin;
    prose += blank(source.slice(end, index)) + (isText ? withoutCode(text) : blank(text));
    end = index + text.length;
  }
  return prose + blank(source.slice(end));
}

/** Where prose uses a word that stands in the third column. */
export function wrongTerms(prose: string, glossary: readonly GlossaryEntry[]): WrongTerm[] {
  return glossary.flatMap(({ term, not, but }) => {
    const allowed = but.flatMap((phrase) =>
      [...prose.matchAll(phrasePattern(phrase))].map(({ 0: text, index }) => ({
        from: index,
        to: index + text.length,
      }))
    );
    return not.flatMap((word) => [...prose.matchAll(phrasePattern(word))])
      .filter(({ 0: text, index }) =>
        !allowed.some(({ from, to }) => from <= index && index + text.length <= to)
      )
      .map(({ 0: text, index }) => ({
        line: prose.slice(0, index).split("\n").length,
        found: text.replace(/\s+/g, " "),
        term,
      }));
  }).sort((a, b) => a.line - b.line);
}

/** A phrase in any case, over line ends, with the usual endings of its last word. */
function phrasePattern(phrase: string): RegExp {
  const literal = phrase.split(" ").map((word) => word.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&"))
    .join("\\s+");
  const form = /e$/i.test(phrase)
    ? `${literal.slice(0, -1)}(?:e|es|ed|ing)`
    : `${literal}${/\w$/.test(phrase) ? "(?:s|es|ed|ing)?" : ""}`;
  return new RegExp(`(?<![\\w-])${form}(?![\\w-])`, "gi");
}

function listOf(cell: string): string[] {
  return cell.split(",").map((word) => word.trim()).filter((word) => word !== "");
}

function withoutCode(text: string): string {
  return text.replace(/\$\{[^}]*\}/g, blank).replace(/^[`"']|[`"']$/g, " ");
}

function blank(text: string): string {
  return text.replace(/[^\n]/g, " ");
}
