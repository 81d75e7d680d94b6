/** One line of a verdict: what was wanted, and what was found. */

export interface Check {
  readonly name: string;
  /** Such as `≤ 250`. */
  readonly wanted: string;
  readonly got: string;
  readonly status: "passed" | "broken" | "unchecked";
  readonly note?: string;
}

interface Bounds {
  readonly min?: number | undefined;
  readonly max?: number | undefined;
  /** With a blank before it. */
  readonly unit?: string;
}

/** A number against its bounds. */
export function check(name: string, bounds: Bounds, got: number, note?: string): Check {
  const { min, max, unit = "" } = bounds;
  const wanted = [
    ...(min === undefined ? [] : [`≥ ${min}${unit}`]),
    ...(max === undefined ? [] : [`≤ ${max}${unit}`]),
  ].join(", ");
  const holds = got >= (min ?? -Infinity) && got <= (max ?? Infinity);
  const status = holds ? "passed" : "broken";
  return {
    name,
    wanted,
    got: numberText(got) + unit,
    status,
    ...(note === undefined ? {} : { note }),
  };
}

/** Enough digits to tell a broken bound from the bound. */
function numberText(value: number): string {
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(4)));
}
