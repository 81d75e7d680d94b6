/** The Elasticsearch sink against VictoriaLogs' bulk door, which knows no `_id`: at least once. */
import { testSink } from "../delivery/sink_contract.ts";
import { getVictoriaLogs, readVictoriaLogs, startVictoriaLogs } from "./victorialogs.ts";

testSink("elasticsearch, VictoriaLogs' door", async () => {
  const got = await getVictoriaLogs();
  if ("missing" in got) return got;
  const server = await startVictoriaLogs(got.path);
  return {
    ...server,
    type: "elasticsearch",
    config: {
      url: `http://127.0.0.1:${server.port}/insert/elasticsearch`,
      params: { _msg_field: "msg", _time_field: "ts", _stream_fields: "emitter,level" },
    },
    isOnce: false,
    seqs: async () => (await readVictoriaLogs(server.port)).map(({ seq }) => Number(seq)),
  };
});
