/**
 * What a worker and its supervisor tell each other, as JSON lines: the worker on its standard output,
 * the supervisor on the worker's standard input. A closed pipe says that the other one is gone.
 *
 * ```
 * worker → supervisor   {"type":"listening","port":8080}
 *                       {"type":"scrape","id":1}                 what do all of us count?
 *                       {"type":"snapshot","id":4,"metrics":[…]} what this one counts
 *                       {"type":"claim","id":7,"keys":["mBc…"]}  I want to store these batches
 *                       {"type":"settled","keys":[["mBc…","20260501.w1.ndjson",812]]}  done with these
 * supervisor → worker   {"type":"collect","id":4}                tell me what you count
 *                       {"type":"exposition","id":1,"text":"…"}  the answer to a scrape
 *                       {"type":"claimed","id":7,"busy":[]}      those at these places are another's
 *                       {"type":"placed","keys":[["mBc…",…]]}    what another one has stored
 *                       {"type":"gone","worker":2}               look yourself what it has stored
 * ```
 *
 * A worker reads what strangers send, and the supervisor may start programs: what comes from a
 * worker is checked and bounded like any input.
 */
import { z } from "zod";

/** The longest line that is read: label values and scenarios at their bounds fit well below. */
export const MESSAGE_LENGTH_MAX = 64 * 2 ** 20;

const Id = z.int().nonnegative();

/** A batch's key, and with its file and its end there where it stands. */
const Key = z.string().length(32);
const PlacedKey = z.tuple([Key, z.string().max(64), z.int().nonnegative()]);
export type PlacedKey = z.infer<typeof PlacedKey>;
const SettledKey = z.union([z.tuple([Key]), PlacedKey]);
export type SettledKey = z.infer<typeof SettledKey>;

const MetricValue = z.object({
  value: z.union([z.number(), z.null().transform(() => NaN)]), // JSON has no NaN
  labels: z.record(z.string(), z.union([z.string(), z.number()])),
  metricName: z.string().optional(),
});

/** One metric as `Registry.getMetricsAsJSON()` of prom-client gives it. */
const MetricSnapshot = z.object({
  name: z.string().regex(/^[a-zA-Z_:][a-zA-Z0-9_:]*$/),
  help: z.string(),
  type: z.enum(["counter", "gauge", "histogram", "summary"]),
  aggregator: z.enum(["sum", "first", "min", "max", "average", "omit"]),
  values: z.array(MetricValue),
});
export type MetricSnapshot = z.infer<typeof MetricSnapshot>;
export type Snapshot = readonly MetricSnapshot[];

export const FromWorker = z.discriminatedUnion("type", [
  z.object({ type: z.literal("listening"), port: z.int().min(1).max(65_535) }),
  z.object({ type: z.literal("scrape"), id: Id }),
  z.object({
    type: z.literal("snapshot"),
    /** Of the `collect` that it answers; absent when it was not asked for. */
    id: Id.optional(),
    metrics: z.array(MetricSnapshot),
  }),
  z.object({ type: z.literal("claim"), id: Id, keys: z.array(Key) }),
  z.object({ type: z.literal("settled"), keys: z.array(SettledKey) }),
]);
export type FromWorker = z.infer<typeof FromWorker>;

export const FromSupervisor = z.discriminatedUnion("type", [
  z.object({ type: z.literal("collect"), id: Id }),
  z.object({ type: z.literal("exposition"), id: Id, text: z.string() }),
  z.object({ type: z.literal("claimed"), id: Id, busy: z.array(z.int().nonnegative()) }),
  z.object({ type: z.literal("placed"), keys: z.array(PlacedKey) }),
  z.object({ type: z.literal("gone"), worker: z.int().positive() }),
]);
export type FromSupervisor = z.infer<typeof FromSupervisor>;

export function encodeMessage(message: FromWorker | FromSupervisor): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(JSON.stringify(message) + "\n");
}

/** The messages of a pipe, until it is closed. Throws at the first line that is none. */
export async function* readMessages<T>(
  pipe: ReadableStream<Uint8Array<ArrayBuffer>>,
  schema: z.ZodType<T>,
): AsyncGenerator<T> {
  const parts: string[] = [];
  let length = 0;
  for await (const text of pipe.pipeThrough(new TextDecoderStream())) {
    const lines = text.split("\n");
    for (const [index, line] of lines.entries()) {
      length += line.length;
      if (length > MESSAGE_LENGTH_MAX) throw new Error("a message is too long");
      parts.push(line);
      if (index === lines.length - 1) continue; // its end is still to come
      const message = parts.join("");
      parts.length = 0;
      length = 0;
      yield schema.parse(JSON.parse(message));
    }
  }
}
