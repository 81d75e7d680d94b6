/**
 * Kafka: a message for each record, its value the journal's line. The key is the journal file, so
 * that a file's records are in one partition, in order; the offset travels as a header.
 *
 * A batch that may have arrived is looked for at the end of its partition first, from the time of its
 * oldest record on, and only what is missing is sent.
 */
import { Buffer } from "node:buffer";
import type { Producer } from "@platformatic/kafka";
import { z } from "zod";
import type { Batch, Line } from "../journal/mod.ts";
import { secret } from "./http_fields.ts";
import { clientOptions, type KafkaAccess, openTopic } from "./kafka_topic.ts";
import { saltOf, timeOf } from "./loki_entry.ts";
import { defineSink, type Outcome, type Probe } from "./sink.ts";

/** A broker takes no batch above 1 MiB, as it comes: this leaves room for keys and headers. */
const BATCH_BYTES = 512 * 2 ** 10;
const ACKS_ALL = -1;
/** Clocks and brokers that set times by their own may differ by this much. */
const TIME_SKEW_MS_MAX = 600_000;
const NS_PER_MS = 1_000_000n;

const HOST = /^[A-Za-z0-9._-]+:\d{1,5}$/;

const Config = z.strictObject({
  brokers: z.array(z.string().regex(HOST, "must be host:port")).min(1).max(100)
    .describe("Every broker of the cluster, as host:port: no other host may be reached"),
  topic: z.string().regex(/^[A-Za-z0-9._-]{1,249}$/, "must be a topic's name")
    .describe("Topic; it must be there"),
  tls: z.boolean().default(false).describe("Whether brokers speak TLS"),
  username: z.string().optional().describe("For SASL PLAIN, with password"),
  password: secret().optional().describe("For SASL PLAIN, with username"),
});
type Config = z.output<typeof Config>;

export const kafka = defineSink({
  type: "kafka",
  summary: "Kafka: a message for each record",
  promise: "once",
  readsPackages: true, // a checksum in WebAssembly
  batch: { bytesMax: BATCH_BYTES, ageMsMax: 1_000 },
  config: Config,
  identity: ({ brokers, topic }) => [brokers[0]!, topic],
  urls: ({ brokers }) => brokers.map((broker) => `kafka://${broker}`),
  create(config) {
    let open: Promise<Producer> | undefined;
    const close = async () => {
      const producer = await open?.catch(() => undefined);
      open = undefined;
      await producer?.close(true).catch(() => {});
    };
    return {
      async send(batch, { mayHaveArrived }): Promise<Outcome> {
        if (batch.lines.length === 0) return { kind: "done" };
        try {
          const producer = await (open ??= connect(config));
          const { topics } = await producer.metadata({ topics: [config.topic] });
          const count = topics.get(config.topic)!.partitionsCount;
          const partition = saltOf(batch.file) % count;
          const there = mayHaveArrived ? await placesIn(partition, batch, config) : new Set();
          const missing = batch.lines.filter(({ offset }) => !there.has(offset));
          if (missing.length > 0) await produce(producer, config.topic, partition, batch, missing);
          return { kind: "done" };
        } catch (error) {
          await close(); // what is under way on this connection is of no use to the next try
          return outcomeOfError(error);
        }
      },
      async probe(): Promise<Probe> {
        // A topic keeps what it gets: the question whether it is there is all that leaves nothing.
        try {
          const producer = await (open ??= connect(config));
          const { topics } = await producer.metadata({ topics: [config.topic], forceUpdate: true });
          const count = topics.get(config.topic)!.partitionsCount;
          return {
            ok: true,
            detail: `topic ${config.topic} has ${count} partitions; not written to`,
          };
        } catch (error) {
          await close();
          return { ok: false, detail: `topic ${config.topic}: ${outcomeOfError(error).detail}` };
        }
      },
      close,
    };
  },
});

async function connect(config: Config): Promise<Producer> {
  const { Producer } = await import("@platformatic/kafka");
  return new Producer(clientOptions(config));
}

