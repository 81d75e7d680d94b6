/** Numbers and times as a person reads them. */

export const DASH = "–";

const whole = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
const short = new Intl.NumberFormat("en", { maximumSignificantDigits: 3 });

export function count(value: number): string {
  return whole.format(value);
}

/** Records a second. */
export function rate(value: number): string {
  return value >= 100 ? whole.format(value) : short.format(value);
}

export function millis(value: number | null | undefined): string {
  if (value === undefined || value === null) return DASH;
  if (value >= 10_000) return `${short.format(value / 1000)} s`;
  return `${value < 10 ? value.toFixed(1) : whole.format(value)} ms`;
}

/** `7 s`, `1:05`, `1:00:05`. */
export function clock(sec: number): string {
  const all = Math.max(0, Math.round(sec));
  const [hours, minutes, seconds] = [Math.floor(all / 3600), Math.floor(all / 60) % 60, all % 60];
  const two = (value: number) => String(value).padStart(2, "0");
  if (hours > 0) return `${hours}:${two(minutes)}:${two(seconds)}`;
  return minutes > 0 ? `${minutes}:${two(seconds)}` : `${seconds} s`;
}

export function moment(ms: number): string {
  return new Date(ms).toLocaleString([], {
    dateStyle: "medium",
    timeStyle: "medium",
    hour12: false,
  });
}
