/**
 * Rich JSON records, as an application with structured logging writes them, in JSON arrays:
 *
 * ```
 * {"ts":"…","level":"INFO","msg":"…","seq":7,"scenario_id":"burst-42","service":"checkout",
 *  "host":"checkout-x7f.internal","trace_id":"…","span_id":"…","user":{"id":"u-4fk","email":"…"},
 *  "client_ip":"…","request":{"method":"GET","path":"/cart","status":200,"latency_ms":12},
 *  "tags":["eu-west-1","canary"]}
 * ```
 *
 * Personal data stands in the message, in fields, in nested objects and arrays, and as a number.
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
import { createTokens, drawQuantile, LATENCY_MS, type Random } from "../chance/mod.ts";
import { createMessages, METHODS, PATHS, SERVICES, STATUSES } from "../content/mod.ts";
import { createPii, type PiiSource } from "../pii/mod.ts";

export const json = defineEmitter({
  type: "json",
  summary: "Structured application logs: nested JSON records in arrays",
  config: z.strictObject(recordArgs(DEFAULT_RECORD_ARGS)).refine(sharesFit, SHARES_MESSAGE),
  create(config, deps) {
    const { random } = deps;
    const drafts = createDrafts(deps, config);
    const messages = createMessages(random.fork("message"), {
      multiline: true,
      encode: JSON.stringify,
    });
    const writePlain = createContext(random.fork("context"));
    const writePersonal = createPersonalContext(random.fork("personal context"));
    const defectRandom = random.fork("defect value");
    const isoTime = createIsoTime();
    const scenario = deps.scenarioId === ""
      ? ""
      : `"scenario_id":${JSON.stringify(deps.scenarioId)},`;
    return {
      next(tsMs) {
        const draft = drafts.next("json");
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
        const personal = planted === undefined ? "" : writePersonal(planted);
        const text = `{${head}"seq":${draft.seq},${scenario}${personal}${writePlain()}}`;
        return drafts.toRecord(draft, text, planted ?? NO_PII, wrap);
      },
      batch: (records) => wrap(joinTexts(records, ",")),
    };
  },
});

function wrap(records: string): EmittedRequest {
  return { contentType: "application/json", body: `[${records}]` };
}

const ID_HEADS = 512;
const REGIONS = ["eu-west-1", "eu-central-1", "us-east-1"];
const TRACKS = ["stable", "canary", "blue", "green"];

/** Members that every record has; no comma at the end. */
function createContext(random: Random): () => string {
  const { hex, word } = createTokens(random);
  const hosts = SERVICES.flatMap((service) =>
    Array.from(
      { length: 4 },
      () => `"service":"${service}","host":"${service}-${word(1)}.internal"`,
    )
  );
  const routes = METHODS.flatMap((method) =>
    PATHS.map((path) => `"request":{"method":"${method}","path":"${path}","status":`)
  );
  const tags = REGIONS.flatMap((region) =>
    TRACKS.map((track) => `},"tags":["${region}","${track}"]`)
  );
  // Whole pieces are quicker to join than many small ones; what follows them makes each id its own.
  const traces = Array.from({ length: ID_HEADS }, () => `,"trace_id":"${hex(6)}`);
  const spans = Array.from({ length: ID_HEADS }, () => `","span_id":"${hex(2)}`);
  return () =>
    `${random.pick(hosts)}${random.pick(traces)}${hex(2)}${random.pick(spans)}${hex(2)}",${
      random.pick(routes)
    }${random.pick(STATUSES)},"latency_ms":${drawQuantile(LATENCY_MS, random)}${random.pick(tags)}`;
}

/** Members with personal data; a comma at the end. */
function createPersonalContext(random: Random): (planted: PlantedPii[]) => string {
  const { word } = createTokens(random);
  const pii = createPii(random);
  return (planted) => {
    const email = pii.email();
    const isIpv4 = random.chance(0.7);
    const ip = isIpv4 ? pii.ipv4() : pii.ipv6();
    planted.push({ kind: "email", value: email }, { kind: isIpv4 ? "ipv4" : "ipv6", value: ip });
    const more = random.chance(0.25) ? writeRareMember(random, pii, planted) : "";
    return `"user":{"id":"u-${word(2)}","email":"${email}"},"client_ip":"${ip}",${more}`;
  };
}

/** Places that are easily forgotten: numbers, arrays, headers, configuration. */
function writeRareMember(random: Random, pii: PiiSource, planted: PlantedPii[]): string {
  switch (random.int(6)) {
    case 0: {
      const value = pii.card_number();
      planted.push({ kind: "card", value });
      return `"payment":{"card_number":${value},"currency":"EUR"},`;
    }
    case 1: {
      const value = pii.iban();
      planted.push({ kind: "iban", value });
      return `"payouts":[{"iban":"${value}","share":1}],`;
    }
    case 2: {
      const value = pii.bearer();
      planted.push({ kind: "credential", value });
      return `"headers":{"accept":"*/*","authorization":"Bearer ${value}"},`;
    }
    case 3: {
      const value = pii.jwt();
      planted.push({ kind: "jwt", value });
      return `"session":{"claims":null,"raw":["${value}"]},`;
    }
    case 4: {
      const value = pii.cloud_key();
      planted.push({ kind: "cloud_key", value });
      return `"config":{"storage":{"auth":[["key","${value}"]]}},`;
    }
    default: {
      const first = pii.ipv4();
      const second = pii.ipv6();
      planted.push({ kind: "ipv4", value: first }, { kind: "ipv6", value: second });
      return `"forwarded_for":["${first}","${second}"],`;
    }
  }
}
