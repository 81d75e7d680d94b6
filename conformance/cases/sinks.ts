/** What stands behind the subject is away, stalls or refuses. */
import type { Stage } from "../stage/mod.ts";
import type { Subject } from "../subject/mod.ts";
import { both } from "./both.ts";
import { type CaseDeps, type ConformCase, defineCase, type Outcome } from "./conform_case.ts";
import { judged, whole } from "./judged.ts";
import { loadHasBegun } from "./output_lines.ts";

const AWAY_SEC = 10;
/** Exporters wait longer and longer between tries. */
const CATCH_UP_SEC = 60;

function whyNoSink({ output, sink_process }: Subject): string | undefined {
  if (output.type === "http_sink" || output.type === "syslog_sink") return undefined;
  return sink_process === undefined ? "it has no sink that could be away" : undefined;
}

function whyNoReceiver({ output }: Subject): string | undefined {
  return output.type === "http_sink" ? undefined : "its sink is not ours, to refuse or stall";
}

/** Something befalls the sink for `AWAY_SEC` under load, and ends. */
async function whileSinkIs(
  deps: CaseDeps,
  { begin, end, word }: {
    readonly begin: (stage: Stage) => Promise<void> | void;
    readonly end: (stage: Stage) => Promise<unknown> | void;
    readonly word: string;
  },
): Promise<Outcome> {
  const { stage, verify, effort, host, progress } = deps;
  const verdict = verify({
    durationSec: effort.loadSec + AWAY_SEC,
    waitSec: Math.max(CATCH_UP_SEC, stage.subject.settle_sec),
  });
  const fault = (async () => {
    await loadHasBegun(deps);
    await host.sleep(effort.loadSec * 400);
    progress(`the sink ${word}`);
    await begin(stage);
    await host.sleep(AWAY_SEC * 1_000);
    progress("the sink is well again");
    await end(stage);
  })();
  const [report] = await both(verdict, fault);
  return judged(report, {
    none: ["lost", "corrupted"],
    counts: { away_sec: AWAY_SEC },
    broken: stage.isAlive() ? undefined : "it ended",
  });
}

export const sinkCases: readonly ConformCase[] = [
  defineCase({
    name: "sink_down",
    does: `its sink is stopped for ${AWAY_SEC} s under load`,
    judges: "what was acknowledged arrives once the sink is back",
    takesSec: ({ loadSec }) => loadSec + AWAY_SEC,
    whyNot: whyNoSink,
    run: (deps) =>
      whileSinkIs(deps, {
        word: "is away",
        begin: ({ receiver, subject, stopProcess }) =>
          receiver === undefined ? stopProcess(subject.sink_process!) : receiver.down(),
        end: async ({ receiver, start }) => receiver === undefined ? await start() : receiver.up(),
      }),
  }),
  defineCase({
    name: "sink_down_kill",
    does: `its sink is stopped for ${AWAY_SEC} s, and the subject killed meanwhile and started`,
    judges: "what was acknowledged while the sink was away outlives kill -9",
    takesSec: ({ loadSec }) => loadSec + AWAY_SEC,
    whyNot: whyNoSink,
    run: async (deps) => {
      const { receiver, subject, stopProcess } = deps.stage;
      return await whileSinkIs(deps, {
        word: "is away",
        begin: async () => {
          await (receiver === undefined ? stopProcess(subject.sink_process!) : receiver.down());
          await deps.host.sleep(AWAY_SEC * 300);
          deps.progress("kill -9");
          await deps.stage.end("SIGKILL");
          if (receiver !== undefined) await deps.stage.start();
        },
        end: async ({ start }) => {
          receiver?.up();
          await start();
        },
      });
    },
  }),
  defineCase({
    name: "sink_slow",
    does: `its sink takes requests for ${AWAY_SEC} s and does not answer`,
    judges: "what was acknowledged arrives once the sink answers",
    takesSec: ({ loadSec }) => loadSec + AWAY_SEC,
    whyNot: whyNoReceiver,
    run: (deps) =>
      whileSinkIs(deps, {
        word: "stalls",
        begin: ({ receiver }) => void (receiver!.mode = "stalls"),
        end: ({ receiver }) => void (receiver!.mode = "takes"),
      }),
  }),
  ...([429, 503, 500] as const).map((status) =>
    defineCase({
      name: `sink_answers_${status}`,
      does: `its sink answers ${status} for ${AWAY_SEC} s`,
      judges: "what was acknowledged arrives once the sink takes it",
      takesSec: ({ loadSec }) => loadSec + AWAY_SEC,
      whyNot: whyNoReceiver,
      run: (deps) => whileSinkIs(deps, answering(status)),
    })
  ),
  defineCase({
    name: "sink_answers_400",
    does: `its sink answers 400 for ${AWAY_SEC} s, which no protocol tries again`,
    judges: "what is given up is told in its log; nothing else is lost",
    takesSec: ({ loadSec }) => loadSec + AWAY_SEC,
    whyNot: whyNoReceiver,
    run: async (deps) => {
      const outcome = await whileSinkIs(deps, answering(400));
      const line = deps.stage.tellingLine();
      const { lost = 0, corrupted = 0 } = outcome.counts;
      if (lost === 0 || corrupted > 0 || !deps.stage.isAlive()) return outcome;
      if (line === undefined || !GIVEN_UP.test(line)) return outcome;
      return {
        ...outcome,
        passed: true,
        says: `${whole(lost)} given up, as its log says`,
        notes: [...outcome.notes, `its log: ${line}`],
      };
    },
  }),
];

/** What a program says that gives records up. */
const GIVEN_UP = /drop|discard|lost|fail|refus|reject|dead/i;

function answering(status: 400 | 429 | 500 | 503) {
  return {
    word: `answers ${status}`,
    begin: ({ receiver }: Stage) => void (receiver!.mode = status),
    end: ({ receiver }: Stage) => void (receiver!.mode = "takes"),
  };
}
