/**
 * Elasticsearch, OpenSearch and what speaks their `_bulk` (VictoriaLogs, Quickwit).
 *
 * ```
 * {"create":{"_index":"logs","_id":"20261201.ndjson:81920"}}
 * {"ts":"…","level":"INFO",…}
 * ```
 *
 * The `_id` is the place, the operation is `create`: what is there already answers 409, which is done.
 * A server without `_id` (VictoriaLogs) keeps a second copy: for it this sink is at least once.
 */
import { z } from "zod";
import { type Batch, placeText } from "../journal/mod.ts";
import { type Answer, answerText, ask, joinUrl, outcomeOf } from "./http_answer.ts";
import { credentialHeaders, Credentials, httpUrl, secret } from "./http_fields.ts";
import { defineSink, type Outcome } from "./sink.ts";

const LINE_FEED = 10;
const CONFLICT = 409;

const Config = z.strictObject({
  url: httpUrl().describe("Base to which /_bulk is added; VictoriaLogs: …/insert/elasticsearch"),
  index: z.string().regex(/^[a-z0-9][a-z0-9._-]{0,254}$/, "must be a name in lower case")
    .default("logops").describe("Index or data stream"),
  params: z.record(z.string(), z.string()).default({})
    .describe("Parameters of the request, as _msg_field: msg and _time_field: ts"),
  api_key: secret().optional().describe("Sent as Authorization: ApiKey …"),
  ...Credentials,
});

const Answered = z.object({
  errors: z.boolean(),
  items: z.array(z.record(z.string(), z.object({ status: z.number() }))).default([]),
});

export const elasticsearch = defineSink({
  type: "elasticsearch",
  summary: "Elasticsearch, OpenSearch and others that take _bulk",
  promise: "once",
  batch: { bytesMax: 2 * 2 ** 20, ageMsMax: 1_000 },
  config: Config,
  identity: ({ url, index }) => [url, index],
  urls: ({ url }) => [url],
  create(config, { fetch, nowMs }) {
    const query = new URLSearchParams(config.params).toString();
    const url = `${joinUrl(config.url, "/_bulk")}${query === "" ? "" : `?${query}`}`;
    const headers = {
      "content-type": "application/x-ndjson",
      ...credentialHeaders(config),
      ...(config.api_key === undefined ? {} : { authorization: `ApiKey ${config.api_key}` }),
    };
    return {
      async send(batch, { signal }) {
        const body = bulkBody(batch, config.index);
        const asked = await ask(fetch, url, { method: "POST", body, headers, signal });
        const outcome = outcomeOf(asked, nowMs());
        return asked.ok && outcome.kind === "done" ? ofItems(asked.answer, batch) : outcome;
      },
      async probe(signal) {
        const id = "logops-probe";
        const line = JSON.stringify({ ts: new Date(nowMs()).toISOString(), msg: "logops probe" });
        const head = (action: string) =>
          JSON.stringify({ [action]: { _index: config.index, _id: id } });
        // A server without documents of its own, as VictoriaLogs, takes an empty request as proof.
        const body = "_msg_field" in config.params
          ? ""
          : `${head("index")}\n${line}\n${head("delete")}\n`;
        const asked = await ask(fetch, url, { method: "POST", body, headers, signal });
        const ok = asked.ok && asked.answer.status === 200;
        return { ok, detail: `a request to _bulk ${answerText(asked)}` };
      },
    };
  },
});

function bulkBody({ file, lines }: Batch, index: string): Uint8Array<ArrayBuffer> {
  const encoder = new TextEncoder();
  const heads = lines.map(({ offset }) =>
    encoder.encode(
      `${JSON.stringify({ create: { _index: index, _id: placeText(file, offset) } })}\n`,
    )
  );
  const length = lines.reduce((sum, line, i) => sum + heads[i]!.length + line.bytes.length + 1, 0);
  const body = new Uint8Array(length);
  let at = 0;
  for (const [i, line] of lines.entries()) {
    body.set(heads[i]!, at);
    at += heads[i]!.length;
    body.set(line.bytes, at);
    at += line.bytes.length;
    body[at++] = LINE_FEED;
  }
  return body;
}

/** Each item's status, in the order of the request. */
function ofItems({ body }: Answer, { lines }: Batch): Outcome {
  const parsed = Answered.safeParse(parseJson(body));
  if (!parsed.success) return { kind: "retry", detail: "the answer is not that of _bulk" };
  if (!parsed.data.errors) return { kind: "done" };
  const statuses = parsed.data.items.map((item) => Object.values(item)[0]?.status ?? 0);
  if (statuses.length !== lines.length) {
    return { kind: "retry", detail: "the answer does not name every record" };
  }
  const denied = statuses.find((status) => status === 401 || status === 403);
  if (denied !== undefined) {
    return { kind: "credentials", detail: `answered ${denied} for a record` };
  }
  const later = statuses.find((status) => status === 429 || status >= 500 || status === 404);
  if (later !== undefined) return { kind: "retry", detail: `answered ${later} for a record` };
  const offsets = lines
    .filter((_, i) => statuses[i]! >= 300 && statuses[i] !== CONFLICT)
    .map(({ offset }) => offset);
  if (offsets.length === 0) return { kind: "done" };
  return { kind: "refused", detail: "the record does not fit the index", offsets };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
