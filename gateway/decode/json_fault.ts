/**
 * Where a text stops being JSON (RFC 8259), and what would have to stand there.
 *
 * ```
 * {"a": 1 "b": 2}
 *         ^ offset 8: expected ',' or '}'
 * ```
 *
 * Runs only after `JSON.parse` has refused the text. It keeps its own stack of open brackets, so
 * that nesting of any depth is read.
 */

export interface JsonFault {
  /** In UTF-16 code units from the start of the text. */
  readonly offset: number;
  /** What was expected; never what was found, which may be personal data. */
  readonly problem: string;
}

/** An offset to go on from, or the fault that was met. */
type Step = number | JsonFault;

const LITERALS: readonly string[] = ["true", "false", "null"];
const MORE_IN_OBJECT = "expected ',' or '}'";
const MORE_IN_ARRAY = "expected ',' or ']'";

/** `undefined` for a text that is JSON. */
export function findJsonFault(text: string): JsonFault | undefined {
  const open: ("{" | "[")[] = [];
  let at = skipBlanks(text, 0);
  for (;;) {
    const bracket = text[at];
    if (bracket === "{" || bracket === "[") {
      open.push(bracket);
      at = skipBlanks(text, at + 1);
      if (text[at] !== closing(bracket)) {
        const begun = bracket === "{" ? skipKey(text, at) : at;
        if (typeof begun !== "number") return begun;
        at = begun;
        continue;
      }
    } else {
      const past = skipScalar(text, at);
      if (typeof past !== "number") return past;
      at = skipBlanks(text, past);
    }
    const next = skipToNextValue(text, at, open);
    if (next === undefined || typeof next !== "number") return next;
    at = next;
  }
}

/** From the end of a value to the start of the next; `undefined` at the end of a whole text. */
function skipToNextValue(text: string, from: number, open: ("{" | "[")[]): Step | undefined {
  let at = from;
  for (;;) {
    const bracket = open.at(-1);
    if (bracket === undefined) {
      return at === text.length ? undefined : { offset: at, problem: "expected the end" };
    }
    if (text[at] === ",") {
      at = skipBlanks(text, at + 1);
      return bracket === "{" ? skipKey(text, at) : at;
    }
    if (text[at] !== closing(bracket)) {
      return { offset: at, problem: bracket === "{" ? MORE_IN_OBJECT : MORE_IN_ARRAY };
    }
    open.pop();
    at = skipBlanks(text, at + 1);
  }
}

/** `"name" :` and the blanks after it. */
function skipKey(text: string, at: number): Step {
  if (text[at] !== '"') return { offset: at, problem: "expected a name in double quotes" };
  const past = skipString(text, at);
  if (typeof past !== "number") return past;
  const colon = skipBlanks(text, past);
  if (text[colon] !== ":") return { offset: colon, problem: "expected ':'" };
  return skipBlanks(text, colon + 1);
}

function skipScalar(text: string, at: number): Step {
  const first = text[at];
  if (first === '"') return skipString(text, at);
  if (first === "-" || isDigit(text, at)) return skipNumber(text, at);
  const literal = LITERALS.find((word) => text.startsWith(word, at));
  return literal === undefined ? { offset: at, problem: "expected a value" } : at + literal.length;
}

function skipString(text: string, start: number): Step {
  let at = start + 1;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code === 0x22) return at + 1;
    if (code < 0x20) return { offset: at, problem: "expected an escape: a control character" };
    if (code !== 0x5c) {
      at++;
    } else if (/^(?:["\\/bfnrt]|u[0-9a-fA-F]{4})$/.test(escapeAt(text, at + 1))) {
      at += 2; // the digits of \u00e9 are characters like any other
    } else {
      return { offset: at, problem: "expected an escape that JSON knows" };
    }
  }
  return { offset: at, problem: "expected the '\"' that ends a string" };
}

function escapeAt(text: string, at: number): string {
  return text.slice(at, at + (text[at] === "u" ? 5 : 1));
}

/** Section 6: no leading zeros, no bare point, no bare exponent. */
function skipNumber(text: string, start: number): Step {
  let at = text[start] === "-" ? start + 1 : start;
  if (!isDigit(text, at)) return { offset: at, problem: "expected a digit" };
  at = text[at] === "0" ? at + 1 : skipDigits(text, at);
  if (text[at] === ".") {
    if (!isDigit(text, at + 1)) return { offset: at + 1, problem: "expected a digit" };
    at = skipDigits(text, at + 1);
  }
  if (text[at] === "e" || text[at] === "E") {
    at += text[at + 1] === "+" || text[at + 1] === "-" ? 2 : 1;
    if (!isDigit(text, at)) return { offset: at, problem: "expected a digit" };
    at = skipDigits(text, at);
  }
  return at;
}

function skipDigits(text: string, from: number): number {
  let at = from;
  while (isDigit(text, at)) at++;
  return at;
}

function isDigit(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code >= 0x30 && code <= 0x39;
}

function skipBlanks(text: string, from: number): number {
  let at = from;
  while (at < text.length && " \t\r\n".includes(text[at]!)) at++;
  return at;
}

function closing(bracket: "{" | "["): "}" | "]" {
  return bracket === "{" ? "}" : "]";
}
