/**
 * What a consumer of a Kafka topic logs, one JSON line per delivery:
 *
 * ```
 * {"ts":"…","level":"INFO","msg":"…","seq":7,"topic":"orders.events","partition":3,"offset":1042,
 *  "key":"u-4fk7qa","headers":{"traceparent":"00-…-01"},"group":"billing","member":"billing-…",
 *  "generation":2,"lag":14,"redelivered":true}
 * ```
 *
 * Delivery is at least once, as Kafka's is by default: offsets are committed every so many records,
 * and after a rebalance all records since the last commit come again: same partition, offset, key,
 * headers and content, a new `seq`, and `redelivered`. The first delivery's number is in the
 * record's `redeliveryOf`. Offsets rise within a partition, with gaps where transaction markers and
 * compacted records were; records of one key stay in one partition.
 */
import { z } from "zod";
import {
  brokenHead,
  createDrafts,
  DEFAULT_RECORD_ARGS,
  type Draft,
  joinTexts,
  NO_PII,
  recordArgs,
  SHARES_MESSAGE,
  sharesFit,
} from "../record/mod.ts";
import { defineEmitter, type EmittedRequest } from "../emitter.ts";
import { createConsumer, type Delivery } from "../content/mod.ts";
import type { Random } from "../chance/mod.ts";

const NAME = /^[A-Za-z0-9._-]{1,249}$/; // what Kafka allows for topics

export const kafka = defineEmitter({
  type: "kafka",
  summary: "A Kafka consumer: partitions, offsets, keys, lag, rebalances and redeliveries",
  config: z.strictObject({
    topic: z.string().regex(NAME).default("orders.events").describe("Name of the topic"),
    partitions: z.number().int().min(1).max(1000).default(6).describe("Partitions of the topic"),
    group: z.string().regex(NAME).default("billing").describe("Name of the consumer group"),
    commit_every: z.number().int().min(1).max(10_000).default(50)
      .describe("Records between two commits: the most that come again after a rebalance"),
    rebalance_ratio: z.number().min(0).max(0.1).default(0.0005)
      .describe("Chance of a rebalance before each record"),
    ...recordArgs(DEFAULT_RECORD_ARGS),
  }).refine(sharesFit, SHARES_MESSAGE),
  create({ topic, partitions, group, commit_every, rebalance_ratio, ...args }, deps) {
    const { random } = deps;
    const drafts = createDrafts(deps, args);
    const consumer = createConsumer(random.fork("consumer"), {
      partitions,
      group,
      commitEvery: commit_every,
      rebalanceRatio: rebalance_ratio,
    });
    const writeHead = createHeadWriter(random.fork("defect value"));
    const origin =
      (deps.scenarioId === "" ? "" : `"scenario_id":${JSON.stringify(deps.scenarioId)},`) +
      `"topic":"${topic}","partition":`;
    return {
      next(tsMs) {
        const drawn = drafts.next("ndjson");
        const { delivery, firstSeq, member, generation, lag } = consumer.poll(drawn, tsMs);
        const isRedelivered = firstSeq !== drawn.seq;
        const draft = isRedelivered ? { ...drawn, level: delivery.level } : drawn;
        const text = `{${
          writeHead(draft, delivery)
        }"seq":${draft.seq},${origin}${delivery.partition},"offset":${delivery.offset},${delivery.content},"group":"${group}","member":"${member}","generation":${generation},"lag":${lag}${
          isRedelivered ? ',"redelivered":true' : ""
        }}`;
        const planted = delivery.planted.length === 0 ? NO_PII : delivery.planted;
        const record = drafts.toRecord(draft, text, planted, wrap);
        return isRedelivered ? { ...record, redeliveryOf: firstSeq } : record;
      },
      batch: (records) => wrap(joinTexts(records, "\n")),
    };
  },
});

function wrap(lines: string): EmittedRequest {
  return { contentType: "application/x-ndjson", body: `${lines}\n` };
}

function createHeadWriter(random: Random) {
  return (draft: Draft, { ts, msg }: Delivery): string => {
    const level = `"${draft.level}"`;
    return draft.defect === undefined ? `"ts":${ts},"level":${level},"msg":${msg},` : brokenHead(
      draft,
      { tsKey: "ts", ts, levelKey: "level", level, msgKey: "msg", msg },
      random,
    );
  };
}
