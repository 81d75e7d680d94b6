/** Numbers as tables show them. */

export function whole(value: number): string {
  return Math.round(value).toLocaleString("en-US");
}

export function ratio(value: number): string {
  return Number.isFinite(value) ? value.toFixed(2) : "";
}

export function fixed(value: number): string {
  return value < 100 ? value.toFixed(1) : whole(value);
}

export function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
