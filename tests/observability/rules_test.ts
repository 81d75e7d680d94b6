/** Rules hold: `promtool` agrees, every alert is tested, explained and fires when recordings say. */
import assert from "node:assert/strict";
import { parse } from "yaml";
import { alertTests, failuresOf, SLOW_TESTS, TESTS_DIR } from "./alert_tests.ts";
import { dashboardFiles } from "../../infra/mod.ts";
import { selectors, syntaxErrors } from "./promql.ts";
import { readRecording, type Recording } from "./recording.ts";
import { readAlerts, RULES_DIR } from "./rules.ts";
import { runTool, toolTest } from "./tools.ts";
import { ROOT } from "../repository.ts";

const RULES = ["records.yml", "alerts.yml", "slo.yml"];

interface RuleTest {
  readonly alert_rule_test?: readonly {
    readonly alertname: string;
    readonly exp_alerts: readonly unknown[];
  }[];
}

toolTest(["promtool"], "promtool takes the rules and the configuration", async () => {
  const rules = await runTool("promtool", [
    "check",
    "rules",
    ...RULES.map((name) => `${RULES_DIR}/${name}`),
  ]);
  assert.equal(rules.code, 0, rules.text);
  const config = await runTool("promtool", [
    "check",
    "config",
    "--syntax-only",
    "infra/prometheus/prometheus.yml",
  ]);
  assert.equal(config.code, 0, config.text);
});

toolTest(["promtool"], "alerts fire when they should, not a step earlier", async () => {
  const names = alertTests();
  assert.deepEqual(SLOW_TESTS.filter((name) => !names.includes(name)), []);
  assert.deepEqual(await failuresOf(names.filter((name) => !SLOW_TESTS.includes(name))), []);
});

Deno.test("every alert has a rule test of its firing and one of its silence", async () => {
  const expected = new Map<string, Set<"fires" | "silent">>();
  for (const { name } of Deno.readDirSync(new URL(TESTS_DIR, ROOT))) {
    const text = await Deno.readTextFile(new URL(`${TESTS_DIR}/${name}`, ROOT));
    for (const test of (parse(text) as { tests: RuleTest[] }).tests) {
      for (const { alertname, exp_alerts } of test.alert_rule_test ?? []) {
        const seen = expected.get(alertname) ?? new Set();
        expected.set(alertname, seen.add(exp_alerts.length > 0 ? "fires" : "silent"));
      }
    }
  }
  const alerts = (await readAlerts()).map(({ alert }) => alert);
  assert.deepEqual(alerts.filter((name) => expected.get(name)?.size !== 2), []);
  assert.deepEqual([...expected.keys()].filter((name) => !alerts.includes(name)), []);
});

Deno.test("every alert is labelled, says what it means and leads to a runbook", async () => {
  const table = await Deno.readTextFile(new URL("docs/observability.md", ROOT));
  for (const { alert, labels, annotations } of await readAlerts()) {
    assert.equal(labels.service, "logops", alert);
    assert.match(labels.severity ?? "", /^(critical|warning)$/, alert);
    assert.ok(annotations.summary && annotations.description, alert);
    const page = /^\{\{ \$externalURL \}\}\/user\/([a-z-]+\.md)$/.exec(
      annotations.runbook_url ?? "",
    )?.[1];
    assert.ok(page, `${alert}: ${annotations.runbook_url}`);
    const runbook = await Deno.readTextFile(new URL(`docs/runbooks/${page}`, ROOT));
    for (const part of ["Meaning", "First look", "Fix", "Make it happen"]) {
      assert.match(runbook, new RegExp(`^## ${part}$`, "m"), `${page}: ${part}`);
    }
    assert.ok(runbook.includes(`\`${alert}\``), `${page} does not name ${alert}`);
    const row = table.split("\n").find((line) => line.startsWith(`| \`${alert}\``));
    assert.ok(row?.includes(`(runbooks/${page})`), `${alert} has no row in docs/observability.md`);
  }
});

