/**
 * What is decided about a record before it is written: its number, its level, whether it carries
 * personal data, and whether and how it is broken. Each decision has a random source of its own, so
 * that a changed `pii_ratio` moves no level, and a changed level mix breaks no other record.
 *
 * ```
 * createDrafts → next(format) → the emitter writes text → toRecord
 * ```
 */
import type { Level } from "../../contract/mod.ts";
import { brokenRequest } from "./broken_request.ts";
import { defectsOf, type FormatDefect, type WireFormat } from "./defects.ts";
import type { EmittedRecord, EmittedRequest, EmitterDeps, PlantedPii } from "../emitter.ts";
import { createLevels, type Random } from "../chance/mod.ts";
import type { RecordArgs } from "./record_args.ts";

export interface Draft {
  readonly seq: number;
  /** The level as written, where one is written. */
  readonly level: Level;
  readonly hasPii: boolean;
  readonly defect: FormatDefect | undefined;
}

export interface Drafts {
  next(format: WireFormat): Draft;
  /** The finished record. `wrap` makes a request of one record, which a refused one is sent in. */
  toRecord(
    draft: Draft,
    text: string,
    planted: readonly PlantedPii[],
    wrap: (text: string) => EmittedRequest,
  ): EmittedRecord;
}

/** For records without personal data. */
export const NO_PII: readonly PlantedPii[] = Object.freeze([] as PlantedPii[]);

export function createDrafts(
  { random, levels }: Pick<EmitterDeps, "random" | "levels">,
  { partial_ratio, chaos, pii_ratio }: RecordArgs,
): Drafts {
  const drawLevel = createLevels(levels, random.fork("level"));
  const piiRandom = random.fork("pii share");
  const drawDefect = createDefectDraw(random.fork("defect"), partial_ratio, chaos);
  const breakRandom = random.fork("broken request");
  let seq = 0;
  return {
    next: (format) => ({
      seq: ++seq,
      level: drawLevel(),
      hasPii: piiRandom.float() < pii_ratio,
      defect: drawDefect(format),
    }),
    toRecord(draft, text, planted, wrap) {
      const { seq, level, defect } = draft;
      if (defect === undefined) return { seq, level, text, planted };
      const label = defect.reason === undefined
        ? { class: defect.class, outcome: defect.outcome }
        : { class: defect.class, outcome: defect.outcome, reason: defect.reason };
      if (defect.outcome === "repaired") {
        return { seq, level: storedLevel(draft), text, planted, defect: label };
      }
      const request = brokenRequest(defect.class, wrap(text), breakRandom);
      return { seq, level, text, planted, defect: label, request };
    },
  };
}

/** What the gateway makes of a level that is absent or that it cannot read. */
function storedLevel({ level, defect }: Draft): Level {
  switch (defect?.class) {
    case "missing_level":
    case "missing_ts_and_level":
    case "unknown_level":
    case "wrong_type_level":
      return "INFO";
    default:
      return level;
  }
}

function createDefectDraw(random: Random, partialRatio: number, chaos: number) {
  const pools = new Map<WireFormat, readonly [partial: WeightedDraw, chaotic: WeightedDraw]>();
  const poolsOf = (format: WireFormat) => {
    const known = pools.get(format);
    if (known !== undefined) return known;
    const made = [
      createWeightedDraw(defectsOf(format, "partial")),
      createWeightedDraw(defectsOf(format, "chaos")),
    ] as const;
    pools.set(format, made);
    return made;
  };
  return (format: WireFormat): FormatDefect | undefined => {
    const at = random.float();
    if (at >= partialRatio + chaos && format !== "line") return undefined;
    const [partial, chaotic] = poolsOf(format);
    if (at >= partialRatio + chaos) return partial(random);
    return at < partialRatio ? partial(random) : chaotic(random);
  };
}

type WeightedDraw = (random: Random) => FormatDefect | undefined;

function createWeightedDraw(defects: readonly FormatDefect[]): WeightedDraw {
  const total = defects.reduce((sum, { weight }) => sum + weight, 0);
  return (random) => {
    let at = random.int(total);
    return defects.find(({ weight }) => (at -= weight) < 0);
  };
}
