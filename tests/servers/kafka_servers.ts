/** The Kafka sink and reader against Apache Kafka. */
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { Admin } from "@platformatic/kafka";
import { openTopic } from "../../delivery/mod.ts";
import { testSink } from "../delivery/sink_contract.ts";
import { testFarEnd } from "./far_end.ts";
import { getKafka, startKafka } from "./kafka.ts";
import { ROOT } from "../repository.ts";

const TOPIC = "logs";

testSink("kafka, Apache Kafka", async () => {
  const got = await getKafka();
  if ("missing" in got) return got;
  const server = await startKafka(got.path);
  const broker = `127.0.0.1:${server.port}`;
  await makeTopic(broker);
  return {
    ...server,
    type: "kafka",
    config: { brokers: [broker], topic: TOPIC },
    isOnce: true,
    seqs: () => readSeqs(broker),
  };
});

testFarEnd("kafka://", async () => {
  const got = await getKafka();
  if ("missing" in got) return got;
  const server = await startKafka(got.path);
  const broker = `127.0.0.1:${server.port}`;
  await makeTopic(broker);
  return {
    sink: { name: "far", type: "kafka", brokers: [broker], topic: TOPIC },
    address: `kafka://${broker}/${TOPIC}`,
    stop: server.stop,
  };
});

Deno.test("deliver --check reaches Apache Kafka with the rights that its configuration names", async () => {
  const got = await getKafka();
  if ("missing" in got) return console.log(`not run: ${got.missing}`);
  const server = await startKafka(got.path);
  const folder = await Deno.makeTempDir({ prefix: "logops-kafka-" });
  try {
    const broker = `127.0.0.1:${server.port}`;
    await makeTopic(broker);
    const path = `${folder}/delivery.yaml`;
    const sinks = [{ name: "k", type: "kafka", brokers: [broker], topic: TOPIC }];
    await Deno.writeTextFile(path, JSON.stringify({ sinks }));
    const { code, stdout } = await new Deno.Command(Deno.execPath(), {
      args: [
        ...["run", "--quiet", "-P=deliver", "--no-prompt"],
        ...[fileURLToPath(new URL("delivery/deliver_cli.ts", ROOT)), "--check"],
      ],
      env: { LOGOPS_DELIVERY_FILE: path, LOGOPS_SINK_DIR: folder, LOGOPS_DELIVERY_PORT: "0" },
    }).output();
    const told = new TextDecoder().decode(stdout);
    assert.match(told, /^ok {5}k \(kafka, once\): topic logs has 3 partitions/m);
    assert.equal(code, 0, told);
  } finally {
    await Deno.remove(folder, { recursive: true });
    await server.stop();
  }
});

async function makeTopic(broker: string): Promise<void> {
  const admin = new Admin({ clientId: "test", bootstrapBrokers: [broker], retries: 5 });
  try {
    await admin.createTopics({ topics: [TOPIC], partitions: 3, replicas: 1 });
  } finally {
    await admin.close();
  }
}

async function readSeqs(broker: string): Promise<number[]> {
  const topic = await openTopic(TOPIC, { brokers: [broker], tls: false });
  const decoder = new TextDecoder();
  const seqs: number[] = [];
  try {
    for (let partition = 0; partition < await topic.partitions(); partition++) {
      for await (const records of topic.read(partition, 0)) {
        seqs.push(...records.map(({ value }) => JSON.parse(decoder.decode(value)).seq));
      }
    }
  } finally {
    await topic.close();
  }
  return seqs;
}
