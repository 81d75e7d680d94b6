/** VictoriaLogs by LogsQL: one question, answered as lines of JSON in which every value is a text. */
import { credentialHeaders } from "../sinks/mod.ts";
import { baseOf, type StoreAddress } from "./address.ts";
import { answerOf, linesOfAnswer } from "./http_lines.ts";
import { credentialsOf } from "./loki_reader.ts";
import type { Reader, ReaderDeps } from "./reader.ts";

const DAY_MS = 86_400_000;

export function victoriaLogsReader(address: StoreAddress, deps: ReaderDeps): Reader {
  const { days = "1" } = address.options;
  const headers = credentialHeaders(credentialsOf(deps));
  const url = `${baseOf(address)}/select/logsql/query`;
  return {
    isOrdered: false,
    keepsTexts: true,
    async *lines({ fromMs, containing }) {
      const wanted = JSON.stringify(containing);
      const body = new URLSearchParams({
        query: `scenario_id:=${wanted} or ${wanted}`,
        start: new Date(fromMs - Number(days) * DAY_MS).toISOString(),
        end: new Date(deps.nowMs() + DAY_MS).toISOString(),
      });
      const response = await answerOf(deps, url, { method: "POST", body, headers });
      yield* linesOfAnswer(response, { part: "logs", group: 0, containing });
    },
  };
}
