/**
 * Loki, and what takes Loki's push: labels are few (`emitter level tenant_id`), the place and the
 * scenario are structured metadata, the line is the record as it is stored.
 *
 * Loki alone does not make a second push of the same entries harmless: those whose block was cut are
 * kept twice. So a batch that may have arrived is asked for first, and only what is missing is sent.
 */
import { z } from "zod";
import type { Batch } from "../journal/mod.ts";
import { answerText, ask, joinUrl, outcomeOf } from "./http_answer.ts";
import { credentialHeaders, Credentials, httpUrl } from "./http_fields.ts";
import { type LokiEntry, lokiEntry, saltOf } from "./loki_entry.ts";
import {
  type Places,
  placesInLoki,
  placesInVictoriaLogs,
  type PlacesQuery,
} from "./loki_places.ts";
import { defineSink, type Outcome, type SinkDeps } from "./sink.ts";

/** VictoriaLogs shows what it took within a second: asked sooner, it may not know yet. */
const VISIBLE_AFTER_MS = 2_500;
const BODY_BYTES_MAX = 16 * 2 ** 20;

const Config = z.strictObject({
  url: httpUrl()
    .describe("Base to which /loki/api/v1/push is added; VictoriaLogs: http://host:9428/insert"),
  query_url: httpUrl().optional()
    .describe("Base for questions: url itself, and for VictoriaLogs url without /insert"),
  query_api: z.enum(["loki", "victorialogs", "none"]).optional()
    .describe("How to ask which records are there; none: a retry may store records twice"),
  labels: z.record(z.string().regex(/^[a-z_][a-z0-9_]*$/, "must be a label's name"), z.string())
    .default({}).describe("Labels of every stream besides emitter, level and tenant_id"),
  ...Credentials,
});
type Config = z.output<typeof Config>;

export const loki = defineSink({
  type: "loki",
  summary: "Loki, and others that take its push (VictoriaLogs)",
  promise: "once",
  batch: { bytesMax: 2 ** 20, ageMsMax: 1_000 },
  config: Config,
  identity: ({ url, tenant }) => [url, tenant ?? ""],
  urls: ({ url, query_url }) => query_url === undefined ? [url] : [url, query_url],
  create(config, deps) {
    const pushUrl = joinUrl(config.url, "/loki/api/v1/push");
    const push = (body: string, signal: AbortSignal) =>
      ask(deps.fetch, pushUrl, {
        method: "POST",
        body,
        signal,
        headers: { "content-type": "application/json", ...credentialHeaders(config) },
      });
    return {
      async send(batch, { mayHaveArrived, signal }): Promise<Outcome> {
        const salt = saltOf(batch.file);
        const entries: LokiEntry[] = [];
        const unreadable: number[] = [];
        for (const line of batch.lines) {
          const entry = lokiEntry(line, salt);
          if (entry === undefined) unreadable.push(line.offset);
          else entries.push(entry);
        }
        let missing: readonly LokiEntry[] = entries;
        if (mayHaveArrived && entries.length > 0) {
          const places = await placesOf(batch, entries, { config, deps, signal });
          if (!places.ok) return { kind: "retry", detail: places.detail };
          missing = entries.filter(({ offset }) => !places.offsets.has(offset));
        }
        if (missing.length > 0) {
          const body = pushBody(batch.file, missing, config.labels);
          if (body.length > BODY_BYTES_MAX && missing.length > 1) {
            return { kind: "refused", detail: `the push exceeds ${BODY_BYTES_MAX} bytes` };
          }
          const outcome = outcomeOf(await push(body, signal), deps.nowMs());
          if (outcome.kind !== "done") return outcome;
        }
        if (unreadable.length === 0) return { kind: "done" };
        return { kind: "refused", detail: "not a stored record", offsets: unreadable };
      },
      async probe(signal) {
        // Loki has no way to take an entry back, and answers a push without entries as any other.
        const asked = await push('{"streams":[]}', signal);
        const ok = asked.ok && (asked.answer.status < 300 || asked.answer.status === 422);
        if (!ok) return { ok, detail: `a push without entries: ${answerText(asked)}` };
        const now = BigInt(deps.nowMs()) * 1_000_000n;
        const range = { file: "logops-probe", start: 0, end: 1, fromNs: now, toNs: now };
        const places = await query(range, { config, deps, signal });
        if (!places.ok) return { ok: false, detail: `a question: ${places.detail}` };
        return { ok, detail: "takes a push, and tells which records it has" };
      },
    };
  },
});

interface Asking {
  readonly config: Config;
  readonly deps: SinkDeps;
  readonly signal: AbortSignal;
}

async function placesOf(
  { file, start, end }: Batch,
  entries: readonly LokiEntry[],
  asking: Asking,
): Promise<Places> {
  let fromNs = entries[0]!.timeNs;
  let toNs = fromNs;
  for (const { timeNs } of entries) {
    if (timeNs < fromNs) fromNs = timeNs;
    if (timeNs > toNs) toNs = timeNs;
  }
  if (apiOf(asking.config) === "victorialogs") {
    await asking.deps.sleep(VISIBLE_AFTER_MS, asking.signal);
  }
  return await query({ file, start, end, fromNs, toNs }, asking);
}

function query(range: PlacesQuery, { config, deps, signal }: Asking): Promise<Places> {
  const api = apiOf(config);
  const base = config.query_url ?? config.url.replace(/\/insert\/?$/, "");
  const options = { fetch: deps.fetch, headers: credentialHeaders(config), signal };
  if (api === "none") return Promise.resolve({ ok: true, offsets: new Set() });
  return api === "loki"
    ? placesInLoki(base, range, options)
    : placesInVictoriaLogs(base, range, options);
}

function apiOf({ url, query_api }: Config) {
  return query_api ?? (/\/insert\/?$/.test(url) ? "victorialogs" : "loki");
}

/** Streams in order of their first entry, entries in order of the journal. */
function pushBody(
  file: string,
  entries: readonly LokiEntry[],
  labels: Readonly<Record<string, string>>,
): string {
  const streams = new Map<string, string[]>();
  const journal = JSON.stringify(file);
  for (const { offset, emitter, level, tenantId, scenarioId, timeNs, line } of entries) {
    const key = JSON.stringify({
      ...labels,
      emitter,
      level,
      ...(tenantId === undefined ? {} : { tenant_id: tenantId }),
    });
    const scenario = scenarioId === undefined ? "" : `,"scenario_id":${JSON.stringify(scenarioId)}`;
    const value = `["${timeNs}",${JSON.stringify(line)},` +
      `{"journal":${journal},"offset":"${offset}"${scenario}}]`;
    const values = streams.get(key);
    if (values === undefined) streams.set(key, [value]);
    else values.push(value);
  }
  const parts = [...streams].map(([stream, values]) =>
    `{"stream":${stream},"values":[${values.join(",")}]}`
  );
  return `{"streams":[${parts.join(",")}]}`;
}
