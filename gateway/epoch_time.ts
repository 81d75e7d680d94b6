/** Times that come as numbers, seconds and nanoseconds since 1970, in canonical spelling. */
import { dateOf } from "./timestamp.ts";

const DAY_SEC = 86_400;
const BILLION = 1_000_000_000;
/** 2^32 ns and 2^48 ns, each as seconds and nanoseconds. */
const LOW_SEC = 4;
const LOW_NS = 294_967_296;
const MIDDLE_SEC = 281_474;
const MIDDLE_NS = 976_710_656;

export interface EpochWriter {
  /** `undefined` for what is no time before the year 10000. */
  seconds(seconds: number, nanos: number): string | undefined;
  /** Nanoseconds as two unsigned halves of 32 bits. */
  nanos(low: number, high: number): string | undefined;
}

/** Times of one body: most are of the second of the one before, which is spelled already. */
export function createEpochWriter(): EpochWriter {
  let second = -1;
  let spelled: string | undefined;

  function seconds(value: number, nanos: number): string | undefined {
    if (value !== second) {
      second = value;
      spelled = spell(value);
    }
    if (spelled === undefined || nanos < 0 || nanos >= BILLION) return undefined;
    return `${spelled}${String(BILLION + nanos).slice(1)}Z`;
  }

  return {
    seconds,
    nanos(low, high) {
      const middle = high >>> 16;
      const rest = high & 0xffff;
      const nanos = middle * MIDDLE_NS + rest * LOW_NS + low;
      const carry = Math.floor(nanos / BILLION);
      return seconds(middle * MIDDLE_SEC + rest * LOW_SEC + carry, nanos - carry * BILLION);
    },
  };
}

/** Up to the fraction of the second. */
function spell(seconds: number): string | undefined {
  const days = Math.floor(seconds / DAY_SEC);
  const date = seconds >= 0 ? dateOf(days) : undefined;
  if (date === undefined) return undefined;
  const ofDay = seconds - days * DAY_SEC;
  const two = (n: number) => String(n).padStart(2, "0");
  return `${date}T${two(Math.floor(ofDay / 3600))}:${two(Math.floor(ofDay / 60) % 60)}:` +
    `${two(ofDay % 60)}.`;
}
