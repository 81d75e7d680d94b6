/** Upper bounds of the bands in which latencies are counted, ms; columns `heat_0`, `heat_1` … */
export const HEAT_BOUNDS_MS: readonly number[] = [
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, Infinity],
];
