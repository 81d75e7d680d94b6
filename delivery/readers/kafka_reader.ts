/** A topic of Kafka: every partition, from the run's time on. */
import { openTopic } from "../sinks/mod.ts";
import type { StoreAddress } from "./address.ts";
import { type Reader, type ReaderDeps, StoreUnreadable } from "./reader.ts";

export function kafkaReader({ host, path, options }: StoreAddress, deps: ReaderDeps): Reader {
  const access = {
    brokers: [host, ...(options.brokers ?? "").split(",").filter((each) => each !== "")],
    tls: options.tls === "true",
    username: deps.username,
    password: deps.secret,
  };
  return {
    isOrdered: true,
    keepsTexts: false,
    async *lines({ fromMs, containing }) {
      const topic = await openTopic(path, access);
      const decoder = new TextDecoder();
      try {
        const partitions = await topic.partitions();
        for (let partition = 0; partition < partitions; partition++) {
          let number = 0;
          for await (const records of topic.read(partition, fromMs)) {
            const found = records.map(({ value }) => {
              const part = `${path}/${partition}`;
              return { part, group: partition, number: ++number, text: decoder.decode(value) };
            }).filter(({ text }) => text.includes(containing));
            if (found.length > 0) yield found;
          }
        }
      } catch (error) {
        if (error instanceof StoreUnreadable) throw error;
        throw new StoreUnreadable(reasonOf(error));
      } finally {
        await topic.close().catch(() => {});
      }
    },
  };
}

function reasonOf(error: unknown): string {
  const all = error instanceof AggregateError ? error.errors : [];
  const text = [error, ...all].map((each) => each instanceof Error ? each.message : "").join(" ");
  if (/ECONNREFUSED|refused/i.test(text)) return "connection refused";
  if (/Unknown topic|UNKNOWN_TOPIC|does not host this topic/i.test(text)) {
    return "there is no such topic";
  }
  return "the brokers do not answer as they should";
}
