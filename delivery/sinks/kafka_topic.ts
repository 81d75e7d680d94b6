/**
 * A topic of Kafka, read partition by partition, without a consumer group: what is there between a
 * time and now.
 */
import type { Consumer } from "@platformatic/kafka";

export interface KafkaAccess {
  /** `host:port` of every broker: this process may reach no other. */
  readonly brokers: readonly string[];
  readonly tls: boolean;
  readonly username?: string | undefined;
  readonly password?: string | undefined;
}

export interface KafkaRecord {
  readonly partition: number;
  readonly offset: bigint;
  readonly key: string;
  readonly value: Uint8Array;
  readonly headers: ReadonlyMap<string, string>;
}

export interface KafkaTopic {
  partitions(): Promise<number>;
  /** Records of a partition whose time is not before `fromMs`, and all that come after the first of them. */
  read(partition: number, fromMs: number): AsyncGenerator<KafkaRecord[]>;
  close(): Promise<void>;
}

const FETCH_BYTES = 2 ** 20;
const FETCH_WAIT_MS = 1_000;
const REQUEST_TIMEOUT_MS = 20_000;
const FETCHES_EMPTY_MAX = 10;
const LATEST = -1n;

/** Options that every client has. */
export function clientOptions({ brokers, tls, username, password }: KafkaAccess) {
  return {
    clientId: "logops",
    bootstrapBrokers: [...brokers],
    retries: 0, // delivery and verdict ask again by themselves
    connectTimeout: REQUEST_TIMEOUT_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    ...(tls ? { tls: {} } : {}),
    ...(username === undefined || password === undefined
      ? {}
      : { sasl: { mechanism: "PLAIN" as const, username, password } }),
  };
}

/** The package is loaded where Kafka is spoken, and nowhere else. */
export async function openTopic(topic: string, access: KafkaAccess): Promise<KafkaTopic> {
  const { Consumer } = await import("@platformatic/kafka");
  const consumer: Consumer = new Consumer({
    ...clientOptions(access),
    groupId: "logops-reader", // named by the client's rules, and never joined
    maxWaitTime: FETCH_WAIT_MS,
  });
  const described = async () => {
    const { topics } = await consumer.metadata({ topics: [topic] });
    return topics.get(topic)!;
  };
  return {
    partitions: async () => (await described()).partitionsCount,
    async *read(partition, fromMs) {
      const offsetAt = async (timestamp: bigint) => {
        const partitions = { [topic]: [partition] };
        const found = await consumer.listOffsets({ topics: [topic], partitions, timestamp });
        return found.get(topic)?.[partition] ?? -1n;
      };
      const end = await offsetAt(LATEST);
      let next = await offsetAt(BigInt(Math.floor(fromMs)));
      if (next < 0n) return; // nothing of that time, or later
      const { id, partitions } = await described();
      const node = partitions[partition]!.leader;
      for (let empty = 0; next < end && empty < FETCHES_EMPTY_MAX;) {
        const records = await fetchFrom(consumer, { id, node, partition, offset: next });
        empty = records.length === 0 ? empty + 1 : 0;
        const wanted = records.filter(({ offset }) => offset >= next && offset < end);
        if (wanted.length > 0) yield wanted;
        const last = records.at(-1);
        if (last !== undefined && last.offset >= next) next = last.offset + 1n;
      }
    },
    close: () => consumer.close(true),
  };
}

interface Place {
  readonly id: string;
  readonly node: number;
  readonly partition: number;
  readonly offset: bigint;
}

async function fetchFrom(
  consumer: Consumer,
  { id, node, partition, offset }: Place,
): Promise<KafkaRecord[]> {
  const { responses } = await consumer.fetch({
    node,
    maxWaitTime: FETCH_WAIT_MS,
    topics: [{
      topicId: id,
      partitions: [{
        partition,
        currentLeaderEpoch: -1,
        fetchOffset: offset,
        lastFetchedEpoch: -1,
        partitionMaxBytes: FETCH_BYTES,
      }],
    }],
  });
  const decoder = new TextDecoder();
  const text = (bytes: Uint8Array | null) => bytes === null ? "" : decoder.decode(bytes);
  return responses.flatMap((topic) => topic.partitions).flatMap(({ records }) => records ?? [])
    .flatMap((batch) =>
      batch.records.map((record) => ({
        partition,
        offset: batch.firstOffset + BigInt(record.offsetDelta),
        key: text(record.key),
        value: record.value ?? new Uint8Array(),
        headers: new Map(record.headers.map(([name, value]) => [text(name), text(value)])),
      }))
    );
}
