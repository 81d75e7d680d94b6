/**
 * Valid but ugly JSON lines, as a careless mix of senders produces them: other names for the known
 * fields, times and levels in every spelling that the gateway reads, members in any order, odd
 * keys and types, control characters, emoji, right-to-left text, deep nesting and long lines.
 *
 * ```
 * {"log.level" : 40,"🔥":null,"message":"\u001b[31mpod … restarted\u001b[0m","@timestamp":1777629600.25,"seq":"7"}
 * ```
 *
 * By default some records are partial and some are broken: see `defects.ts`.
 */
import { z } from "zod";
import type { Level } from "../../contract/mod.ts";
import {
  brokenHead,
  createDrafts,
  createIsoTime,
  type Draft,
  type HeadMembers,
  joinTexts,
  NO_PII,
  recordArgs,
  SHARES_MESSAGE,
  sharesFit,
  type TimeWriter,
} from "../record/mod.ts";
import { defineEmitter, type EmittedRequest, type PlantedPii } from "../emitter.ts";
import { createExtras, createGarnish, createMessages } from "../content/mod.ts";
import type { Random } from "../chance/mod.ts";

export const noise = defineEmitter({
  type: "noise",
  summary: "Ugly JSON lines: odd names, times, levels, types and characters, some broken",
  config: z.strictObject({
    long_chars_max: z.number().int().min(0).max(1_000_000).default(8192)
      .describe("Length of the longest text in a long line, in characters"),
    ...recordArgs({ partial_ratio: 0.2, chaos: 0.1, pii_ratio: 0.3 }),
  }).refine(sharesFit, SHARES_MESSAGE),
  create({ long_chars_max, ...args }, deps) {
    const { random } = deps;
    const drafts = createDrafts(deps, args);
    const messages = createMessages(random.fork("message"), {
      multiline: true,
      encode: (text) => text,
    });
    const garnish = createGarnish(random.fork("garnish"));
    const extras = createExtras(random.fork("extras"), long_chars_max);
    const headRandom = random.fork("head");
    const orderRandom = random.fork("order");
    const isoTime = createIsoTime();
    return {
      next(tsMs) {
        const draft = drafts.next("ndjson");
        const planted: PlantedPii[] | undefined = draft.hasPii ? [] : undefined;
        const msg = messages.next(draft.level, planted);
        const members = [
          ...headMembers(draft, garnish(msg), { random: headRandom, tsMs, isoTime }),
          `"seq":${writeSeq(draft.seq, headRandom)}`,
          ...(deps.scenarioId === "" ? [] : [`"scenario_id":${JSON.stringify(deps.scenarioId)}`]),
          ...extras(planted),
        ];
        shuffle(members, orderRandom);
        const text = `{${members.join(orderRandom.pick(SEPARATORS))}}`;
        return drafts.toRecord(draft, text, planted ?? NO_PII, wrap);
      },
      batch: (records) => wrap(joinTexts(records, "\n")),
    };
  },
});

function wrap(lines: string): EmittedRequest {
  return { contentType: "application/x-ndjson", body: `${lines}\n` };
}

const SEPARATORS = [",", ",", ",", ", ", " ,\t"];
const TS_KEYS = ["ts", "timestamp", "time", "@timestamp"];
const LEVEL_KEYS = ["level", "lvl", "severity", "log.level"];
const MSG_KEYS = ["message", "msg", "log", "text", "raw", "body"];

/** What readers take for each level: words in any case, syslog 0–7, pino 10–60; as JSON. */
const LEVEL_SPELLINGS: Readonly<Record<Level, readonly string[]>> = {
  DEBUG: ['"debug"', '"Debug"', '"TRACE"', '"trace"', "7", "10", "20", '"20"', '"7"'],
  INFO: ['"info"', '"Info"', '"INFO"', '"iNfO"', "6", "5", "30", '"30"', '"6"'],
  WARN: ['"warn"', '"WARNING"', '"Warning"', '"warning"', "4", "40", '"40"', '"4"'],
  ERROR: [
    ...['"error"', '"Fatal"', '"CRITICAL"', '"crit"', '"alert"', '"EMERG"', '"panic"'],
    ...["3", "2", "1", "0", "50", "60", '"60"', '"3"'],
  ],
};

interface HeadOptions {
  readonly random: Random;
  readonly tsMs: number;
  readonly isoTime: TimeWriter;
}

/** Time, level and message as separate members, whole or broken. */
function headMembers(
  draft: Draft,
  msg: string,
  { random, tsMs, isoTime }: HeadOptions,
): readonly string[] {
  const head: HeadMembers = {
    tsKey: random.pick(TS_KEYS),
    ts: writeTime(Math.floor(tsMs), isoTime, random),
    levelKey: random.pick(LEVEL_KEYS),
    level: random.pick(LEVEL_SPELLINGS[draft.level]),
    msgKey: random.pick(MSG_KEYS),
    msg,
  };
  if (draft.defect !== undefined) return [brokenHead(draft, head, random).slice(0, -1)];
  return [
    `"${head.tsKey}":${head.ts}`,
    `"${head.levelKey}":${head.level}`,
    `"${head.msgKey}":${head.msg}`,
  ];
}

/** One moment in the spellings of the field's log libraries, as JSON. */
function writeTime(atMs: number, isoTime: TimeWriter, random: Random): string {
  const iso = isoTime(atMs);
  const local = isoTime(atMs + 2 * 3_600_000).slice(0, -1);
  switch (random.int(12)) {
    case 0:
      return `"${local}+02:00"`;
    case 1:
      return `"${local}+0200"`;
    case 2:
      return `"${iso.replace("T", " ")}"`;
    case 3:
      return `"${iso.replace("T", " ").replace(".", ",").slice(0, -1)}"`;
    case 4:
      return `"${iso.slice(0, -1)}${100_000 + random.int(900_000)}Z"`;
    case 5:
      return `"${iso.toLowerCase()}"`;
    case 6:
      return String(Math.floor(atMs / 1000));
    case 7:
      return `${Math.floor(atMs / 1000)}.${iso.slice(-4, -1)}`;
    case 8:
      return String(atMs);
    case 9:
      return `"${atMs}"`;
    case 10:
      return String(atMs * 1000 + random.int(1000));
    default:
      return `${atMs}${100_000 + random.int(900_000)}`; // nanoseconds: past 2^53 on purpose
  }
}

/** The same number, as text or with a useless fraction now and then. */
function writeSeq(seq: number, random: Random): string {
  switch (random.int(8)) {
    case 0:
      return `"${seq}"`;
    case 1:
      return `${seq}.0`;
    default:
      return String(seq);
  }
}

/** Fisher–Yates, in place. */
function shuffle(items: string[], random: Random): void {
  for (let i = items.length - 1; i > 0; i--) {
    const j = random.int(i + 1);
    [items[i], items[j]] = [items[j]!, items[i]!];
  }
}
