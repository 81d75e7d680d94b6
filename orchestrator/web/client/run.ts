/** The page of one run: follows it, and passes on what its buttons ask for. */
import type { RunDetail, Series, ServerMessage, TailPair } from "../messages.ts";
import { connect } from "./connection.ts";
import { embedded, post } from "./requests.ts";
import { createRunCharts, type RunCharts } from "./run_charts.ts";
import {
  badgeOf,
  checksOf,
  deliveryOf,
  errorsOf,
  factsOf,
  pairOf,
  progressOf,
  rowsOf,
  tailTextOf,
  tilesOf,
  verdictTitleOf,
} from "./run_words.ts";

interface RunData {
  readonly detail: RunDetail;
  readonly series: Series;
  readonly tail: readonly TailPair[];
}

const PAIRS_SHOWN_MAX = 16;

type RunMessage = Extract<ServerMessage, { type: "run" }>;

/** What the page shows of a run; each property stands in the markup. */
function viewOf(run: RunDetail) {
  const { summary } = run;
  const { phase } = summary;
  const isOver = phase === "ended";
  const progress = progressOf(summary);
  const delivery = deliveryOf(run);
  return {
    title: summary.name,
    badge: badgeOf(summary),
    facts: factsOf(run),
    note: summary.note === undefined ? "" : `Ended early: ${summary.note}.`,
    share: progress.share,
    progressText: progress.text,
    tiles: tilesOf(run),
    rows: rowsOf(run),
    checks: checksOf(run),
    errors: errorsOf(run),
    hasErrors: (run.errors ?? []).length > 0,
    hasNoChecks: run.checks.length === 0,
    verdictTitle: verdictTitleOf(run),
    hasDelivery: run.delivery !== undefined,
    delivery: delivery.facts,
    deliveryText: delivery.text,
    canPause: phase === "running",
    canResume: phase === "paused",
    canStop: phase === "running" || phase === "paused" || phase === "draining",
    stopText: phase === "draining" ? "Stop now" : "Stop",
    canSetRate: phase === "running" || phase === "paused",
    canHold: !isOver,
    isOver,
  };
}

export function runPage() {
  const data = embedded<RunData>("run-data");
  const { id } = data.detail.summary;
  let run = data.detail;
  let pairs: TailPair[] = [];
  let charts: RunCharts | undefined;

  return {
    ...viewOf(run),
    alert: run.alert ?? "",
    tail: [] as ReturnType<typeof pairOf>[],
    tailText: "",
    isHeld: false,
    holdText: "Hold",
    isLost: false,
    wasRestarted: false,

    init() {
      charts = createRunCharts();
      charts.replace(data.series, run);
      this.addPairs(data.tail);
      if (run.summary.phase === "ended") return;
      connect(`/ws?run=${encodeURIComponent(id)}`, {
        message: (message) => {
          if (message.type === "run") this.take(message);
        },
        connected: (isConnected) => this.isLost = !isConnected,
        restarted: () => this.wasRestarted = true,
        fallback: () => this.ask(),
      });
    },
    take({ run: fresh, series, point, tail }: RunMessage) {
      run = fresh;
      Object.assign(this, viewOf(fresh));
      this.alert = fresh.alert ?? "";
      if (series !== undefined) charts?.replace(series, fresh);
      else if (point !== undefined) charts?.append(point, fresh);
      if (series !== undefined && tail !== undefined) pairs = [];
      this.addPairs(tail ?? []);
    },
    /** Without a WebSocket the same comes over HTTP, less often. */
    async ask(): Promise<boolean> {
      try {
        const response = await fetch(`/runs/${encodeURIComponent(id)}.json`);
        if (!response.ok) return false;
        const { detail, series, tail } = await response.json() as RunData;
        this.take({ type: "run", run: detail, series, tail });
        return true;
      } catch {
        return false;
      }
    },
    addPairs(fresh: readonly TailPair[]) {
      pairs = [...pairs, ...fresh].slice(-PAIRS_SHOWN_MAX);
      if (this.isHeld) return;
      this.tail = [...pairs].reverse().map((pair) =>
        pairOf(pair, `${pair.emitter}/${pair.seq}/${pair.stored === undefined}`)
      );
      this.tailText = tailTextOf(run, pairs.length);
    },
    toggleHold() {
      this.isHeld = !this.isHeld;
      this.holdText = this.isHeld ? "Follow" : "Hold";
      this.addPairs([]);
    },

    pause() {
      void this.act("pause");
    },
    resume() {
      void this.act("resume");
    },
    stop() {
      void this.act("stop");
    },
    setRate(event: SubmitEvent) {
      const form = event.target as HTMLFormElement;
      const factor = (form.elements.namedItem("factor") as HTMLInputElement).valueAsNumber;
      const { emitter } = form.dataset;
      void this.act("rate", { factor, ...(emitter === "" ? {} : { emitter }) });
    },
    async act(what: string, fields: Record<string, unknown> = {}) {
      this.alert = await post(`/scenario/${what}`, { run: id, ...fields });
    },
  };
}
