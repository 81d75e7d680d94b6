/** The subject ends under load: killed, asked to, restarted; and what it had said it had taken. */
import { both } from "./both.ts";
import { type CaseDeps, type ConformCase, defineCase, type Effort } from "./conform_case.ts";
import { judged, noneWhereSentAgain } from "./judged.ts";
import { loadHasBegun } from "./output_lines.ts";

/** Between two faults, beside what a start takes. */
const LIFE_MS_MIN = 500;
const LIFE_MS_MORE = 1_500;
const PERIOD_SEC = 3;
const AWAY_MS = 3_000;

const loadOf = ({ times }: Effort) => times * PERIOD_SEC + 1;

async function endedAgainAndAgain(
  deps: CaseDeps,
  signal: "SIGKILL" | "SIGTERM",
) {
  const { stage, effort, host, verify, progress } = deps;
  const verdict = verify({ durationSec: loadOf(effort) });
  let serveAgainMsMax = 0;
  let endMsMax = 0;
  let notEnded = 0;
  const codes = new Set<number>();
  const ends = (async () => {
    await loadHasBegun(deps);
    for (let n = 1; n <= effort.times; n++) {
      await host.sleep(LIFE_MS_MIN + host.random() * LIFE_MS_MORE);
      progress(`${signal} ${n}/${effort.times}`);
      const askedMs = host.nowMs();
      const code = await stage.end(signal);
      endMsMax = Math.max(endMsMax, host.nowMs() - askedMs);
      if (code === undefined) notEnded++;
      else codes.add(code);
      serveAgainMsMax = Math.max(serveAgainMsMax, await stage.start());
    }
  })();
  const [report] = await both(verdict, ends);
  const counts = {
    ends: effort.times,
    serve_again_ms_max: Math.round(serveAgainMsMax),
    ...(signal === "SIGTERM" ? { end_ms_max: Math.round(endMsMax) } : {}),
  };
  return { report, counts, notEnded, codes };
}

export const endCases: readonly ConformCase[] = [
  defineCase({
    name: "kill",
    does: "kill -9 of the whole process group under load, and a start, again and again",
    judges:
      "what was acknowledged is there; copies of what was sent again are a fault where once is promised",
    takesSec: (effort) => loadOf(effort),
    run: async (deps) => {
      const { report, counts } = await endedAgainAndAgain(deps, "SIGKILL");
      const notes = deps.stage.subject.promise.acknowledges
        ? []
        : ["the input acknowledges nothing: what was on its way in the connection is lost"];
      return judged(report, { none: noneWhereSentAgain(deps.stage.subject), counts, notes });
    },
  }),
  defineCase({
    name: "term",
    does: "SIGTERM under load, and a start, again and again",
    judges: "what was acknowledged is there; it ends in 30 s",
    takesSec: (effort) => loadOf(effort),
    run: async (deps) => {
      const { report, counts, notEnded, codes } = await endedAgainAndAgain(deps, "SIGTERM");
      const others = [...codes].filter((code) => code !== 0);
      return judged(report, {
        none: noneWhereSentAgain(deps.stage.subject),
        counts,
        broken: notEnded > 0 ? `did not end ${notEnded} times` : undefined,
        notes: others.length > 0 ? [`exit codes ${others.join(", ")}`] : [],
      });
    },
  }),
  defineCase({
    name: "restart",
    does: `stopped for ${AWAY_MS / 1000} s while senders go on, then started`,
    judges: "what was acknowledged before, meanwhile and after is there",
    takesSec: ({ loadSec }) => loadSec + AWAY_MS / 1000 + 2,
    run: async (deps) => {
      const { stage, effort, host, verify, progress } = deps;
      const verdict = verify({ durationSec: effort.loadSec + AWAY_MS / 1000 + 2 });
      const away = (async () => {
        await loadHasBegun(deps);
        await host.sleep(effort.loadSec * 500);
        progress("stopped");
        await stage.end("SIGTERM");
        await host.sleep(AWAY_MS);
        progress("starts");
        return await stage.start();
      })();
      const [report, readyMs] = await both(verdict, away);
      const counts = { serve_again_ms: Math.round(readyMs) };
      return judged(report, { none: noneWhereSentAgain(stage.subject), counts });
    },
  }),
  defineCase({
    name: "reload",
    does: "the signal to read the configuration again, five times under load",
    judges: "none lost, duplicated or corrupted",
    takesSec: ({ loadSec }) => loadSec + 3,
    whyNot: ({ reload }) => reload === undefined ? "its file names no signal for it" : undefined,
    run: async (deps) => {
      const { stage, effort, host, verify, progress } = deps;
      const verdict = verify({ durationSec: effort.loadSec + 3 });
      const reloads = (async () => {
        await loadHasBegun(deps);
        for (let n = 1; n <= RELOADS; n++) {
          await host.sleep((effort.loadSec + 2) * 1_000 / RELOADS);
          progress(`reload ${n}/${RELOADS}`);
          stage.signal(stage.subject.reload!);
        }
      })();
      const [report] = await both(verdict, reloads);
      return judged(report, {
        none: ["lost", "duplicated", "corrupted"],
        broken: stage.isAlive() ? undefined : "it ended",
      });
    },
  }),
];

const RELOADS = 5;
