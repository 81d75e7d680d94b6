/**
 * The access log of a web shop behind nginx or Apache.
 *
 * ```
 * combined  83.11.123.145 - - [01/May/2026:10:00:00 +0000] "GET /cart HTTP/1.1" 200 8400 "-" "curl/8.5.0" seq=7
 * common    83.11.123.145 - - [01/May/2026:10:00:00 +0000] "GET /cart HTTP/1.1" 200 8400 seq=7
 * json      {"ts":"…","level":"INFO","msg":"GET /cart 200","seq":7,"client_ip":"…","status":200,…}
 * ```
 *
 * Visitors walk through the shop page by page; products are popular by Zipf's law, response times
 * and sizes have long tails. The level mix decides on statuses: files of a page are DEBUG, 2xx and
 * 3xx INFO, 4xx WARN, 5xx ERROR. A line of text says neither level nor time in a form that the
 * gateway reads, so it is stored as INFO; `seq` stands at its end, as a field of its own would.
 */
import { z } from "zod";
import {
  brokenHead,
  createClfTime,
  createDrafts,
  createIsoTime,
  DEFAULT_RECORD_ARGS,
  type Draft,
  joinTexts,
  NO_PII,
  recordArgs,
  SHARES_MESSAGE,
  sharesFit,
} from "../record/mod.ts";
import { defineEmitter, type EmittedRequest } from "../emitter.ts";
import type { Random } from "../chance/mod.ts";
import { type Access, createVisitors } from "../content/mod.ts";

export const accessLog = defineEmitter({
  type: "access-log",
  summary: "Web server access log of visitors who walk through a shop: nginx, Apache, JSON",
  config: z.strictObject({
    format: z.enum(["combined", "common", "json"]).default("combined")
      .describe("nginx's and Apache's combined log, Apache's common log, or JSON lines"),
    visitors: z.number().int().min(1).max(10_000).default(200)
      .describe("Visitors on the site at once"),
    bot_ratio: z.number().min(0).max(1).default(0.2)
      .describe("Share of crawlers and scanners among the visitors"),
    ...recordArgs({ ...DEFAULT_RECORD_ARGS, pii_ratio: 1 }),
  }).refine(sharesFit, SHARES_MESSAGE),
  create({ format, visitors, bot_ratio, ...args }, deps) {
    const { random } = deps;
    const drafts = createDrafts(deps, args);
    const options = { count: visitors, botRatio: bot_ratio };
    const personal = createVisitors(random.fork("personal"), { ...options, arePersonal: true });
    const nameless = createVisitors(random.fork("nameless"), { ...options, arePersonal: false });
    const writeJson = createJsonWriter(random.fork("defect value"), deps.scenarioId);
    const clfTime = createClfTime();
    const isJson = format === "json";
    const wrap = isJson ? wrapJson : wrapText;
    return {
      next(tsMs) {
        const draft = drafts.next(isJson ? "ndjson" : "line");
        const access = draft.hasPii ? personal(draft.level) : nameless(draft.level);
        const text = isJson
          ? writeJson(draft, access, tsMs)
          : `${writeLine(access, clfTime(tsMs), format === "combined")} seq=${draft.seq}`;
        return drafts.toRecord(draft, text, draft.hasPii ? access.planted : NO_PII, wrap);
      },
      batch: (records) => wrap(joinTexts(records, "\n")),
    };
  },
});

function wrapText(lines: string): EmittedRequest {
  return { contentType: "text/plain", body: `${lines}\n` };
}

function wrapJson(lines: string): EmittedRequest {
  return { contentType: "application/x-ndjson", body: `${lines}\n` };
}

/** Apache's `%h %l %u %t "%r" %>s %b`, and for the combined form `"%{Referer}i" "%{User-agent}i"`. */
function writeLine(access: Access, time: string, isCombined: boolean): string {
  const { client, user, method, path, status, bytes } = access;
  const size = bytes === 0 && !isCombined ? "-" : bytes; // Apache writes no bytes as `-`
  const line = `${client} - ${user} [${time}] "${method} ${path} HTTP/1.1" ${status} ${size}`;
  return isCombined ? `${line} "${access.referer}" "${access.userAgent}"` : line;
}

/** No part of an access needs escaping. */
function createJsonWriter(random: Random, scenarioId: string) {
  const isoTime = createIsoTime();
  const scenario = scenarioId === "" ? "" : `"scenario_id":${JSON.stringify(scenarioId)},`;
  return (draft: Draft, access: Access, tsMs: number): string => {
    const { client, user, method, path, status } = access;
    const ts = `"${isoTime(tsMs)}"`;
    const level = `"${draft.level}"`;
    const msg = `"${method} ${path} ${status}"`;
    const head = draft.defect === undefined
      ? `"ts":${ts},"level":${level},"msg":${msg},`
      : brokenHead(
        draft,
        { tsKey: "ts", ts, levelKey: "level", level, msgKey: "msg", msg },
        random,
      );
    return `{${head}"seq":${draft.seq},${scenario}"client_ip":"${client}","user":"${user}","session":"${access.session}","method":"${method}","path":"${path}","status":${status},"bytes":${access.bytes},"duration_ms":${access.durationMs},"referer":"${access.referer}","user_agent":"${access.userAgent}"}`;
  };
}
