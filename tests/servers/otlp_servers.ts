/** The OTLP sink against VictoriaLogs' OTLP door, which takes Protocol Buffers alone. */
import { testSink } from "../delivery/sink_contract.ts";
import { testFarEnd } from "./far_end.ts";
import { getVictoriaLogs, readVictoriaLogs, startVictoriaLogs } from "./victorialogs.ts";

testSink("otlp, VictoriaLogs' door", async () => {
  const got = await getVictoriaLogs();
  if ("missing" in got) return got;
  const server = await startVictoriaLogs(got.path);
  return {
    ...server,
    type: "otlp",
    config: { url: `http://127.0.0.1:${server.port}/insert/opentelemetry` },
    isOnce: false,
    seqs: async () => (await readVictoriaLogs(server.port)).map(({ seq }) => Number(seq)),
  };
});

testFarEnd("victorialogs://, by way of the OTLP door", async () => {
  const got = await getVictoriaLogs();
  if ("missing" in got) return got;
  const server = await startVictoriaLogs(got.path);
  return {
    sink: {
      ...{ name: "far", type: "otlp" },
      url: `http://127.0.0.1:${server.port}/insert/opentelemetry`,
    },
    address: `victorialogs://127.0.0.1:${server.port}`,
    stop: server.stop,
  };
}, false);
