/** A text that counts how many of its characters are read: a clock that no other work disturbs. */

export interface Counter {
  reads: number;
}

/** Behaves as `text` for all that detectors do with one; anything else they do throws. */
export function countedText(text: string, counter: Counter): string {
  const read = <T>(chars: number, value: T): T => {
    counter.reads += chars;
    return value;
  };
  const counted = {
    length: text.length,
    charCodeAt: (at: number) => read(1, text.charCodeAt(at)),
    charAt: (at: number) => read(1, text.charAt(at)),
    codePointAt: (at: number) => read(1, text.codePointAt(at)),
    startsWith: (word: string, at = 0) => read(word.length, text.startsWith(word, at)),
    slice: (from: number, to: number = text.length) => {
      const part = text.slice(from, to);
      return read(part.length, part);
    },
    indexOf: (word: string, from = 0) => {
      const found = text.indexOf(word, from);
      return read((found < 0 ? text.length : found) - from, found);
    },
  };
  return counted as unknown as string;
}
