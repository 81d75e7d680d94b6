/** The few figures that results are made of: median, spread, and a line through a series. */

export function median(values: readonly number[]): number {
  if (values.length === 0) return NaN;
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** How far repeated measurements lie apart, as a share of their median. */
export function spread(values: readonly number[]): number {
  return values.length < 2 ? 0 : (Math.max(...values) - Math.min(...values)) / median(values);
}

/** The mean of ratios. */
export function geometricMean(values: readonly number[]): number {
  return Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length);
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Slope of the least-squares line through `points`; 0 for fewer than two different x. */
export function slope(points: readonly Point[]): number {
  const { length } = points;
  const meanX = points.reduce((sum, { x }) => sum + x, 0) / length;
  const meanY = points.reduce((sum, { y }) => sum + y, 0) / length;
  let covariance = 0;
  let variance = 0;
  for (const { x, y } of points) {
    covariance += (x - meanX) * (y - meanY);
    variance += (x - meanX) ** 2;
  }
  return variance > 0 ? covariance / variance : 0;
}
