/**
 * The lines of a `.env` file, as `parseEnv` of `node:util` reads them, which says nothing of what it
 * does not understand: a line without `=` is dropped, and a quote that is not closed where it should
 * be swallows the lines after it.
 *
 * ```
 * LOGOPS_PORT=9090            ← { name: "LOGOPS_PORT", line: 1 }
 * LOGOPS_AUTH_MODE hmac       ← { line: 2, message: "…" }
 * ```
 *
 * No message quotes a line: any part of it may be a secret.
 */
import { parseEnv } from "node:util";

export interface DotenvName {
  readonly name: string;
  /** From 1. */
  readonly line: number;
  /** It is set to nothing, which counts as unset. */
  readonly isEmpty: boolean;
}

export interface DotenvFault {
  readonly line: number;
  readonly message: string;
}

export interface DotenvLines {
  readonly names: readonly DotenvName[];
  readonly faults: readonly DotenvFault[];
}

const SILENT = /^[ \t]*(#.*)?$/;
const SETS = /^[ \t]*(?:export[ \t]+)?([A-Za-z_][\w.-]*)[ \t]*=[ \t]*(.*)$/;
/** A quoted value, and nothing but a comment behind it. */
const QUOTED = /^(["'`])[^]*?\1[ \t]*(#.*)?$/;

/** Which names `text` sets, and which lines set none and are neither blank nor comments. */
export function readDotenvLines(text: string): DotenvLines {
  const lines = text.split(/\r?\n/);
  const names: DotenvName[] = [];
  const faults: DotenvFault[] = [];
  for (let at = 0; at < lines.length; at++) {
    const line = at + 1;
    if (SILENT.test(lines[at]!)) continue;
    const [, name, value = ""] = SETS.exec(lines[at]!) ?? [];
    if (name === undefined) {
      faults.push({ line, message: "must be NAME=value, a comment (#) or blank" });
      continue;
    }
    names.push({ name, line, isEmpty: /^(#|""|''|$)/.test(value.trim()) });
    const last = endOfValue(lines, at, value);
    if (last === undefined) faults.push({ line, message: "opens a quote that nothing closes" });
    else if (lines.slice(at + 1, last + 1).some((swallowed) => SETS.test(swallowed))) {
      faults.push({ line, message: `opens a quote that ends in line ${last + 1} only` });
    } else if (
      /^["'`]/.test(value) && !QUOTED.test([value, ...lines.slice(at + 1, last + 1)].join("\n"))
    ) {
      faults.push({ line, message: "has more than a comment behind its quoted value" });
    }
    at = last ?? at;
  }
  // The reader has rules of its own, as for a value of blanks: what it does not see is not set.
  const seen = parseEnv(text);
  for (const { name, line } of names) {
    const isFaulty = faults.some((fault) => fault.line <= line);
    if (!isFaulty && !Object.hasOwn(seen, name)) {
      faults.push({ line, message: "is swallowed by a line above it" });
    }
  }
  return { names, faults };
}

/** Index of the line in which the value ends; `undefined` where its quote stays open. */
function endOfValue(lines: readonly string[], at: number, value: string): number | undefined {
  const quote = /^["'`]/.exec(value)?.[0];
  if (quote === undefined || value.indexOf(quote, 1) > 0) return at;
  const end = lines.findIndex((line, index) => index > at && line.includes(quote));
  return end < 0 ? undefined : end;
}
