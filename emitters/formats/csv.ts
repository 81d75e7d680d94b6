/**
 * CSV by RFC 4180: a header row, CRLF line ends, fields quoted where they hold a comma, a quote or a
 * line end.
 *
 * ```
 * ts,level,msg,seq,scenario_id,service,host,user_email,client_ip,latency_ms
 * 2026-05-01T10:00:00.000Z,INFO,"order ord-x7f shipped, 3 items",7,burst-42,orders,orders-k2x,,,12
 * ```
 */
import { z } from "zod";
import {
  BAD_TIMES,
  createDrafts,
  createIsoTime,
  DEFAULT_RECORD_ARGS,
  type Draft,
  joinTexts,
  NO_PII,
  recordArgs,
  SHARES_MESSAGE,
  sharesFit,
  UNKNOWN_LEVELS,
} from "../record/mod.ts";
import { defineEmitter, type EmittedRequest, type PlantedPii } from "../emitter.ts";
import { createTokens, drawQuantile, LATENCY_MS, type Random } from "../chance/mod.ts";
import { createMessages, SERVICES } from "../content/mod.ts";
import { createPii } from "../pii/mod.ts";

const CSV_COLUMNS = [
  ...["ts", "level", "msg", "seq", "scenario_id"],
  ...["service", "host", "user_email", "client_ip", "latency_ms"],
] as const;

export const csv = defineEmitter({
  type: "csv",
  summary: "CSV with a header row, quoted where it must be",
  config: z.strictObject(recordArgs(DEFAULT_RECORD_ARGS)).refine(sharesFit, SHARES_MESSAGE),
  create(config, deps) {
    const { random } = deps;
    const drafts = createDrafts(deps, config);
    const messages = createMessages(random.fork("message"), { multiline: true, encode: csvField });
    const writeRest = createRest(random.fork("context"));
    const defectRandom = random.fork("defect value");
    const isoTime = createIsoTime();
    const scenario = csvField(deps.scenarioId);
    return {
      next(tsMs) {
        const draft = drafts.next("csv");
        const planted: PlantedPii[] | undefined = draft.hasPii ? [] : undefined;
        const msg = messages.next(draft.level, planted);
        const when = draft.defect === undefined
          ? `${isoTime(tsMs)},${draft.level}`
          : brokenWhen(draft, isoTime(tsMs), defectRandom);
        const text = `${when},${msg},${draft.seq},${scenario},${writeRest(planted)}`;
        return drafts.toRecord(draft, text, planted ?? NO_PII, wrap);
      },
      batch: (records) => wrap(joinTexts(records, "\r\n")),
    };
  },
});

function wrap(rows: string): EmittedRequest {
  return { contentType: "text/csv", body: `${CSV_COLUMNS.join(",")}\r\n${rows}\r\n` };
}

/** One field, in quotes if it must be (RFC 4180 section 2, rules 6 and 7). */
function csvField(text: string): string {
  for (let i = 0; i < text.length; i++) {
    switch (text.charCodeAt(i)) {
      case 0x0a:
      case 0x0d:
      case 0x22:
      case 0x2c:
        return `"${text.replaceAll('"', '""')}"`;
    }
  }
  return text;
}

/** The fields `ts` and `level` of a draft that has a defect. */
function brokenWhen({ level, defect }: Draft, ts: string, random: Random): string {
  switch (defect?.class) {
    case "missing_ts":
      return `,${level}`;
    case "missing_level":
      return `${ts},`;
    case "missing_ts_and_level":
      return ",";
    case "bad_ts":
      return `${random.pick(BAD_TIMES)},${level}`;
    case "unknown_level":
      return `${ts},${random.pick(UNKNOWN_LEVELS)}`;
    default:
      return `${ts},${level}`;
  }
}

/** The columns from `service` on; they never need quotes. */
function createRest(random: Random): (planted: PlantedPii[] | undefined) => string {
  const { word } = createTokens(random);
  const pii = createPii(random);
  const hosts = SERVICES.flatMap((service) =>
    Array.from({ length: 4 }, () => `${service},${service}-${word(1)}`)
  );
  return (planted) => {
    let personal = ",";
    if (planted !== undefined) {
      const email = pii.email();
      const isIpv4 = random.chance(0.7);
      const ip = isIpv4 ? pii.ipv4() : pii.ipv6();
      planted.push({ kind: "email", value: email }, { kind: isIpv4 ? "ipv4" : "ipv6", value: ip });
      personal = `${email},${ip}`;
    }
    return `${random.pick(hosts)},${personal},${drawQuantile(LATENCY_MS, random)}`;
  };
}
