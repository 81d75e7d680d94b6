/**
 * Lines that stay what they are, but for what is masked in them: the same strings, names and values as
 * in records, and no time, level or message is looked for.
 */
import {
  createFieldNames,
  createKeepFields,
  createScan,
  createSealedFields,
  type Hidden,
  type PiiKind,
} from "../protect/mod.ts";
import { blanksEnd } from "./json_text.ts";
import { clearLine, createLine, flush, setSource } from "./line.ts";
import { createShapes } from "./shapes.ts";
import { BODY_START, createSources, type Source } from "./source.ts";
import { createStrings } from "./strings.ts";
import { createValueReader } from "./values.ts";

/** What was masked, and where it stood in the line, if it stood there as it is masked. */
export interface Masked {
  readonly kind: Hidden;
  /** UTF-16 units from 0; `undefined` for the whole of a secret's value, or within escapes. */
  readonly start: number | undefined;
  readonly chars: number | undefined;
}

export interface MaskedLine {
  readonly text: string;
  readonly found: readonly Masked[];
}

export interface Masker {
  /** Any text. */
  text(line: string): MaskedLine;
  /** An object or an array of JSON; `undefined` for all else, and for what is nested too deep. */
  json(line: string): MaskedLine | undefined;
}

export interface MaskerOptions {
  readonly kinds: readonly PiiKind[];
  readonly keepFields: readonly string[];
}

const NOWHERE = { start: undefined, chars: undefined };
const BEGINS_JSON = /^[ \t\r\n]*[{[]/;
const encoder = new TextEncoder();

export function createMasker({ kinds, keepFields }: MaskerOptions): Masker {
  const line = createLine();
  const sourceOf = createSources();
  const names = createFieldNames(createScan(kinds), kinds);
  const strings = createStrings(line, { kinds, isIndexed: true });
  const keep = createKeepFields(keepFields);
  const sealed = createSealedFields(undefined);
  const shapes = createShapes({ keep, sealed, names, maskerOf: strings.maskerOf });
  const masksCards = kinds.includes("card");
  const values = createValueReader(line, { strings, shapes, names, masksCards });

  function begin(text: string): Source {
    const source = sourceOf(encoder.encode(text));
    if (!source.ok) throw new Error("a string is UTF-8 once it is encoded");
    clearLine(line);
    setSource(line, source.value);
    return source.value;
  }

  function found(original: string): Masked[] {
    const { kinds, texts, starts, ends, count } = line.found;
    return Array.from({ length: count }, (_, i) => {
      const kind = kinds[i]!;
      const text = texts[i]!;
      // A text that was masked in part, or written without its escapes, stands nowhere.
      const at = text === line.text ? -BODY_START : original.indexOf(text);
      if (text === "" || (at < 0 && text !== line.text)) return { kind, ...NOWHERE };
      return { kind, start: at + starts[i]!, chars: ends[i]! - starts[i]! };
    });
  }

  return {
    text(text) {
      clearLine(line);
      const masked = strings.masked(text);
      return { text: masked, found: found(text) };
    },
    json(text) {
      if (!BEGINS_JSON.test(text)) return undefined;
      const { codes } = begin(text);
      const at = blanksEnd(codes, BODY_START);
      line.run = BODY_START;
      const end = values.value(at, shapes.start(), 0);
      if (end < 0 || blanksEnd(codes, end) < codes.length - 1) return undefined;
      flush(line, codes.length - 1);
      return { text: line.found.count === 0 ? text : line.out, found: found(text) };
    },
  };
}
