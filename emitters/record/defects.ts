/**
 * The taxonomy of records that are wrong on purpose. `partial_ratio` draws the classes marked
 * partial, `chaos` draws the others. Each is labelled on the record, so that the gateway's counters
 * can be held against what was sent, class by class.
 *
 * | class | what is wrong | outcome |
 * |---|---|---|
 * | `missing_ts` | no time | stored; counts missing_ts |
 * | `missing_level` | no level | stored as INFO; counts missing_level |
 * | `missing_ts_and_level` | neither | stored as INFO; counts both |
 * | `bad_ts` | a time that cannot be read | stored, `ts_raw`; counts unreadable_ts |
 * | `wrong_type_ts` | a time that is no text and no number | the same |
 * | `unknown_level` | a word that is no level | stored as INFO, `level_raw`; counts unreadable_level |
 * | `wrong_type_level` | a level that is no text and no number | the same |
 * | `wrong_type_msg` | a message that is an object | stored as its JSON text |
 * | `truncated_json`, `truncated_csv` | the body stops in the middle | refused |
 * | `bad_syntax` | a comma too many, a quote astray | refused |
 * | `bad_utf8` | a byte of JSON that is no UTF-8 | refused: `bad_utf8` |
 * | `not_an_object` | a number among the records | refused: `invalid_records` |
 * | `empty` | no body at all | refused |
 * | `wrong_content_type` | declared as XML | refused: `unsupported_media_type` |
 * | `oversized` | more bytes than the gateway takes by default | refused: `body_too_large` |
 */
import type { FailureKind } from "../../contract/mod.ts";
import type { Defect } from "../emitter.ts";

/**
 * What a record is written in, as far as it decides how it can break. A `line` is text in which the
 * gateway finds no time and no level, as in an access log: it is never anything but partial.
 */
export type WireFormat = "json" | "ndjson" | "csv" | "rfc5424" | "rfc3164" | "line";

/** Counters of the gateway that a repaired record moves, each by one. */
export type RepairCounter = "missing_ts" | "missing_level" | "unreadable_ts" | "unreadable_level";

interface DefectSpec {
  readonly what: string;
  /** Drawn by `partial_ratio`; all others by `chaos`. */
  readonly partial?: true;
  /** How often it is drawn, against the other classes of its dial. */
  readonly weight: number;
  /** The formats in which it occurs, each with what the gateway makes of it. */
  readonly formats: Readonly<Partial<Record<WireFormat, "repaired" | FailureKind>>>;
  readonly counts?: readonly RepairCounter[];
}

const JSONS = { json: "repaired", ndjson: "repaired" } as const;

const TAXONOMY = {
  missing_ts: {
    what: "no time",
    partial: true,
    weight: 20,
    formats: { ...JSONS, csv: "repaired", rfc5424: "repaired" },
    counts: ["missing_ts"],
  },
  missing_level: {
    what: "no level",
    partial: true,
    weight: 20,
    formats: { ...JSONS, csv: "repaired", rfc3164: "repaired" },
    counts: ["missing_level"],
  },
  missing_ts_and_level: {
    what: "neither time nor level",
    partial: true,
    weight: 10,
    formats: {
      ...JSONS,
      csv: "repaired",
      rfc5424: "repaired",
      rfc3164: "repaired",
      line: "repaired",
    },
    counts: ["missing_ts", "missing_level"],
  },
  bad_ts: {
    what: "a time that cannot be read",
    weight: 40,
    formats: { ...JSONS, csv: "repaired" },
    counts: ["unreadable_ts"],
  },
  wrong_type_ts: {
    what: "a time that is no text and no number",
    weight: 40,
    formats: JSONS,
    counts: ["unreadable_ts"],
  },
  unknown_level: {
    what: "a word that is no level",
    weight: 40,
    formats: { ...JSONS, csv: "repaired" },
    counts: ["unreadable_level"],
  },
  wrong_type_level: {
    what: "a level that is no text and no number",
    weight: 40,
    formats: JSONS,
    counts: ["unreadable_level"],
  },
  wrong_type_msg: { what: "a message that is an object", weight: 40, formats: JSONS },
  truncated_json: {
    what: "a body that stops in the middle",
    weight: 40,
    formats: { json: "bad_json", ndjson: "bad_ndjson" },
  },
  truncated_csv: {
    what: "a quoted field that never ends",
    weight: 40,
    formats: { csv: "bad_csv" },
  },
  bad_syntax: {
    what: "a comma too many",
    weight: 40,
    formats: { json: "bad_json", ndjson: "bad_ndjson" },
  },
  bad_utf8: {
    what: "a byte that is no UTF-8",
    weight: 40,
    // In CSV and text such bytes are replaced, wherever they stand: nothing that could be held to.
    formats: { json: "bad_utf8", ndjson: "bad_utf8" },
  },
  not_an_object: {
    what: "a number among the records",
    weight: 40,
    formats: { json: "invalid_records", ndjson: "invalid_records" },
  },
  empty: { what: "no body at all", weight: 20, formats: { json: "bad_json" } },
  wrong_content_type: {
    what: "declared as XML",
    weight: 40,
    formats: {
      json: "unsupported_media_type",
      ndjson: "unsupported_media_type",
      csv: "unsupported_media_type",
      rfc5424: "unsupported_media_type",
      rfc3164: "unsupported_media_type",
      line: "unsupported_media_type",
    },
  },
  oversized: {
    what: "more bytes than the gateway takes by default",
    weight: 1,
    formats: {
      json: "body_too_large",
      ndjson: "body_too_large",
      csv: "body_too_large",
      rfc5424: "body_too_large",
      rfc3164: "body_too_large",
      line: "body_too_large",
    },
  },
} as const satisfies Readonly<Record<string, DefectSpec>>;

export type DefectClass = keyof typeof TAXONOMY;

/** Every class with its description. */
export const DEFECT_CLASSES = Object.entries(TAXONOMY) as readonly (readonly [
  DefectClass,
  DefectSpec,
])[];

/** A class as it shows in one format. `refused`: its record is sent as a request of its own. */
export interface FormatDefect extends Defect {
  readonly class: DefectClass;
  readonly weight: number;
}

/** The classes that occur in `format` and are drawn by one dial. */
export function defectsOf(format: WireFormat, dial: "partial" | "chaos"): readonly FormatDefect[] {
  return DEFECT_CLASSES.flatMap(([name, spec]): FormatDefect[] => {
    const outcome = spec.formats[format];
    if (outcome === undefined || (spec.partial === true) !== (dial === "partial")) return [];
    const found = { class: name, weight: spec.weight };
    return outcome === "repaired"
      ? [{ ...found, outcome }]
      : [{ ...found, outcome: "refused", reason: outcome }];
  });
}

/** The counters of the gateway that one stored record of class `name` moves, each by one. */
export function repairCountersOf(name: string): readonly RepairCounter[] {
  return DEFECT_CLASSES.find(([known]) => known === name)?.[1].counts ?? [];
}
