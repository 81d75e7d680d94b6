/** Loki's push as JSON: each record is a line of one stream. */
import type { Carry } from "./door.ts";
import { postJson } from "./post_json.ts";

const NANOS_PER_MS = 1_000_000n;

export function lokiDoor(url: string, nowMs: () => number): Carry {
  return async (lines, signal) => {
    const start = BigInt(Math.trunc(nowMs())) * NANOS_PER_MS;
    // Times of their own keep the order of the lines.
    const values = lines.map((line, index) => [String(start + BigInt(index)), line]);
    return await postJson(url, { streams: [{ stream: { job: "conform" }, values }] }, signal);
  };
}
