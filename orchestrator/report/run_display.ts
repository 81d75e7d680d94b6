/**
 * A run on the terminal: a live view where there is one, a line a second elsewhere, and the result.
 * Progress goes to stderr and the result to stdout, so that the result can be piped.
 */
import { createRedraw, renderLive, renderSecond } from "./live_view.ts";
import type { Report } from "../judge/mod.ts";
import type { RunHandle, RunSnapshot } from "../drive/mod.ts";
import { reportJson } from "./run_log.ts";
import { renderSummary } from "./summary.ts";
import type { Style } from "./terminal.ts";

/** A stream that a person reads. */
export interface Screen {
  readonly isTerminal: boolean;
  /** As it is now: windows change their size. */
  style(): Style;
  write(text: string): void;
}

export interface DisplayOptions {
  readonly stdout: Screen;
  readonly stderr: Screen;
  /** The result is JSON. */
  readonly json: boolean;
  /** A line a second with details, even on a terminal. */
  readonly debug: boolean;
}

export interface RunDisplay {
  start(run: RunHandle): void;
  second(snapshot: RunSnapshot): void;
  end(report: Report): void;
  /** Leaves the terminal as it was; safe to call again. */
  stop(): void;
}

const DRAW_MS = 200;

export function createDisplay({ stdout, stderr, json, debug }: DisplayOptions): RunDisplay {
  const isLive = stderr.isTerminal && !debug;
  const redraw = createRedraw(stderr.write);
  let timer: ReturnType<typeof setInterval> | undefined;
  const stop = () => {
    if (timer === undefined) return;
    clearInterval(timer);
    timer = undefined;
    redraw.clear();
  };
  return {
    start(run) {
      if (!isLive) return;
      const draw = () => {
        const input = { snapshot: run.snapshot(), plan: run.plan };
        redraw.draw(renderLive(input, stderr.style()));
      };
      draw();
      timer = setInterval(draw, DRAW_MS);
    },
    second(snapshot) {
      if (!isLive) stderr.write(`${renderSecond(snapshot)}\n`);
      if (!debug) return;
      for (const one of snapshot.emitters) stderr.write(`      ${one.label}: ${details(one)}\n`);
    },
    end(report) {
      stop();
      const text = json
        ? JSON.stringify(reportJson(report), null, 2)
        : renderSummary(report, stdout.style()).join("\n");
      stdout.write(`${text}\n`);
    },
    stop,
  };
}

function details(one: RunSnapshot["emitters"][number]): string {
  const counts = { requests: one.requests, retries: one.retries, ...one.rejectedByReason };
  return Object.entries({ ...counts, ...one.unansweredByReason })
    .map(([name, count]) => `${name} ${count}`).join(" · ");
}
