/** The Elasticsearch sink against VictoriaLogs' bulk door, which knows no `_id`: at least once. */
import { testSink } from "../delivery/sink_contract.ts";
import { testFarEnd } from "./far_end.ts";
import { getVictoriaLogs, readVictoriaLogs, startVictoriaLogs } from "./victorialogs.ts";

testSink("elasticsearch, VictoriaLogs' door", async () => {
  const got = await getVictoriaLogs();
  if ("missing" in got) return got;
  const server = await startVictoriaLogs(got.path);
  return {
    ...server,
    type: "elasticsearch",
    config: configOf(server.port),
    isOnce: false,
    seqs: async () => (await readVictoriaLogs(server.port)).map(({ seq }) => Number(seq)),
  };
});

testFarEnd("victorialogs://, by way of the bulk door", async () => {
  const got = await getVictoriaLogs();
  if ("missing" in got) return got;
  const server = await startVictoriaLogs(got.path);
  return {
    sink: { name: "far", type: "elasticsearch", ...configOf(server.port) },
    address: `victorialogs://127.0.0.1:${server.port}`,
    stop: server.stop,
  };
});

function configOf(port: number) {
  return {
    url: `http://127.0.0.1:${port}/insert/elasticsearch`,
    params: { _msg_field: "msg", _time_field: "ts", _stream_fields: "emitter,level" },
  };
}
