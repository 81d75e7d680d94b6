/**
 * Any address that answers GET with lines. `{scenario_id}` in it stands for the run's, and `{from}`
 * for the time (RFC 3339) since when records of it can be there.
 */
import { credentialHeaders } from "../sinks/mod.ts";
import type { StoreAddress } from "./address.ts";
import { answerOf, linesOfAnswer } from "./http_lines.ts";
import { credentialsOf } from "./loki_reader.ts";
import type { Reader, ReaderDeps } from "./reader.ts";

export function httpReader({ text }: StoreAddress, deps: ReaderDeps): Reader {
  const headers = credentialHeaders(credentialsOf(deps));
  return {
    isOrdered: false,
    keepsTexts: false,
    async *lines({ fromMs, containing }) {
      const url = text.replace(/\{scenario_id\}|%7Bscenario_id%7D/g, encodeURIComponent(containing))
        .replace(/\{from\}|%7Bfrom%7D/g, encodeURIComponent(new Date(fromMs).toISOString()));
      const response = await answerOf(deps, url, { headers });
      yield* linesOfAnswer(response, { part: new URL(url).pathname, group: 0, containing });
    },
  };
}