async function produce(
  producer: Producer,
  topic: string,
  partition: number,
  batch: Batch,
  lines: readonly Line[],
): Promise<void> {
  const key = Buffer.from(batch.file);
  const name = Buffer.from("offset");
  const messages = lines.map((line) => ({
    topic,
    partition,
    key,
    value: Buffer.from(line.bytes.buffer, line.bytes.byteOffset, line.bytes.byteLength),
    headers: new Map([[name, Buffer.from(String(line.offset))]]),
    ...timestampOf(line),
  }));
  await producer.send({ messages, acks: ACKS_ALL });
}

/** The record's own time, by which it is found again. */
function timestampOf(line: Line): { readonly timestamp?: bigint } {
  const found = /"ts":"([^"]{20,40})"/.exec(
    new TextDecoder().decode(line.bytes.subarray(0, TIME_WITHIN_BYTES)),
  );
  const ns = timeOf(found?.[1], 0);
  return ns === undefined ? {} : { timestamp: ns / NS_PER_MS };
}

/** The gateway writes the time first. */
const TIME_WITHIN_BYTES = 64;

/** Offsets of the batch that its partition has already. */
async function placesIn(partition: number, batch: Batch, access: KafkaAccess & Config) {
  const times = batch.lines.flatMap((line) => timestampOf(line).timestamp ?? []);
  const isTimed = times.length === batch.lines.length;
  const oldest = times.reduce((least, each) => each < least ? each : least, times[0] ?? 0n);
  const fromMs = isTimed ? Math.max(0, Number(oldest) - TIME_SKEW_MS_MAX) : 0;
  const topic = await openTopic(access.topic, access);
  const offsets = new Set<number>();
  try {
    for await (const records of topic.read(partition, fromMs)) {
      for (const { headers, key } of records) {
        if (key !== batch.file) continue;
        const offset = Number(headers.get("offset"));
        if (offset >= batch.start && offset < batch.end) offsets.add(offset);
      }
    }
  } finally {
    await topic.close().catch(() => {});
  }
  return offsets;
}

const REFUSED = new Set(["MESSAGE_TOO_LARGE", "RECORD_LIST_TOO_LARGE", "INVALID_RECORD"]);
const DENIED = new Set([
  ...["TOPIC_AUTHORIZATION_FAILED", "CLUSTER_AUTHORIZATION_FAILED", "SASL_AUTHENTICATION_FAILED"],
  ...["UNSUPPORTED_SASL_MECHANISM", "ILLEGAL_SASL_STATE"],
]);

/** What an error of the client means; the innermost that names one. */
function outcomeOfError(error: unknown): Exclude<Outcome, { kind: "done" }> {
  const found = flattened(error);
  const ids = found.map((each) => String((each as { apiId?: unknown }).apiId ?? ""));
  const id = ids.find((each) => each !== "");
  const detail = id === undefined ? faultText(found) : `the broker answered ${id}`;
  const codes = found.map((each) => String((each as { code?: unknown }).code ?? ""));
  if (ids.some((each) => DENIED.has(each)) || codes.includes("PLT_KFK_AUTHENTICATION")) {
    return { kind: "credentials", detail };
  }
  if (ids.some((each) => REFUSED.has(each))) return { kind: "refused", detail };
  return { kind: "retry", detail };
}

const DEPTH_MAX = 8;

function flattened(error: unknown, depth = 0): Error[] {
  if (!(error instanceof Error) || depth > DEPTH_MAX) return [];
  const inner = error instanceof AggregateError ? error.errors : [];
  return [error, ...[...inner, error.cause].flatMap((each) => flattened(each, depth + 1))];
}

function faultText(errors: readonly Error[]): string {
  const text = errors.map(({ name, message }) => `${name} ${message}`).join(" ");
  if (/Requires net access/.test(text)) {
    return "this process may not reach a broker: name all of them in 'brokers'";
  }
  if (/ECONNREFUSED|refused/i.test(text)) return "connection refused";
  if (/Unknown topic/.test(text)) return "there is no such topic";
  if (/ENOTFOUND|resolve|lookup/i.test(text)) return "a broker's name does not resolve";
  if (/timed? ?out/i.test(text)) return "no answer in time";
  return "no answer: the connection broke";
}
