/** Anomalies: the fortnight in its short form, and `deno task anomalies` as people and scripts use it. */
import assert from "node:assert/strict";
import {
  anomalyMetrics,
  type AnomalyReport,
  findAnomalies,
  type Finding,
} from "../../analytics/mod.ts";
import { runAnomalies } from "./anomalies_program.ts";
import { drawWatched } from "./fortnight/drawn.ts";
import { labelsOf } from "./fortnight/labels.ts";
import { describeScore, scoreFindings } from "./fortnight/score.ts";
import { DAY_MS, LEARNING_DAYS } from "./fortnight/season.ts";
import { seeded } from "./seeded.ts";

const WINDOW_MS = 600_000;

Deno.test("what goes wrong in a fortnight is found soon, and nothing else in the one before", () => {
  const labels = labelsOf(2);
  const { findings } = findAnomalies(drawWatched(2, labels, WINDOW_MS), LEARNING_DAYS * DAY_MS);
  const score = scoreFindings(findings, labels, WINDOW_MS);
  assert.ok(
    score.precision >= 0.95 && score.recall >= 0.95 && score.windowsToDetect <= 2,
    describeScore(score),
  );
});

Deno.test("what is found does not depend on what comes later", () => {
  const labels = labelsOf(3);
  const drawn = drawWatched(3, labels, WINDOW_MS);
  const whole = { ...drawn, series: drawn.series.filter(({ measure }) => measure === "count") };
  const windows = Math.floor(whole.grid.windows * 0.9);
  const cut = {
    grid: { ...whole.grid, windows },
    series: whole.series.map((each) => ({
      ...each,
      values: each.values.slice(0, windows),
      ...(each.totals === undefined ? {} : { totals: each.totals.slice(0, windows) }),
    })),
    errorPatterns: [],
  };
  const learning = LEARNING_DAYS * DAY_MS;
  const endMs = whole.grid.startMs + windows * WINDOW_MS;
  const known = (findings: readonly Finding[]) =>
    findings.filter(({ end }) => end !== undefined && Date.parse(end) < endMs - DAY_MS);
  const early = known(findAnomalies(cut, learning).findings);
  const late = known(findAnomalies({ ...whole, errorPatterns: [] }, learning).findings);
  assert.ok(early.length > 8, `${early.length}`);
  assert.deepEqual(early, late);
});

Deno.test("anomalyMetrics() has a row for each kind, and one for each that goes on", () => {
  const finding = (kind: Finding["kind"], end?: string): Finding => ({
    kind,
    emitter: "web",
    start: "2026-05-01T10:00:00.000Z",
    ...(end === undefined ? {} : { end }),
    detected: "2026-05-01T10:05:00.000Z",
    unit: "records",
    observed: 0,
    expected: 100,
    why: "",
  });
  const text = anomalyMetrics({
    findings: [finding("silence"), finding("burst", "2026-05-01T10:30:00.000Z")],
    judged: {
      from: "2026-04-01T00:00:00.000Z",
      learnt_until: "2026-04-08T00:00:00.000Z",
      until: "2026-05-01T12:00:00.000Z",
      window_sec: 300,
      windows: 8784,
      series: 2,
    },
  }, 0);
  assert.match(text, /^logops_anomaly_active\{kind="silence",emitter="web"\} 1$/m);
  assert.doesNotMatch(text, /active\{kind="burst"/);
  for (const [kind, count] of [["burst", 1], ["silence", 1], ["latency", 0]]) {
    assert.match(text, new RegExp(`^logops_anomalies\\{kind="${kind}"\\} ${count}$`, "m"));
  }
});

/** Three days of two senders, about one record in ten seconds; `web` falls silent on the third. */
function journal(): string {
  const random = seeded(7), lines: string[] = [];
  const startMs = Date.parse("2026-05-01T00:00:00.000Z");
  for (let second = 0; second < 3 * 86_400; second += 10) {
    const ts = new Date(startMs + second * 1000).toISOString();
    const isSilent = second >= 2.5 * 86_400 && second < 2.55 * 86_400;
    for (const emitter of isSilent ? ["hosts"] : ["hosts", "web"]) {
      const count = Math.floor(2 * random() + random());
      for (let each = 0; each < count; each++) {
        lines.push(
          JSON.stringify({ ts, level: "INFO", msg: `served ${second} to jo@example.com`, emitter }),
        );
      }
    }
  }
  for (const minute of [0, 1, 2]) {
    const ts = `2026-05-03T18:0${minute}:00.000Z`;
    const msg = "no route for jo@example.com to 83.11.23.45";
    lines.push(JSON.stringify({ ts, level: "ERROR", msg, emitter: "hosts" }));
  }
  lines.push("no record at all");
  return `${lines.join("\n")}\n`;
}

async function withJournal(test: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(`${folder}/20260501.ndjson`, journal());
    await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("anomalies tells of silence and of a new error, masked, as text, JSON and metrics", () =>
  withJournal(async (folder) => {
    const metrics = `${folder}/anomalies.prom`;
    const until = ["--until", "2026-05-03T13:00:00Z"];
    const told = await runAnomalies([`${folder}/20260501.ndjson`]);
    assert.equal(told.code, 0, told.stderr);
    assert.match(told.stderr, /^1 lines have no time that can be read: left out\.$/m);
    assert.match(
      told.stdout,
      /^2026-05-03 12:00–13:1\d\s+silence\s+web sent \d+ records in 1 h \d+ min, and \d+ records were expected at this time of the day/m,
    );
    assert.match(
      told.stdout,
      /^2026-05-03 18:00–18:05\s+new-error-pattern\s+hosts sent 3 ERROR records of pattern [0-9a-f]{12}, .*\n\s+no route for <email> to <ip>$/m,
    );
    assert.doesNotMatch(told.stdout, /jo@example|83\.11\.23/);
    const order = ["--json", "--metrics", metrics, "--fail-on-anomaly", ...until];
    const { code, stdout } = await runAnomalies([...order, `${folder}/20260501.ndjson`]);
    assert.equal(code, 1);
    const { findings } = JSON.parse(stdout) as AnomalyReport;
    assert.deepEqual(findings.map(({ kind, emitter, end }) => ({ kind, emitter, end })), [
      { kind: "silence", emitter: "web", end: undefined },
    ]);
    assert.match(
      await Deno.readTextFile(metrics),
      /^logops_anomaly_active\{kind="silence",emitter="web"\} 1$/m,
    );
  }));

Deno.test("anomalies says what is wrong with its arguments and inputs, and exits 2", async () => {
  for (
    const [args, told] of [
      [["--json"], /^Name a file, a folder, - for standard input, or --prometheus URL\n/],
      [["--window", "7m", "x"], /^--window must be one of 1m, 5m,/],
      [["--learn", "soon", "x"], /^--learn must be a length of time/],
      [["--until", "noon", "x"], /^--until must be a time/],
      [["--prometheus", "here"], /^--prometheus must be a URL/],
      [["--prometheus", "http://127.0.0.1:9", "x"], /^Name files or --prometheus, not both/],
      [
        ["--prometheus", "http://127.0.0.1:9"],
        /^Cannot ask http:\/\/127\.0\.0\.1:9: there is no answer\n$/,
      ],
      [["no.log"], /^Cannot read no\.log: there is no such file or folder\n$/],
    ] as const
  ) {
    const { code, stdout, stderr } = await runAnomalies(args);
    assert.deepEqual([code, stdout], [2, ""], args.join(" "));
    assert.match(stderr, told);
  }
});
