/**
 * A seeded random source: sfc32 (Chris Doty-Humphrey, PractRand), seeded through splitmix32.
 * Same seed, same numbers, on every machine: it uses 32-bit integer arithmetic only.
 * It is fast and well distributed, and no source of secrets.
 */

export interface Random {
  /** A float in [0, 1). */
  float(): number;
  /** A whole number in [0, below). */
  int(below: number): number;
  /** True with probability `p`. */
  chance(p: number): boolean;
  /** One item, each as likely. The list must not be empty. */
  pick<T>(items: readonly T[]): T;
  /** A source of its own, fixed by this one's seed and `name`: drawing from one moves no other. */
  fork(name: string): Random;
}

export function createRandom(seed: number | string): Random {
  const key = String(seed);
  const next = sfc32(hash(key));
  const float = () => next() / 4294967296;
  const int = (below: number) => Math.floor(float() * below);
  return {
    float,
    int,
    chance: (p) => float() < p,
    pick: (items) => items[int(items.length)]!,
    fork: (name) => createRandom(`${key}/${name}`),
  };
}

/** FNV-1a over UTF-16 code units. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  }
  return value >>> 0;
}

function sfc32(seed: number): () => number {
  const mix = splitmix32(seed);
  let a = mix(), b = mix(), c = mix(), counter = 1;
  const next = () => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return sum >>> 0;
  };
  for (let i = 0; i < 12; i++) next();
  return next;
}

function splitmix32(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let z = state ^ (state >>> 16);
    z = Math.imul(z, 0x21f0aaad);
    z ^= z >>> 15;
    z = Math.imul(z, 0x735a2d97);
    return z ^ (z >>> 15);
  };
}
