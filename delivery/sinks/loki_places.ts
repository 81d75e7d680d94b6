/**
 * Asks where records came to stand: which places of a planned range a Loki, or a VictoriaLogs behind
 * its Loki door, has already. Entries are found by the structured metadata `journal` and `offset`,
 * within the times of the batch.
 */
import { z } from "zod";
import type { Range } from "../journal/mod.ts";
import { ask, joinUrl } from "./http_answer.ts";

export interface PlacesQuery extends Range {
  /** Nanoseconds, both included. */
  readonly fromNs: bigint;
  readonly toNs: bigint;
}

export interface PlacesOptions {
  readonly fetch: typeof fetch;
  readonly headers: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

export type Places =
  | { readonly ok: true; readonly offsets: ReadonlySet<number> }
  | { readonly ok: false; readonly detail: string };

/** Loki answers with no more entries than this at once, as it comes. */
const PAGE_ENTRIES = 5_000;
const PAGES_MAX = 10_000;

const LokiAnswer = z.object({
  data: z.object({
    result: z.array(z.object({
      stream: z.record(z.string(), z.string()),
      values: z.array(z.tuple([z.string(), z.string()], z.unknown())),
    })),
  }),
});

/** From Loki's `query_range`, page by page, forward in time. */
export async function placesInLoki(
  base: string,
  query: PlacesQuery,
  { fetch, headers, signal }: PlacesOptions,
): Promise<Places> {
  const offsets = new Set<number>();
  let from = query.fromNs;
  for (let page = 0; page < PAGES_MAX; page++) {
    const url = new URL(joinUrl(base, "/loki/api/v1/query_range"));
    const selector = `{emitter=~".+"} | journal="${query.file}" | offset>=${query.start}` +
      ` | offset<${query.end}`;
    url.searchParams.set("query", selector);
    url.searchParams.set("start", String(from));
    url.searchParams.set("end", String(query.toNs + 1n));
    url.searchParams.set("limit", String(PAGE_ENTRIES));
    url.searchParams.set("direction", "forward");
    const asked = await ask(fetch, url, { headers, signal });
    if (!asked.ok) return { ok: false, detail: asked.detail };
    if (asked.answer.status !== 200) {
      return { ok: false, detail: `answered ${asked.answer.status} to which records it has` };
    }
    const parsed = LokiAnswer.safeParse(parseJson(asked.answer.body));
    if (!parsed.success) return { ok: false, detail: "the answer is not that of Loki" };
    let entries = 0;
    let lastNs = from;
    for (const { stream, values } of parsed.data.data.result) {
      offsets.add(Number(stream.offset));
      entries += values.length;
      for (const [time] of values) {
        const ns = BigInt(time);
        if (ns > lastNs) lastNs = ns;
      }
    }
    if (entries < PAGE_ENTRIES) return { ok: true, offsets };
    if (lastNs === from) return { ok: false, detail: "too many entries in one nanosecond" };
    from = lastNs; // its entries come again: a set takes them once
  }
  return { ok: false, detail: "too many pages of entries" };
}

/** From VictoriaLogs' LogsQL. Labels and structured metadata are fields there. */
export async function placesInVictoriaLogs(
  base: string,
  query: PlacesQuery,
  { fetch, headers, signal }: PlacesOptions,
): Promise<Places> {
  const url = new URL(joinUrl(base, "/select/logsql/query"));
  const form = new URLSearchParams({
    query: `journal:="${query.file}" offset:range[${query.start}, ${query.end}) | fields offset`,
    start: String(query.fromNs),
    end: String(query.toNs + 1n),
  });
  const asked = await ask(fetch, url, { method: "POST", body: form, headers, signal });
  if (!asked.ok) return { ok: false, detail: asked.detail };
  if (asked.answer.status !== 200) {
    return { ok: false, detail: `answered ${asked.answer.status} to which records it has` };
  }
  const offsets = new Set<number>();
  for (const line of asked.answer.body.split("\n")) {
    if (line === "") continue;
    const offset = Number((parseJson(line) as { offset?: unknown } | undefined)?.offset);
    if (!Number.isSafeInteger(offset)) return { ok: false, detail: "the answer is not LogsQL's" };
    offsets.add(offset);
  }
  return { ok: true, offsets };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
