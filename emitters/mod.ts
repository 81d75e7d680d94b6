/**
 * The emitters: one file per log format, and this list. A new type is one file and one line.
 *
 * ```ts
 * const found = emitterByType("json");
 * if (found.ok) {
 *   const emitter = found.plugin.create({ pii_ratio: 0.1 }, { random, scenarioId, levels });
 *   const body = emitter.batch([emitter.next(nowMs), emitter.next(nowMs)]);
 * }
 * ```
 */
import { nearestName } from "../contract/mod.ts";
import { accessLog } from "./formats/access_log.ts";
import { csv } from "./formats/csv.ts";
import type { EmitterPlugin } from "./emitter.ts";
import { json } from "./formats/json.ts";
import { kafka } from "./formats/kafka.ts";
import { minimal } from "./formats/minimal.ts";
import { noise } from "./formats/noise.ts";
import { emitterPages, type Page } from "./guide/mod.ts";
import { replay } from "./formats/replay.ts";
import { syslog } from "./formats/syslog.ts";

export const emitters: readonly EmitterPlugin[] = [
  accessLog,
  csv,
  json,
  kafka,
  minimal,
  noise,
  replay,
  syslog,
];

/** An emitter type, or one line that says why there is none. */
export type EmitterLookup =
  | { readonly ok: true; readonly plugin: EmitterPlugin }
  | { readonly ok: false; readonly message: string };

/** The emitter of that type, or a line that names the nearest one. */
export function emitterByType(type: string): EmitterLookup {
  const plugin = emitters.find((each) => each.type === type);
  if (plugin !== undefined) return { ok: true, plugin };
  const types = emitters.map((each) => each.type);
  const nearest = nearestName(type, types);
  const hint = nearest === undefined
    ? `known are ${types.join(", ")}`
    : `did you mean '${nearest}'?`;
  return { ok: false, message: `Unknown emitter '${type}': ${hint}` };
}

/** The pages on emitters, as they should be in the repository now. */
export function emitterDocs(): Page[] {
  return emitterPages(emitters);
}

export { type Decoy, DECOYS } from "./content/mod.ts";
export { DEFECT_CLASSES, repairCountersOf } from "./record/mod.ts";
export type { DefectClass, RepairCounter } from "./record/mod.ts";
export * from "./emitter.ts";
export { type ImportModule, loadEmitterPlugin } from "./plugin/mod.ts";
export { faultOfPlugin } from "./plugin/mod.ts";
export { createRandom, type Random } from "./chance/mod.ts";
