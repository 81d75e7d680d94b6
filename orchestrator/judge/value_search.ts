/**
 * Looks for many values in much text at once. Each value is known by the six characters of it that
 * are rarest among all values; every place of the text is hashed and looked up among those, so that
 * the time grows with the text and not with the number of values.
 */

const GRAM_CHARS = 6;
/** 4 MB of counters: enough for a few hundred thousand values. */
const HASH_BITS = 20;

export interface ValueSearch {
  /** The values that stand somewhere in `text`, each in the spelling that was found. */
  find(text: string): string[];
}

interface Anchor {
  readonly value: string;
  /** Where in the value its rarest characters begin. */
  readonly offset: number;
}

/** A value is found as it is, and as JSON would write it inside a string. */
export function createValueSearch(values: Iterable<string>): ValueSearch {
  const spellings = new Set<string>();
  /** Looked for one by one. */
  const short = new Set<string>();
  for (const value of values) {
    for (const spelling of spellingsOf(value)) {
      (spelling.length < GRAM_CHARS ? short : spellings).add(spelling);
    }
  }
  const frequency = new Uint32Array(1 << HASH_BITS);
  for (const value of spellings) eachGram(value, (hash) => frequency[hash]!++);
  const anchors = new Map<number, Anchor[]>();
  for (const value of spellings) {
    let rarest = { hash: 0, offset: 0, count: Infinity };
    eachGram(value, (hash, offset) => {
      const count = frequency[hash]!;
      if (count < rarest.count) rarest = { hash, offset, count };
    });
    const anchor = { value, offset: rarest.offset };
    const others = anchors.get(rarest.hash);
    if (others === undefined) anchors.set(rarest.hash, [anchor]);
    else others.push(anchor);
  }
  return {
    find(text) {
      const found = new Set<string>();
      for (const value of short) if (text.includes(value)) found.add(value);
      eachGram(text, (hash, at) => {
        if (frequency[hash] === 0) return;
        for (const { value, offset } of anchors.get(hash) ?? []) {
          if (text.startsWith(value, at - offset)) found.add(value);
        }
      });
      return [...found];
    },
  };
}

/** A value as it is, and as JSON writes it. */
export function spellingsOf(value: string): ReadonlySet<string> {
  return new Set([value, JSON.stringify(value).slice(1, -1)]);
}

function eachGram(text: string, visit: (hash: number, at: number) => void): void {
  for (let at = 0; at + GRAM_CHARS <= text.length; at++) {
    let hash = 0;
    for (let i = 0; i < GRAM_CHARS; i++) hash = Math.imul(hash, 31) + text.charCodeAt(at + i);
    visit(Math.imul(hash, 0x9e3779b1) >>> (32 - HASH_BITS), at);
  }
}
