/** Seeded chance: numbers, texts, levels and distributions. The same seed draws the same. */
export { createLevels } from "./levels.ts";
export { drawQuantile, LATENCY_MS, PAGE_BYTES } from "./quantiles.ts";
export { createRandom, type Random } from "./random.ts";
export { createText, createTokens, DIGITS, LOWER, UPPER } from "./tokens.ts";
export { createZipf } from "./zipf.ts";
