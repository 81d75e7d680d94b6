/** A plan, for a person: what would be sent, when, how fast, and how it would look. */
import { chart } from "./curve_view.ts";
import {
  createEmitter,
  dueTimesOf,
  type EmitterPlan,
  plan,
  type ScenarioEmitter,
} from "../plan/mod.ts";
import { scenarioIdOf } from "../drive/mod.ts";
import type { Scenario } from "../scenario/mod.ts";
import { fit, painter, rate, type Style, table, whole } from "./terminal.ts";

export interface PlanViewOptions {
  readonly seed: number | string;
  readonly runId: string;
  /** When the run would begin, in epoch milliseconds. */
  readonly startMs: number;
}

const CHART_HEIGHT = 5;
const CHART_WIDTH_MAX = 72;
const INDENT = "  ";

export function renderPlan(scenario: Scenario, options: PlanViewOptions, style: Style): string[] {
  const paint = painter(style);
  const all = plan(scenario);
  const width = Math.min(CHART_WIDTH_MAX, style.width - INDENT.length);
  const sections = all.emitters.flatMap((emitter, index) => {
    const title = `${paint("bold", emitter.label)}  ${
      paint("dim", `${whole(emitter.records)} records, at most ${rate(emitter.peakEps)}/s`)
    }`;
    const first = firstRecord(scenario.emitters[index]!, scenario, options);
    return [
      "",
      title,
      ...chart([emitter.curve], scenario.durationSec, { width, height: heightFor(emitter) }),
      ...(first === undefined ? [] : [paint("dim", "first: ") + first]),
    ];
  });
  const rows = table([
    ["emitter", "records", "mean/s", "peak/s", "on for", "requests"].map((t) => paint("dim", t)),
    ...all.emitters.map((emitter) => [
      emitter.label,
      whole(emitter.records),
      rate(emitter.meanEps),
      rate(emitter.peakEps),
      `${Number(emitter.activeSec.toFixed(1))} s`,
      `≥ ${whole(Math.ceil(emitter.records / emitter.batchSize))}`,
    ]),
  ]);
  const head = `${paint("bold", scenario.name)}  ${scenario.description}`;
  const totals = `${whole(all.records)} records in ${Number(scenario.durationSec.toFixed(1))} s, ` +
    `seed ${options.seed}. Nothing is sent.`;
  return [head, totals, "", ...rows, ...sections].map((line) => fit(line, style.width));
}

/** A rate that never changes needs one line. */
function heightFor({ curve }: EmitterPlan): number {
  const [only, ...others] = curve.segments;
  return others.length === 0 && only?.fromEps === only?.toEps ? 1 : CHART_HEIGHT;
}

/** The first record of an emitter, as it would be sent. */
function firstRecord(
  emitter: ScenarioEmitter,
  { name }: Scenario,
  { seed, runId, startMs }: PlanViewOptions,
): string | undefined {
  const dueSec = dueTimesOf(emitter).peekSec();
  if (!Number.isFinite(dueSec)) return undefined;
  const made = createEmitter(emitter, { seed, scenarioId: scenarioIdOf(name, runId) });
  return made.next(Math.round(startMs + dueSec * 1000)).text.replace(CONTROLS, "·");
}

/** Signs that a terminal would act on instead of showing them. */
const CONTROLS = /\p{Cc}|\p{Cf}/gu;
