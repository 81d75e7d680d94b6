/** Elasticsearch and OpenSearch: `_search` with a scroll, after a refresh, so that nothing is hidden. */
import { z } from "zod";
import { credentialHeaders } from "../sinks/mod.ts";
import { baseOf, type StoreAddress } from "./address.ts";
import { answerOf, jsonOf } from "./http_lines.ts";
import { credentialsOf } from "./loki_reader.ts";
import { type Reader, type ReaderDeps, StoreUnreadable } from "./reader.ts";

const PAGE_RECORDS = 1_000;
const PAGES_MAX = 100_000;

const Page = z.object({
  _scroll_id: z.string().optional(),
  hits: z.object({ hits: z.array(z.object({ _index: z.string(), _source: z.unknown() })) }),
});

export function elasticsearchReader(address: StoreAddress, deps: ReaderDeps): Reader {
  const headers = { "content-type": "application/json", ...credentialHeaders(credentialsOf(deps)) };
  const base = baseOf(address);
  const index = address.path.replace(/\/$/, "") || "logops";
  const ask = async (path: string, body: unknown) => {
    const init = { method: "POST", headers, body: JSON.stringify(body) };
    const parsed = Page.safeParse(await jsonOf(await answerOf(deps, `${base}/${path}`, init)));
    if (!parsed.success) throw new StoreUnreadable("the answer is not that of _search");
    return parsed.data;
  };
  return {
    isOrdered: false,
    keepsTexts: false,
    async *lines({ containing }) {
      const refreshed = await answerOf(deps, `${base}/${index}/_refresh`, {
        method: "POST",
        headers,
      });
      await refreshed.body?.cancel();
      let page = await ask(`${index}/_search?scroll=1m`, {
        size: PAGE_RECORDS,
        sort: ["_doc"],
        query: { query_string: { query: JSON.stringify(containing) } },
      });
      let number = 0;
      for (let pages = 0; pages < PAGES_MAX && page.hits.hits.length > 0; pages++) {
        yield page.hits.hits.map(({ _index, _source }) => {
          return { part: _index, group: 0, number: ++number, text: JSON.stringify(_source) };
        });
        if (page._scroll_id === undefined) return;
        page = await ask("_search/scroll", { scroll: "1m", scroll_id: page._scroll_id });
      }
    },
  };
}
