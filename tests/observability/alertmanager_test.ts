/** Who hears of what: the configuration, a table of routes, secrets in files, the texts. */
import assert from "node:assert/strict";
import { parse } from "yaml";
import { readAlerts } from "./rules.ts";
import { runTool, toolTest } from "./tools.ts";
import { ROOT } from "../repository.ts";

const CONFIG = "infra/alertmanager/alertmanager.yml";

/** Labels of an alert → the receiver that gets it. */
const ROUTES: readonly (readonly [labels: string, receiver: string])[] = [
  ["service=logops severity=critical alertname=LogopsGatewayDown", "logops-urgent"],
  ["service=logops severity=critical alertname=LogopsSealFailures", "logops-urgent"],
  ["service=logops severity=warning alertname=LogopsBurst", "logops-chat"],
  ["service=logops severity=warning alertname=LogopsParseErrors emitter=noise", "logops-chat"],
  ["service=logops severity=unheard-of", "logops-chat"],
  ["service=logops", "logops-chat"],
  ["service=other severity=critical", "fallback"],
  ["severity=critical", "fallback"],
  ["alertname=Anything", "fallback"],
];

toolTest(["amtool"], "amtool takes the configuration and its templates", async () => {
  const { code, text } = await runTool("amtool", ["check-config", CONFIG]);
  assert.equal(code, 0, text);
});

for (const [labels, receiver] of ROUTES) {
  toolTest(["amtool"], `an alert with ${labels} goes to ${receiver}`, async () => {
    assert.equal(await receiverOf(labels.split(" ")), receiver);
  });
}

toolTest(["amtool"], "every alert reaches the receiver of its severity", async () => {
  const kinds = new Set((await readAlerts()).map(({ labels }) => labels.severity!));
  for (const severity of kinds) {
    const receiver = await receiverOf(["service=logops", `severity=${severity}`]);
    assert.equal(receiver, severity === "critical" ? "logops-urgent" : "logops-chat");
  }
});

Deno.test("secrets are read from files: no URL, password or token stands in the configuration", async () => {
  const text = await Deno.readTextFile(new URL(CONFIG, ROOT));
  const keys = allKeys(parse(text));
  const secret = /^(api_url|slack_api_url|.*password|.*token|.*_key|credentials|http_config)$/;
  assert.deepEqual(keys.filter((key) => secret.test(key)), []);
  assert.deepEqual(keys.filter((key) => key.endsWith("_file")).sort(), [
    "slack_api_url_file",
    "smtp_auth_password_file",
  ]);
  assert.doesNotMatch(text, /hooks\.slack\.com|xox[abp]-/);
});

Deno.test("inhibition names alerts that there are", async () => {
  const { inhibit_rules } = parse(await Deno.readTextFile(new URL(CONFIG, ROOT))) as {
    inhibit_rules: readonly { source_matchers: string[]; target_matchers: string[] }[];
  };
  const named = inhibit_rules.flatMap(({ source_matchers, target_matchers }) =>
    [...source_matchers, ...target_matchers].join(" ").match(/Logops\w+/g) ?? []
  );
  const alerts = (await readAlerts()).map(({ alert }) => alert);
  assert.ok(named.length > 4);
  assert.deepEqual(named.filter((name) => !alerts.includes(name)), []);
});

const GROUP = {
  status: "firing",
  receiver: "logops-urgent",
  groupLabels: { alertname: "LogopsMissingTsHigh" },
  commonLabels: { alertname: "LogopsMissingTsHigh", severity: "critical" },
  alerts: ["json", "csv"].map((emitter) => ({
    status: "firing",
    labels: { alertname: "LogopsMissingTsHigh", severity: "critical", emitter },
    annotations: {
      summary: `Most records of ${emitter} lack a timestamp`,
      description: "60% of the records have no timestamp.",
      runbook_url: "http://prometheus:9090/user/missing-ts.md",
    },
    startsAt: "2026-05-01T10:00:00Z",
  })),
};

toolTest(["amtool"], "a message says what, since when, and what to do", async () => {
  assert.equal(await render("title", GROUP), "[CRITICAL] LogopsMissingTsHigh (2)");
  assert.equal(await render("color", GROUP), "danger");
  assert.equal(await render("runbook", GROUP), "http://prometheus:9090/user/missing-ts.md");
  const text = await render("text", GROUP);
  assert.match(text, /Most records of json lack a timestamp\n60%/);
  assert.match(text, /Since 2026-05-01 10:00:00 UTC\. What to do: http:/);
  const over = {
    ...GROUP,
    status: "resolved",
    alerts: GROUP.alerts.map((alert) => ({ ...alert, status: "resolved" })),
  };
  assert.equal(await render("title", over), "[RESOLVED] LogopsMissingTsHigh");
  assert.equal(await render("color", over), "good");
  assert.match(await render("text", over), /Over: Most records of csv/);
});

async function receiverOf(labels: readonly string[]): Promise<string> {
  const args = ["config", "routes", "test", `--config.file=${CONFIG}`, ...labels];
  const { code, text } = await runTool("amtool", args);
  assert.equal(code, 0, text);
  return text.split("\n").filter((line) => line !== "" && !line.startsWith("Warning")).join(" ");
}

async function render(name: string, data: unknown): Promise<string> {
  const file = await Deno.makeTempFile({ suffix: ".json" });
  try {
    await Deno.writeTextFile(file, JSON.stringify(data));
    const { code, text } = await runTool("amtool", [
      "template",
      "render",
      "--template.glob=infra/alertmanager/templates/*.tmpl",
      `--template.text={{ template "logops.${name}" . }}`,
      `--template.data=${file}`,
    ]);
    assert.equal(code, 0, text);
    return text.trim();
  } finally {
    await Deno.remove(file);
  }
}

function allKeys(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(allKeys);
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, each]) => [key, ...allKeys(each)]);
}
