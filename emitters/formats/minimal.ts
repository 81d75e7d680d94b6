/**
 * The smallest record that means something, one JSON object per line:
 *
 * ```
 * {"ts":"2026-05-01T10:00:00.000Z","level":"INFO","msg":"user u-4fk signed in","seq":7}
 * ```
 */
import { z } from "zod";
import {
  brokenHead,
  createDrafts,
  createIsoTime,
  DEFAULT_RECORD_ARGS,
  joinTexts,
  NO_PII,
  recordArgs,
  SHARES_MESSAGE,
  sharesFit,
} from "../record/mod.ts";
import { defineEmitter, type EmittedRequest, type PlantedPii } from "../emitter.ts";
import { createMessages } from "../content/mod.ts";

export const minimal = defineEmitter({
  type: "minimal",
  summary: "The smallest JSON lines: ts, level, msg, seq",
  config: z.strictObject(recordArgs(DEFAULT_RECORD_ARGS)).refine(sharesFit, SHARES_MESSAGE),
  create(config, deps) {
    const drafts = createDrafts(deps, config);
    const messages = createMessages(deps.random.fork("message"), {
      multiline: true,
      encode: JSON.stringify,
    });
    const defectRandom = deps.random.fork("defect value");
    const isoTime = createIsoTime();
    return {
      next(tsMs) {
        const draft = drafts.next("ndjson");
        const planted: PlantedPii[] | undefined = draft.hasPii ? [] : undefined;
        const msg = messages.next(draft.level, planted);
        const ts = `"${isoTime(tsMs)}"`;
        const level = `"${draft.level}"`;
        const head = draft.defect === undefined
          ? `"ts":${ts},"level":${level},"msg":${msg},`
          : brokenHead(
            draft,
            { tsKey: "ts", ts, levelKey: "level", level, msgKey: "msg", msg },
            defectRandom,
          );
        return drafts.toRecord(draft, `{${head}"seq":${draft.seq}}`, planted ?? NO_PII, wrap);
      },
      batch: (records) => wrap(joinTexts(records, "\n")),
    };
  },
});

function wrap(lines: string): EmittedRequest {
  return { contentType: "application/x-ndjson", body: `${lines}\n` };
}
