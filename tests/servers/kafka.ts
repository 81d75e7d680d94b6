/** Apache Kafka, one node of KRaft, from Maven: Java and Maven must be there. */
import { join } from "node:path";
import { cacheFolder, exists, runTool } from "./cache.ts";
import { freePort, type RunningServer, startServer } from "./running_server.ts";

const VERSION = "3.9.1";
const POM = `<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>
<groupId>logops.test</groupId><artifactId>kafka</artifactId><version>1</version><dependencies>
<dependency><groupId>org.apache.kafka</groupId><artifactId>kafka_2.13</artifactId><version>${VERSION}</version></dependency>
<dependency><groupId>org.slf4j</groupId><artifactId>slf4j-simple</artifactId><version>1.7.36</version></dependency>
</dependencies></project>`;
const CLUSTER_ID = "MkU3OEVBNTcwNTJENDM2Qg";

/** The folder of its jars. */
export async function getKafka(): Promise<{ path: string } | { missing: string }> {
  const folder = cacheFolder("kafka");
  const path = join(folder, "libs");
  if (await exists(join(path, `kafka_2.13-${VERSION}.jar`))) return { path };
  await Deno.mkdir(folder, { recursive: true });
  await Deno.writeTextFile(join(folder, "pom.xml"), POM);
  const failed = await runTool("java", ["-version"], folder) ??
    await runTool(
      "mvn",
      ["-q", "-B", "dependency:copy-dependencies", "-DoutputDirectory=libs"],
      folder,
    );
  return failed === undefined ? { path } : { missing: failed };
}

export async function startKafka(libs: string): Promise<RunningServer> {
  const controller = freePort();
  return await startServer({
    command: "java",
    args: (_port, folder) => [
      ...["-Xmx512m", "-XX:+UseSerialGC", "-cp", `${libs}/*`],
      ...["kafka.Kafka", `${folder}/server.properties`],
    ],
    async prepare(port, folder) {
      const properties = join(folder, "server.properties");
      await Deno.writeTextFile(
        properties,
        [
          "process.roles=broker,controller",
          "node.id=1",
          `controller.quorum.voters=1@127.0.0.1:${controller}`,
          `listeners=PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controller}`,
          `advertised.listeners=PLAINTEXT://127.0.0.1:${port}`,
          "controller.listener.names=CONTROLLER",
          "listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
          `log.dirs=${folder}/logs`,
          "num.partitions=3",
          "offsets.topic.replication.factor=1",
          "transaction.state.log.replication.factor=1",
          "transaction.state.log.min.isr=1",
          "group.initial.rebalance.delay.ms=0",
        ].join("\n"),
      );
      const failed = await runTool("java", [
        ...["-cp", `${libs}/*`, "kafka.tools.StorageTool", "format"],
        ...["-t", CLUSTER_ID, "-c", properties],
      ], folder);
      if (failed !== undefined) throw new Error(failed);
    },
    isReady: async (port) => {
      const connection = await Deno.connect({ hostname: "127.0.0.1", port });
      connection.close();
    },
  });
}
