/** The Loki sink against VictoriaLogs' Loki door, and against a Loki where there is one. */
import { testSink } from "../delivery/sink_contract.ts";
import { testFarEnd } from "./far_end.ts";
import { getVictoriaLogs, readVictoriaLogs, startVictoriaLogs } from "./victorialogs.ts";
import { getLoki, readLoki, startLoki } from "./loki.ts";

testSink("loki, VictoriaLogs' door", async () => {
  const got = await getVictoriaLogs();
  if ("missing" in got) return got;
  const server = await startVictoriaLogs(got.path);
  return {
    ...server,
    type: "loki",
    config: { url: `http://127.0.0.1:${server.port}/insert` },
    isOnce: true,
    seqs: async () => (await readVictoriaLogs(server.port)).map(seqOf),
  };
});

testSink("loki, Loki itself", async () => {
  const got = await getLoki();
  if ("missing" in got) return got;
  const server = await startLoki(got.path);
  return {
    ...server,
    type: "loki",
    config: { url: `http://127.0.0.1:${server.port}` },
    isOnce: true,
    seqs: () => readLoki(server.port),
  };
});

testFarEnd("victorialogs://, by way of the Loki door", async () => {
  const got = await getVictoriaLogs();
  if ("missing" in got) return got;
  const server = await startVictoriaLogs(got.path);
  return {
    sink: { name: "far", type: "loki", url: `http://127.0.0.1:${server.port}/insert` },
    address: `victorialogs://127.0.0.1:${server.port}`,
    stop: server.stop,
  };
});

testFarEnd("loki://", async () => {
  const got = await getLoki();
  if ("missing" in got) return got;
  const server = await startLoki(got.path);
  return {
    sink: { name: "far", type: "loki", url: `http://127.0.0.1:${server.port}` },
    address: `loki://127.0.0.1:${server.port}`,
    stop: server.stop,
  };
});

/** VictoriaLogs parses lines that are JSON, or keeps them as the message. */
function seqOf({ seq, _msg }: { seq?: string; _msg: string }): number {
  return Number(seq ?? (JSON.parse(_msg) as { seq: number }).seq);
}
