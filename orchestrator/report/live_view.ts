/**
 * A run while it goes on: a bar for all of it and a row for each emitter. Pure: the caller decides
 * where and how often the lines are drawn.
 *
 * ```
 * burst-k3x9f2  ████████████▌░░░░░░░░░░░  12.4 / 30 s   in flight 3
 *   emitter   asked/s  sent/s    sent  rejected  dropped    p99
 *   json          200     199   2,310         0        0  12 ms
 * ```
 */
import { type Plan, rateAt } from "../plan/mod.ts";
import type { RunSnapshot } from "../drive/mod.ts";
import { bar, duration, fit, painter, rate, type Style, table, whole } from "./terminal.ts";

export interface LiveInput {
  readonly snapshot: RunSnapshot;
  readonly plan: Plan;
  /** What `setRate` multiplied the rate by. */
  readonly factor?: number;
}

const BAR_WIDTH_MAX = 40;

export function renderLive({ snapshot, plan, factor = 1 }: LiveInput, style: Style): string[] {
  const paint = painter(style);
  const { elapsedSec, durationSec, state, inFlight } = snapshot;
  const times = `${elapsedSec.toFixed(1)} / ${Number(durationSec.toFixed(1))} s`;
  const status = state === "running" ? `in flight ${inFlight}` : state;
  const text = `${snapshot.scenarioId}    ${times}   ${status}`;
  const width = Math.min(BAR_WIDTH_MAX, Math.max(10, style.width - text.length - 2));
  const share = durationSec === 0 ? 1 : elapsedSec / durationSec;
  const head = [
    paint("bold", snapshot.scenarioId),
    paint("cyan", bar(share, width)),
    times,
    paint("dim", status),
  ].join("  ");
  const askedNow = (label: string) => {
    const curve = plan.emitters.find((one) => one.label === label)?.curve;
    return curve === undefined || state === "paused" ? 0 : rateAt(curve, elapsedSec) * factor;
  };
  const titles = ["emitter", "asked/s", "sent/s", "sent", "rejected", "dropped", "p99"];
  const rows = table([
    titles.map((title) => paint("dim", title)),
    ...snapshot.emitters.map((one) => [
      one.label,
      rate(askedNow(one.label)),
      rate(one.currentEps),
      whole(one.sent),
      one.rejected > one.refused ? paint("red", whole(one.rejected)) : whole(one.rejected),
      one.dropped > 0 ? paint("red", whole(one.dropped)) : whole(one.dropped),
      duration(one.latency.p99Ms),
    ]),
  ]);
  return [head, ...rows.map((row) => `  ${row}`)].map((line) => fit(line, style.width));
}

/** The same as one line, for output that is no terminal. */
export function renderSecond({ elapsedSec, durationSec, total }: RunSnapshot): string {
  const parts = [
    `${elapsedSec.toFixed(0).padStart(3)}/${Number(durationSec.toFixed(1))} s`,
    `sent ${whole(total.sent)} (${rate(total.currentEps)}/s)`,
    `accepted ${whole(total.accepted)}`,
    `rejected ${whole(total.rejected)}`,
    `dropped ${whole(total.dropped)}`,
    `p99 ${duration(total.latency.p99Ms)}`,
  ];
  return parts.join("  ");
}

/** Draws over what was drawn before, on a terminal that knows ECMA-48. */
export function createRedraw(write: (text: string) => void): {
  draw(lines: readonly string[]): void;
  /** Takes the drawing away. */
  clear(): void;
} {
  let height = 0;
  const home = () => height === 0 ? "" : `\x1b[${height}A\r`;
  return {
    draw(lines) {
      write(`${home()}${lines.map((line) => `\x1b[2K${line}\n`).join("")}\x1b[J`);
      height = lines.length;
    },
    clear() {
      write(`${home()}\x1b[J`);
      height = 0;
    },
  };
}
