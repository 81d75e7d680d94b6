/**
 * Syslog, one line per record:
 *
 * ```
 * <PRI>1 TIMESTAMP HOSTNAME APP-NAME PROCID MSGID [logops@32473 seq="7"] MSG     RFC 5424 section 6
 * <PRI>Oct 11 22:14:15 HOSTNAME TAG[PID]: MSG seq=7                              RFC 3164 section 4.1
 * ```
 *
 * PRI is `8 × facility + severity`. The level is the severity: 0–3 ERROR, 4 WARN, 5–6 INFO, 7 DEBUG.
 * RFC 5424 allows `-` for an unknown time and demands a PRI; RFC 3164 lines as relays write them to
 * disk have no PRI. A line without both is free text that ends with ` seq=7`.
 */
import { z } from "zod";
import { type Level, SEQUENCE_SD_ID } from "../../contract/mod.ts";
import {
  createBsdTime,
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
import { defineEmitter, type EmittedRequest, type PlantedPii } from "../emitter.ts";
import { createMessages } from "../content/mod.ts";
import { createPii } from "../pii/mod.ts";
import { createTokens, type Random } from "../chance/mod.ts";

export const syslog = defineEmitter({
  type: "syslog",
  summary: "Syslog lines: RFC 5424 with structured data, or RFC 3164",
  config: z.strictObject({
    format: z.enum(["rfc5424", "rfc3164", "mixed"]).default("rfc5424")
      .describe("The syslog to speak; mixed alternates at random"),
    ...recordArgs(DEFAULT_RECORD_ARGS),
  }).refine(sharesFit, SHARES_MESSAGE),
  create({ format, ...args }, deps) {
    const { random } = deps;
    const drafts = createDrafts(deps, args);
    const messages = createMessages(random.fork("message"), {
      multiline: false,
      encode: (text) => text,
    });
    const formatRandom = random.fork("format");
    const write5424 = createRfc5424(random.fork("header"), deps.scenarioId);
    const write3164 = createRfc3164(random.fork("header"));
    return {
      next(tsMs) {
        const wire = format === "mixed"
          ? (formatRandom.chance(0.5) ? "rfc5424" : "rfc3164")
          : format;
        const draft = drafts.next(wire);
        const planted: PlantedPii[] | undefined = draft.hasPii ? [] : undefined;
        const msg = messages.next(draft.level, planted);
        const text = draft.defect?.class === "missing_ts_and_level"
          ? `${msg} seq=${draft.seq}`
          : wire === "rfc5424"
          ? write5424(draft, tsMs, msg, planted)
          : write3164(draft, tsMs, msg);
        return drafts.toRecord(draft, text, planted ?? NO_PII, wrap);
      },
      batch: (records) => wrap(joinTexts(records, "\n")),
    };
  },
});

function wrap(lines: string): EmittedRequest {
  return { contentType: "text/plain", body: `${lines}\n` };
}

/** Severities by level (RFC 5424 table 2), the usual ones more than once. */
const SEVERITIES: Readonly<Record<Level, readonly number[]>> = {
  DEBUG: [7],
  INFO: [6, 6, 6, 5],
  WARN: [4],
  ERROR: [3, 3, 3, 3, 2, 1, 0],
};
/** user, daemon, auth, cron, authpriv, local0, local7 (RFC 5424 table 1). */
const FACILITIES = [1, 3, 4, 9, 10, 16, 23];
const APPS = ["sshd", "nginx", "postgres", "kubelet", "postfix", "checkout", "payments"];
const MESSAGE_IDS = ["-", "-", "AUTH", "REQ", "QUERY", "DELIVERY", "POD"];

/** Appends the header to what it plants: an `origin` element may name the sender's address. */
function createRfc5424(random: Random, scenarioId: string) {
  const nodes = drawNodes(random);
  const pii = createPii(random);
  const isoTime = createIsoTime();
  const scenario = scenarioId === "" ? "" : ` scenario_id="${sdValue(scenarioId)}"`;
  return (
    { seq, level, defect }: Draft,
    tsMs: number,
    msg: string,
    planted: PlantedPii[] | undefined,
  ): string => {
    const pri = 8 * random.pick(FACILITIES) + random.pick(SEVERITIES[level]);
    const ts = defect?.class === "missing_ts" ? "-" : isoTime(tsMs);
    let origin = "";
    if (planted !== undefined && random.chance(0.2)) {
      const value = random.chance(0.5) ? pii.ipv4() : pii.ipv6();
      planted.push({ kind: value.includes(":") ? "ipv6" : "ipv4", value });
      origin = `[origin ip="${value}"]`;
    }
    return `<${pri}>1 ${ts} ${random.pick(nodes)} ${100 + random.int(32_000)} ${
      random.pick(MESSAGE_IDS)
    } [${SEQUENCE_SD_ID} seq="${seq}"${scenario}]${origin} ${msg}`;
  };
}

function createRfc3164(random: Random) {
  const nodes = drawNodes(random);
  const bsdTime = createBsdTime();
  return ({ seq, level, defect }: Draft, tsMs: number, msg: string): string => {
    const pri = 8 * random.pick(FACILITIES) + random.pick(SEVERITIES[level]);
    const head = defect?.class === "missing_level" ? "" : `<${pri}>`;
    return `${head}${bsdTime(tsMs)} ${random.pick(nodes)}[${
      100 + random.int(32_000)
    }]: ${msg} seq=${seq}`;
  };
}

/** Pairs of host and application. */
function drawNodes(random: Random): readonly string[] {
  const { word } = createTokens(random);
  return APPS.flatMap((app) => Array.from({ length: 3 }, () => `node-${word(1)} ${app}`));
}

/** Escapes a PARAM-VALUE (RFC 5424 section 6.3.3). */
function sdValue(text: string): string {
  return text.replace(/["\\\]]/g, "\\$&");
}
