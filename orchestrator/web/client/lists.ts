/** Lists of runs: the strip of those that go on, the choice of two, the curves of two. */
import type { Series } from "../messages.ts";
import { createChart, type Line } from "./charts.ts";
import { connect } from "./connection.ts";
import { millis, rate } from "./numbers.ts";
import { embedded } from "./requests.ts";
import { listedOf } from "./run_words.ts";

export function liveRuns() {
  return {
    runs: [] as ReturnType<typeof listedOf>[],
    hasRuns: false,
    isLost: false,

    init() {
      connect("/ws", {
        message: (message) => {
          if (message.type !== "runs") return;
          this.runs = message.runs.map(listedOf);
          this.hasRuns = this.runs.length > 0;
        },
        connected: (isConnected) => this.isLost = !isConnected,
        restarted: () => {},
      });
    },
  };
}

export function runList() {
  return {
    cannotCompare: true,
    hint: "",

    init() {
      this.count();
    },
    count() {
      const chosen = document.querySelectorAll("input[name=run]:checked").length;
      this.cannotCompare = chosen !== 2;
      this.hint = chosen === 2
        ? "Two runs are ticked."
        : chosen === 1
        ? "One run is ticked; tick another to compare them."
        : chosen > 2
        ? "More than two runs are ticked: two can be compared."
        : "Tick two runs to compare them.";
    },
  };
}

type Compared = readonly { readonly id: string; readonly series: Series }[];

const COLORS = ["--line-1", "--line-4"] as const;

export function comparePage() {
  return {
    init() {
      const runs = embedded<Compared>("compare-data");
      show("chart-sent", runs, "sent", rate);
      show("chart-p99", runs, "p99_ms", millis);
    },
  };
}

/** One column of both runs, over the seconds of both. */
function show(id: string, runs: Compared, column: string, text: (value: number) => string): void {
  const lines = runs.map(({ id }, i): Line => ({
    column: String(i),
    label: id,
    color: COLORS[i]!,
  }));
  const t = [...new Set(runs.flatMap(({ series }) => series.t.map(Math.round)))].sort((a, b) =>
    a - b
  );
  const columns = Object.fromEntries(runs.map(({ series }, i) => {
    const bySecond = new Map(
      series.t.map((at, k) => [Math.round(at), series.columns[column]?.[k]]),
    );
    return [String(i), t.map((at) => bySecond.get(at) ?? null)];
  }));
  createChart(document.getElementById(id)!, { lines, text, total: highestIn(text) }).show({
    t,
    columns,
  }, []);
}

/** Of two runs side by side: the highest of each. */
function highestIn(text: (value: number) => string) {
  return (_column: string, values: readonly (number | null)[]): string => {
    const known = values.filter((value) => value !== null);
    return known.length === 0 ? "–" : `at most ${text(Math.max(...known))}`;
  };
}