Deno.test("a runbook stands without Grafana and without the rest of the repository", async () => {
  const panels = dashboardFiles().map(({ content }) => content).join("\n");
  let told = 0;
  for await (const { name } of Deno.readDir(new URL("docs/runbooks/", ROOT))) {
    const text = (await Deno.readTextFile(new URL(`docs/runbooks/${name}`, ROOT)))
      .replace(/\s+/g, " ");
    // Prometheus serves the folder alone, under /user/.
    assert.deepEqual(text.match(/\]\((?![a-z-]+\.md(#[\w-]+)?\))[^)]*\)/g) ?? [], [], name);
    for (
      const [, titles] of text.matchAll(/\b[Pp]anels? ((?:_[^_]+_(?: \(`[^`]+`\))?(?: and )?)+)/g)
    ) {
      for (const [, title, , expr] of titles!.matchAll(/_([^_]+)_( \(`([^`]+)`\))?/g)) {
        assert.ok(panels.includes(`"title": "${title}`), `${name}: no panel '${title}'`);
        assert.ok(expr !== undefined, `${name}: no PromQL beside '${title}'`);
        assert.deepEqual(syntaxErrors(expr), [], name);
        for (const metric of selectors(expr)) {
          assert.ok(panels.includes(metric.name), `${name}: no panel asks ${metric.name}`);
        }
        told++;
      }
    }
  }
  assert.ok(told >= 15, `${told} found`);
});

/**
 * What each shipped scenario makes fire, from its recording. `LogopsNoIngest` fires after all of
 * them, as nothing follows, and is left out.
 */
const FIRED_BY: Readonly<Record<string, readonly string[]>> = {
  default: [],
  demo: [],
  burst: ["LogopsBurst"],
  "high-errors": [
    "LogopsMissingLevel",
    "LogopsMissingTs",
    "LogopsParseErrors",
    "LogopsRejectedBatches",
  ],
  "quiet-then-spike": ["LogopsBurst"],
};

for (const [scenario, expected] of Object.entries(FIRED_BY)) {
  const what = expected.join(", ") || "no alert";
  toolTest(["promtool"], `scenario ${scenario}, as recorded, makes fire: ${what}`, async () => {
    const fired = await replay(await readRecording(scenario));
    assert.deepEqual(fired, [...expected]);
  });
}

/** How long the gateway had been idle when the scenario began, and how long it is after. */
const IDLE_STEPS = 36;
const REPLAY_MINUTES = 8;

/** Names of the alerts that fire while a recording is played and for minutes after it. */
async function replay(recording: Recording): Promise<string[]> {
  const folder = await Deno.makeTempDir({ prefix: "logops-replay-" });
  try {
    const file = `${folder}/replay.json`;
    await Deno.writeTextFile(file, JSON.stringify(replayTest(recording)));
    const { text } = await runTool("promtool", ["test", "rules", file]);
    assert.ok(!text.includes("error"), text);
    const fired = [...text.matchAll(/alertname="(\w+)", alertstate="firing"/g)];
    return [...new Set(fired.map(([, name]) => name!))].sort();
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** A rule test that expects no alert at any step: `promtool` names those that it got. */
function replayTest({ step_sec, series }: Recording): unknown {
  const target = 'job="logops-gateway",instance="recorded:8080"';
  const steps = REPLAY_MINUTES * 60 / step_sec;
  const inputs = Object.entries(series).map(([name, values]) => ({
    series: name.includes("{") ? name.replace("{", `{${target},`) : `${name}{${target}}`,
    values: [
      ...Array(IDLE_STEPS).fill(values[0]),
      ...values,
      ...Array(steps).fill(values.at(-1)),
    ].map((value) => value ?? "_").join(" "),
  }));
  return {
    rule_files: RULES.map((name) => new URL(`${RULES_DIR}/${name}`, ROOT).pathname),
    evaluation_interval: `${step_sec}s`,
    group_eval_order: ["logops-traffic", "logops-quality", "logops-faults", "logops-slo-records"],
    tests: [{
      interval: `${step_sec}s`,
      input_series: [...inputs, { series: `up{${target}}`, values: `1x${steps * 2}` }],
      promql_expr_test: Array.from({ length: steps / 3 }, (_, step) => ({
        expr: 'ALERTS{alertstate="firing", alertname!="LogopsNoIngest"}',
        eval_time: `${step * 3 * step_sec}s`,
        exp_samples: [],
      })),
    }],
  };
}
