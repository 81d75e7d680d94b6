/** Loki by LogQL: `query_range`, forward in time, page by page. */
import { z } from "zod";
import { credentialHeaders } from "../sinks/mod.ts";
import { baseOf, type StoreAddress } from "./address.ts";
import { answerOf, jsonOf } from "./http_lines.ts";
import { type FoundLine, type Reader, type ReaderDeps, StoreUnreadable } from "./reader.ts";

const Answer = z.object({
  data: z.object({
    result: z.array(z.object({
      stream: z.record(z.string(), z.string()),
      values: z.array(z.tuple([z.string(), z.string()], z.unknown())),
    })),
  }),
});

/** Loki gives no more entries at once, as it comes. */
const PAGE_ENTRIES = 5_000;
const PAGES_MAX = 100_000;
const DAY_MS = 86_400_000;

export function lokiReader(address: StoreAddress, deps: ReaderDeps): Reader {
  const { tenant, selector = '{emitter=~".+"}', days = "1" } = address.options;
  const headers = credentialHeaders({ ...credentialsOf(deps), tenant });
  const base = baseOf(address) + (address.path === "" ? "" : `/${address.path.replace(/\/$/, "")}`);
  const page = async (query: string, fromNs: bigint, toNs: bigint) => {
    const url = new URL(`${base}/loki/api/v1/query_range`);
    url.search = new URLSearchParams({
      query,
      start: String(fromNs),
      end: String(toNs),
      limit: String(PAGE_ENTRIES),
      direction: "forward",
    }).toString();
    const parsed = Answer.safeParse(await jsonOf(await answerOf(deps, url, { headers })));
    if (!parsed.success) throw new StoreUnreadable("the answer is not that of Loki");
    return parsed.data.data.result.flatMap(({ stream, values }) =>
      values.map(([time, text]) => ({ ns: BigInt(time), part: labelsOf(stream), text }))
    );
  };
  return {
    isOrdered: false,
    keepsTexts: false,
    async *lines({ fromMs, containing }) {
      const query = `${selector} |= ${JSON.stringify(containing)}`;
      let fromNs = nanoseconds(fromMs - Number(days) * DAY_MS);
      const toNs = nanoseconds(deps.nowMs() + DAY_MS);
      let number = 0;
      for (let pages = 0; pages < PAGES_MAX; pages++) {
        const entries = await page(query, fromNs, toNs);
        const isLast = entries.length < PAGE_ENTRIES;
        const lastNs = entries.reduce((last, { ns }) => ns > last ? ns : last, fromNs);
        // Those of the last instant may go on in the next page, which begins with all of them.
        const whole = isLast ? entries : entries.filter(({ ns }) => ns < lastNs);
        const found: FoundLine[] = whole.map(({ part, text }) => {
          return { part, group: 0, number: ++number, text };
        });
        if (found.length > 0) yield found;
        if (isLast) return;
        if (lastNs === fromNs) throw new StoreUnreadable("too many entries in one nanosecond");
        fromNs = lastNs;
      }
      throw new StoreUnreadable("too many pages of entries");
    },
  };
}

export function credentialsOf({ username, secret }: ReaderDeps) {
  if (secret === undefined) return {};
  return username === undefined ? { bearer_token: secret } : { username, password: secret };
}

function nanoseconds(ms: number): bigint {
  return BigInt(Math.floor(ms)) * 1_000_000n;
}

/** Labels that name a stream; structured metadata comes among them, and has no end of values. */
function labelsOf(stream: Readonly<Record<string, string>>): string {
  const { emitter = "", level = "" } = stream;
  return `{emitter="${emitter}",level="${level}"}`;
}
