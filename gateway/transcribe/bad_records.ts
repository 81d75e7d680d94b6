/**
 * Records of a batch that cannot be stored, where the gateway keeps them apart instead of refusing the
 * batch: each becomes a line of the quarantine, with why and where, masked as a text or sealed.
 *
 * ```
 * {"ts":"…","emitter":"shop","format":"ndjson","reason":"bad_json","line":2,"bytes":9,"sha256":"…",
 *  "text":"{\"msg\":\"x"}
 * ```
 *
 * With sealing on, `sealed` is a token of `{"text":…}` in the place of `text`. Of what is longer than
 * `TEXT_CHARS_MAX`, only length and hash are kept.
 */
import { createHash } from "node:crypto";
import { ok, type Result } from "../../contract/mod.ts";
import type { BodyFormat } from "../decode/mod.ts";
import type { Origin } from "../normalise.ts";
import type { Sealer } from "../protect/mod.ts";
import { BODY_START, type Source } from "./source.ts";

export type BadReason = "bad_json" | "bad_csv" | "no_object" | "too_deep";

export interface BadRecords {
  readonly count: number;
  /** `text[start, end)` of the source is none. */
  add(reason: BadReason, source: Source, start: number, end: number): void;
  /** NDJSON for the quarantine. */
  lines(origin: Origin, format: BodyFormat): Promise<Result<string>>;
}

const TEXT_CHARS_MAX = 64 * 1024;
const LF = 0x0a;

interface Bad {
  readonly reason: BadReason;
  readonly line: number;
  readonly text: string;
}

export interface BadRecordDeps {
  /** The JSON text of a text, masked. */
  readonly maskedJson: (text: string) => string;
  readonly sealer: Sealer | undefined;
}

const encoder = new TextEncoder();

export function createBadRecords({ maskedJson, sealer }: BadRecordDeps): BadRecords {
  const list: Bad[] = [];
  /** Lines are counted on from the last place. */
  let line = 1;
  let counted = BODY_START;

  function add(reason: BadReason, source: Source, start: number, end: number): void {
    for (; counted < start; counted++) if (source.codes[counted] === LF) line++;
    list.push({ reason, line, text: source.text.slice(start, end) });
  }

  async function lines(origin: Origin, format: BodyFormat): Promise<Result<string>> {
    const isKept = (text: string) => text.length <= TEXT_CHARS_MAX;
    const tokens = sealer === undefined ? ok([]) : await sealer.sealBatch(
      list.map(({ text }) => isKept(text) ? JSON.stringify({ text }) : undefined),
    );
    if (!tokens.ok) return tokens;
    const written = list.map(({ reason, line, text }, i) => {
      const bytes = encoder.encode(text);
      const head = JSON.stringify({
        ts: origin.receivedTs,
        emitter: origin.emitter,
        scenario_id: origin.scenarioId,
        format,
        reason,
        line,
        bytes: bytes.length,
        sha256: createHash("sha256").update(bytes).digest("hex"),
      });
      const token = tokens.value[i];
      const content = token !== undefined
        ? `,"sealed":"${token}"`
        : isKept(text)
        ? `,"text":${maskedJson(text)}`
        : "";
      return `${head.slice(0, -1)}${content}}\n`;
    });
    return ok(written.join(""));
  }

  return {
    get count() {
      return list.length;
    },
    add,
    lines,
  };
}
