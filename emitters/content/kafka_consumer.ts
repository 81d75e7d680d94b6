/**
 * A simulated member of a Kafka consumer group that owns all partitions of a topic.
 *
 * ```
 * produce ──▶ log end ── lag ── position ── uncommitted ── committed
 *                                   ▲            │
 *                                   └─ rebalance ┘   everything uncommitted comes again
 * ```
 */
import type { Level } from "../../contract/mod.ts";
import type { PlantedPii } from "../emitter.ts";
import { createMessages } from "./messages.ts";
import { createPii } from "../pii/mod.ts";
import { createTokens, createZipf, drawQuantile, LATENCY_MS, type Random } from "../chance/mod.ts";
import { createIsoTime } from "../record/mod.ts";

/** What the topic holds at one offset. The texts are JSON. */
export interface Delivery {
  readonly level: Level;
  readonly ts: string;
  readonly msg: string;
  readonly partition: number;
  readonly offset: number;
  /** The members `key` and `headers`. */
  readonly content: string;
  readonly planted: readonly PlantedPii[];
}

export interface Polled {
  readonly delivery: Delivery;
  /** The `seq` under which it was delivered first: the asked one, unless it comes again. */
  readonly firstSeq: number;
  readonly member: string;
  readonly generation: number;
  /** Records of the partition that are produced and not yet delivered. */
  readonly lag: number;
}

export interface ConsumerOptions {
  readonly partitions: number;
  readonly group: string;
  readonly commitEvery: number;
  readonly rebalanceRatio: number;
}

/** What the next record is to be, if it is a new one. */
export interface Wanted {
  readonly seq: number;
  readonly level: Level;
  readonly hasPii: boolean;
}

export interface Consumer {
  poll(wanted: Wanted, tsMs: number): Polled;
}

interface Delivered {
  readonly delivery: Delivery;
  readonly firstSeq: number;
}

/** One offset in so many belongs to a transaction marker or is compacted away. */
const GAP_CHANCE = 0.01;
const FIRST_OFFSET_MAX = 100_000;
const LAG_START_MAX = 50;
/** Above this lag, fewer records are produced than consumed. */
const LAG_HIGH = 100;
/** What is produced while a rebalance stops the group. */
const REBALANCE_LAG_MAX = 60;

export function createConsumer(random: Random, options: ConsumerOptions): Consumer {
  const { partitions, group, commitEvery, rebalanceRatio } = options;
  const produce = createProducer(random.fork("producer"), partitions);
  const { hex } = createTokens(random);
  const lags = Array.from({ length: partitions }, () => random.int(LAG_START_MAX));
  let member = `${group}-${hex(3)}`;
  let generation = 1;
  let uncommitted: Delivered[] = [];
  let redeliveries: Delivered[] = [];

  const rebalance = () => {
    member = `${group}-${hex(3)}`;
    generation++;
    redeliveries = uncommitted.toSorted((a, b) =>
      a.delivery.partition - b.delivery.partition || a.delivery.offset - b.delivery.offset
    );
    uncommitted = [];
    for (let i = 0; i < lags.length; i++) lags[i]! += random.int(REBALANCE_LAG_MAX);
    for (const { delivery } of redeliveries) lags[delivery.partition]!++;
  };
  return {
    poll({ seq, level, hasPii }, tsMs) {
      if (random.float() < rebalanceRatio) {
        // What was to come again and has not yet is still uncommitted.
        uncommitted = [...uncommitted, ...redeliveries];
        rebalance();
      }
      const delivered = redeliveries.shift() ??
        { delivery: produce(level, hasPii, tsMs), firstSeq: seq };
      const { partition } = delivered.delivery;
      const before = lags[partition]!;
      const produced = random.int(before > LAG_HIGH ? 2 : 3);
      const lag = lags[partition] = Math.max(0, before - 1 + produced);
      uncommitted.push(delivered);
      if (uncommitted.length >= commitEvery) uncommitted = [];
      return { ...delivered, member, generation, lag };
    },
  };
}

const KEYS = 2000;
const SOURCES = ["web", "mobile", "partner-api", "backoffice"];

/** Makes the records that are on the topic. */
function createProducer(random: Random, partitions: number) {
  const messages = createMessages(random.fork("message"), {
    multiline: true,
    encode: JSON.stringify,
  });
  const pii = createPii(random.fork("pii"));
  const isoTime = createIsoTime();
  const { hex, word } = createTokens(random);
  const keys = Array.from({ length: KEYS }, () => `u-${word(2)}`);
  const drawKey = createZipf(random, KEYS);
  const offsets = Array.from({ length: partitions }, () => random.int(FIRST_OFFSET_MAX));
  return (level: Level, hasPii: boolean, tsMs: number): Delivery => {
    const planted: PlantedPii[] = [];
    let index = drawKey();
    let key = keys[index]!;
    let personal = "";
    const msg = messages.next(level, hasPii ? planted : undefined);
    if (hasPii) {
      if (random.chance(0.5)) {
        key = pii.email();
        index = random.int(partitions); // a key of its own, so any partition is its own, too
        planted.push({ kind: "email", value: key });
      }
      const value = pii.ipv4();
      planted.push({ kind: "ipv4", value });
      personal = `,"client-ip":"${value}"`;
    }
    const partition = index % partitions;
    const offset = offsets[partition]!;
    offsets[partition] = offset + (random.float() < GAP_CHANCE ? 2 : 1);
    return {
      level,
      ts: `"${isoTime(tsMs - drawQuantile(LATENCY_MS, random))}"`,
      msg,
      partition,
      offset,
      content: `"key":"${key}","headers":{"traceparent":"00-${hex(8)}-${hex(4)}-01","source":"${
        random.pick(SOURCES)
      }"${personal}}`,
      planted,
    };
  };
}
