/**
 * The six weeks as scenarios, one for each day and one for each label that needs other records, sent
 * through a gateway in virtual time: what is judged is the journal that it wrote.
 */
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import {
  buildScenario,
  createEmitter,
  dueTimesOf,
  emitterSource,
} from "../../../orchestrator/mod.ts";
import type { EmittedRecord } from "../../../emitters/mod.ts";
import { openGatewayApp } from "../../gateway/app.ts";
import { ROOT } from "../../repository.ts";
import { type Label, rateFactor } from "./labels.ts";
import { levelsWith } from "./drawn.ts";
import {
  DAY_MS,
  DAYS,
  LEVELS,
  type Sender,
  SENDERS,
  START_MS,
  STEP_MS,
  STEPS_PER_DAY,
  usualRates,
} from "./season.ts";

const CHUNK_RECORDS_MAX = 2000;
const STEP_SEC = STEP_MS / 1000, DAY_SEC = DAY_MS / 1000;
/** Records per second of a new error: far too few to be a burst. */
const ERROR_EPS = 0.1;
const FAILING = "tests/analytics/fortnight/failing_disk.ts";

export interface Played extends AsyncDisposable {
  readonly journalDir: string;
  readonly records: number;
}

export interface PlayOptions {
  readonly seed: number;
  readonly labels: readonly Label[];
  readonly days?: number;
  readonly onDay?: (day: number, records: number) => void;
}

export async function play(
  { seed, labels, days = DAYS, onDay = () => {} }: PlayOptions,
): Promise<Played> {
  let nowMs = START_MS;
  const app = await openGatewayApp({
    nowMs: () => nowMs,
    env: { LOGOPS_SINK_FSYNC: "never" },
  });
  const rates = new Map(SENDERS.map((sender) => [sender.emitter, usualRates(sender, seed)]));
  let records = 0;
  for (let day = 0; day < days; day++) {
    const runs = (await Promise.all(
      scenariosOf(day, { seed, labels, rates }).map((each) => scheduled(each, seed)),
    )).flat();
    for (let step = 0; step < STEPS_PER_DAY; step++) {
      const untilSec = (step + 1) * STEP_SEC;
      nowMs = START_MS + day * DAY_MS + untilSec * 1000;
      for (const { label, emitter, due } of runs) {
        const chunk: EmittedRecord[] = [];
        while (due.peekSec() < untilSec) {
          chunk.push(emitter.next(START_MS + day * DAY_MS + due.peekSec() * 1000));
          due.take();
        }
        for (let at = 0; at < chunk.length; at += CHUNK_RECORDS_MAX) {
          const { contentType, body } = emitter.batch(chunk.slice(at, at + CHUNK_RECORDS_MAX));
          const headers = { "content-type": contentType, "x-emitter": label };
          const answer = await app.post(body, headers);
          if (answer.status !== 200) throw new Error(`${label}: ${await answer.text()}`);
          await answer.body?.cancel();
        }
        records += chunk.length;
      }
    }
    onDay(day + 1, records);
  }
  await app.closeJournal();
  return {
    journalDir: app.sinkDir,
    records,
    [Symbol.asyncDispose]: () => app[Symbol.asyncDispose](),
  };
}

interface Circumstances {
  readonly seed: number;
  readonly labels: readonly Label[];
  readonly rates: ReadonlyMap<string, Float64Array>;
}

/** The day as scenarios: what is usual, and what is sent instead or besides. */
function scenariosOf(day: number, { labels, rates }: Circumstances): object[] {
  const first = day * STEPS_PER_DAY;
  const isMixed = (emitter: string, step: number) =>
    labels.find((label) =>
      label.what === "levels" && label.emitter === emitter && step >= label.from && step < label.to
    );
  const epsAt = (emitter: string, step: number) =>
    rates.get(emitter)![step]! * rateFactor(labels, emitter, step);
  const usual = {
    name: `day-${day}`,
    duration_sec: DAY_SEC,
    emitters: SENDERS.map((sender) =>
      senderOf(
        sender,
        LEVELS,
        (step) => isMixed(sender.emitter, first + step) ? 0 : epsAt(sender.emitter, first + step),
      )
    ),
  };
  const today = labels.filter(({ from, to }) => to > first && from < first + STEPS_PER_DAY);
  const others = today.flatMap((label, index): object[] => {
    const { what, emitter } = label;
    const isNow = (step: number) => first + step >= label.from && first + step < label.to;
    const base = { name: `${what}-${day}-${index}`, duration_sec: DAY_SEC };
    if (what === "levels") {
      const sender = SENDERS.find((each) => each.emitter === emitter)!;
      const eps = (step: number) => isNow(step) ? epsAt(sender.emitter, first + step) : 0;
      return [{ ...base, emitters: [senderOf(sender, levelsWith(label), eps)] }];
    }
    if (what !== "new-error") return [];
    const steps = stepsOf((step) => isNow(step) ? ERROR_EPS : 0);
    const levels = { ERROR: 1 };
    // Each label is an error of its own: only what was never there is new.
    const args = { part: PARTS[labels.indexOf(label) % PARTS.length]! };
    return [{
      ...base,
      emitters: [{ plugin: FAILING, label: emitter, levels, args, schedule: { steps } }],
    }];
  });
  return [usual, ...others];
}

const PARTS = ["disk", "fan", "supply", "battery", "controller", "cable"];

function senderOf(
  { type, emitter, args }: Sender,
  levels: Readonly<Record<string, number>>,
  epsAt: (step: number) => number,
): object {
  return { name: type, label: emitter, levels, args, schedule: { steps: stepsOf(epsAt) } };
}

function stepsOf(epsAt: (step: number) => number): object[] {
  return Array.from(
    { length: STEPS_PER_DAY },
    (_, step) => ({ duration_sec: STEP_SEC, eps: epsAt(step) }),
  );
}

async function scheduled(fields: object, seed: number) {
  const root = resolve(fileURLToPath(ROOT));
  const { name } = fields as { name: string };
  const built = await buildScenario(fields, name, emitterSource(root));
  if (!built.ok) throw new Error(built.problems.map(({ message }) => message).join("; "));
  return built.scenario.emitters.map((each) => ({
    label: each.label,
    emitter: createEmitter(each, { seed: `${seed}/${name}`, scenarioId: "" }),
    due: dueTimesOf(each),
  }));
}
