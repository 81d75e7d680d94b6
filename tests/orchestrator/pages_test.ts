/**
 * The pages as a person uses them: a headless Chromium, the orchestrator and a gateway, each a
 * process of its own. Steps share the three, so that all of it takes seconds.
 */
import assert from "node:assert/strict";
import axe from "axe-core";
import type { Browser, Page } from "playwright-core";
import { type GatewayProcess, startGateway } from "../gateway/process.ts";
import { chromiumPath, NO_CHROMIUM, openBrowser, openTab } from "./browser.ts";
import { runUnderLoad } from "./load.ts";
import { type OrchestratorProcess, startOrchestrator } from "./process.ts";

const LONG = `name: long
description: Two emitters for a minute
duration_sec: 60
emitters:
  - { name: json, eps: 60, batch_size: 10, args: { pii_ratio: 1 } }
  - { name: syslog, eps: 40, batch_size: 10 }
expect: { dropped_max: 1000, lost_max: 0 }
`;
const SHORT = `name: short
description: Over in two seconds
duration_sec: 2
seed: 7
emitters:
  - { name: json, eps: 50, batch_size: 10, args: { pii_ratio: 1 } }
expect: { lost_max: 0, planted_pii_in_clear_max: 0, p99_latency_ms_max: 60000 }
`;
const BROKEN = "name: broken\nduration_sec: -3\n";

/** Scripts have filled a page by then; nothing breaks if they have not. */
const SETTLE_MS = 250;
/** Of one answer of the page's scripts; a busy machine may take long, a page that hangs takes longer. */
const PAGE_MS_MAX = 3_000;
const RSS_MIB_MAX = 200;
const OVERFLOW_PX = "document.documentElement.scrollWidth - document.documentElement.clientWidth";

interface TextArea {
  readonly value: string;
  readonly selectionStart: number;
  readonly selectionEnd: number;
}

interface Scene {
  readonly browser: Browser;
  readonly gateway: GatewayProcess;
  readonly orchestrator: OrchestratorProcess;
}

const chromium = chromiumPath();
if (chromium === undefined) console.error(`The browser tests are ignored: ${NO_CHROMIUM}`);

async function withScene(work: (scene: Scene) => Promise<void>): Promise<void> {
  const [browser, gateway] = await Promise.all([openBrowser(chromium!), startGateway()]);
  try {
    const scenarios = { long: LONG, short: SHORT, broken: BROKEN };
    const { url: gatewayUrl, sinkDir } = gateway;
    await using orchestrator = await startOrchestrator({ gatewayUrl, sinkDir, scenarios });
    await work({ browser, gateway, orchestrator });
  } finally {
    await browser.close();
    await gateway[Symbol.asyncDispose]();
  }
}

const card = (page: Page, name: string) =>
  page.getByRole("article", { name: new RegExp(`^${name}$`) });
const tile = (page: Page, label: string) =>
  page.locator(".tiles li").filter({ has: page.getByText(label, { exact: true }) })
    .locator("strong");
const badge = (page: Page) => page.locator("h1 .badge");
const button = (page: Page, name: string) => page.getByRole("button", { name, exact: true });

async function numberOf(page: Page, label: string): Promise<number> {
  return Number((await tile(page, label).textContent())!.replaceAll(",", ""));
}

/** Waits until the tile shows more than `least`. */
async function waitForMore(page: Page, label: string, least: number): Promise<number> {
  for (;;) {
    const value = await numberOf(page, label);
    if (value > least) return value;
    await page.waitForTimeout(100);
  }
}

async function waitForBadge(page: Page, text: string): Promise<void> {
  await badge(page).filter({ hasText: new RegExp(`^${text}$`) }).waitFor();
}

async function startFrom(page: Page, name: string): Promise<void> {
  await card(page, name).getByRole("button", { name: "Start" }).click();
  await page.waitForURL(/\/runs\//);
  await waitForBadge(page, "running");
}

Deno.test({
  name: "pages: run, watch, steer, stop, compare, edit, recover" +
    (chromium === undefined ? ` (${NO_CHROMIUM})` : ""),
  ignore: chromium === undefined,
  // The browser is a process of its own, and keeps sockets of its own.
  sanitizeOps: false,
  sanitizeResources: false,
  sanitizeExit: false,
  fn: (t) =>
    withScene(async (scene) => {
      const run = async (steps: Steps) => {
        for (const [name, step] of Object.entries(steps)) await t.step(name, () => step(scene));
      };
      await Promise.all([run(STEPS), run(STEPS_OF_FAILURE), run(STEPS_OF_QUALITY)]);
    }),
});

type Steps = Readonly<Record<string, (scene: Scene) => Promise<void>>>;

const STEPS: Steps = {
  async "a run is started, its numbers move, it is paused, its rate is changed, it is stopped"(
    { browser, orchestrator },
  ) {
    await using tab = await openTab(browser, orchestrator.url);
    const { page } = tab;
    await page.getByText("Gateway answers at").waitFor();
    await startFrom(page, "long");
    const first = await waitForMore(page, "Sent", 0);
    await waitForMore(page, "Accepted", first);
    await page.locator("#chart-rate canvas").waitFor();
    await page.locator(".tail .stored .masked").first().waitFor();

    await button(page, "Pause").click();
    await waitForBadge(page, "paused");
    await page.waitForTimeout(1_200);
    const held = await numberOf(page, "Sent");
    await page.waitForTimeout(1_200);
    assert.equal(await numberOf(page, "Sent"), held);
    await button(page, "Resume").click();
    await waitForMore(page, "Sent", held);

    const row = page.getByRole("row", { name: /^json/ });
    await row.getByLabel("Rate factor of json").fill("3");
    await row.getByRole("button", { name: "Set" }).click();
    await row.getByRole("cell", { name: "180", exact: true }).first().waitFor();

    await button(page, "Stop").click();
    await waitForBadge(page, "interrupted");
    await page.getByText("Ended early: stopped by hand.").waitFor();
    await page.getByRole("link", { name: "Run again…" }).waitFor();
    assert.equal(await button(page, "Stop").isVisible(), false);
    assert.deepEqual(tab.faults, []);
  },

  async "a run to its end shows its verdict and what is stored, and again after a reload"(
    { browser, orchestrator },
  ) {
    await using tab = await openTab(browser, orchestrator.url);
    const { page } = tab;
    await card(page, "short").getByText("Options").click();
    await card(page, "short").getByLabel("Rate ×").fill("2");
    await startFrom(page, "short");
    await page.getByRole("heading", { name: "Verdict so far: good" }).waitFor();
    for (const round of ["live", "reloaded"]) {
      await waitForBadge(page, "passed");
      await page.getByRole("heading", { name: "Verdict: passed" }).waitFor();
      assert.equal(await tile(page, "Accepted").textContent(), "200", round);
      assert.ok(await page.locator(".checks li.passed").count() >= 3, round);
      assert.equal(await page.locator(".checks li.broken").count(), 0, round);
      const stored = page.locator(".pairs div").filter({ hasText: "delivered" });
      assert.equal(await stored.locator("dd").textContent(), "200", round);
      assert.match((await page.locator(".run > .facts").textContent())!, /seed 7 · rates × 2/);
      await page.locator("#chart-latency canvas").waitFor();
      await page.reload();
    }
    assert.deepEqual(tab.faults, []);
  },

  async "a reload in the middle and a second tab show the same run, and both see it stopped"(
    { browser, orchestrator },
  ) {
    await using one = await openTab(browser, orchestrator.url);
    await startFrom(one.page, "long");
    const before = await waitForMore(one.page, "Sent", 0);
    await one.page.reload();
    await waitForMore(one.page, "Sent", before);
    await using other = await openTab(browser, one.page.url());
    await waitForMore(other.page, "Sent", before);
    await button(other.page, "Stop").click();
    for (const { page } of [one, other]) await waitForBadge(page, "interrupted");
    assert.equal(await numberOf(one.page, "Sent"), await numberOf(other.page, "Sent"));
    assert.deepEqual([...one.faults, ...other.faults], []);
  },

  async "the list compares two runs and deletes one"({ browser, orchestrator }) {
    await using tab = await openTab(browser, `${orchestrator.url}/runs`);
    const { page } = tab;
    const rows = page.locator("tbody tr");
    assert.equal(await rows.count(), 3);
    assert.equal(await button(page, "Compare").isDisabled(), true);
    await rows.nth(0).getByRole("checkbox").check();
    await rows.nth(1).getByRole("checkbox").check();
    await button(page, "Compare").click();
    await page.getByRole("heading", { name: "Two runs compared" }).waitFor();
    await page.locator("#chart-sent canvas").waitFor();
    assert.equal(await page.getByRole("row", { name: /^Sent / }).count(), 2);
    await page.goBack();
    page.on("dialog", (dialog) => void dialog.accept());
    await rows.nth(2).getByRole("button", { name: /^Delete/ }).click();
    await rows.nth(2).waitFor({ state: "detached" });
    assert.equal(await rows.count(), 2);
    assert.deepEqual(tab.faults, []);
  },

  async "the editor checks while one types, leads to the fault, keeps a draft, and runs"(
    { browser, orchestrator },
  ) {
    const expected = /status of 422/;
    await using tab = await openTab(browser, `${orchestrator.url}/editor`, { expected });
    const { page } = tab;
    await page.getByText("No problems.").waitFor();
    const text = page.getByLabel("Scenario (YAML)");
    await text.fill(LONG.replace("eps: 60", "epz: 60"));
    await page.getByText("unknown key 'epz'").waitFor();
    await page.getByText("did you mean 'eps'?").waitFor();
    await button(page, "Start").click();
    await page.locator("#answer").getByText("The scenario has").waitFor();
    await page.locator("#check").getByRole("button", { name: /^5:/ }).first().click();
    const selected = await text.evaluate((area) => {
      const { value, selectionStart, selectionEnd } = area as unknown as TextArea;
      return value.slice(selectionStart, selectionEnd);
    });
    assert.match(selected, /^(epz: 60|\{ name: json|- \{ name)/);
    await page.reload();
    await page.getByText("unknown key 'epz'").waitFor();
    await text.fill(SHORT);
    await page.locator("#check .curve").waitFor();
    await page.getByText("No problems.").waitFor();
    await button(page, "Start").click();
    await page.waitForURL(/\/runs\/short-/);
    await waitForBadge(page, "passed");
    assert.deepEqual(tab.faults, []);
  },

  async "a scenario that cannot be read says why on its card"({ browser, orchestrator }) {
    await using tab = await openTab(browser, orchestrator.url);
    const broken = card(tab.page, "broken");
    await broken.getByText("'duration_sec' must be greater than 0").waitFor();
    assert.equal(await broken.getByRole("button", { name: "Start" }).count(), 0);
    await card(tab.page, "short").getByRole("button", { name: "Preview" }).click();
    await card(tab.page, "short").locator(".plan").getByText("records in").waitFor();
    assert.deepEqual(tab.faults, []);
  },

  async "all of it works by keyboard"({ browser, orchestrator }) {
    await using tab = await openTab(browser, orchestrator.url);
    const { page } = tab;
    const focused = () => page.evaluate<string>("document.activeElement.textContent.trim()");
    await page.keyboard.press("Tab");
    assert.equal(await focused(), "Skip to the content");
    await page.keyboard.press("Enter");
    for (let i = 0; i < 20 && await focused() !== "Start"; i++) await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/runs\//);
    await waitForBadge(page, "running");
    for (let i = 0; i < 20 && await focused() !== "Stop"; i++) await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await waitForBadge(page, "interrupted");
    assert.deepEqual(tab.faults, []);
  },
};

/** Go on beside the others, with a service of their own to kill. */
const STEPS_OF_FAILURE: Steps = {
  async "a service that was killed is missed, comes back, and says what it lost"(
    { browser, gateway },
  ) {
    const { url: gatewayUrl, sinkDir } = gateway;
    const scenarios = { long: LONG };
    await using first = await startOrchestrator({ gatewayUrl, sinkDir, scenarios });
    const expected = /WebSocket|Failed to (load|fetch)|ERR_CONNECTION_REFUSED/;
    await using tab = await openTab(browser, first.url, { expected });
    const { page } = tab;
    await startFrom(page, "long");
    await waitForMore(page, "Sent", 500);
    await first.stop("SIGKILL");
    await page.getByText("The connection to the service is lost.").waitFor();
    await using second = await first.restart();
    await page.getByText("The service was restarted.").waitFor();
    await waitForBadge(page, "interrupted");
    await page.getByText("Ended early: the service ended while this ran.").waitFor();
    assert.equal(await page.getByText("The connection to the service is lost.").isVisible(), false);
    assert.ok(await numberOf(page, "Sent") > 0, "what was written down before it died");
    assert.equal(await second.stop(), 0);
    assert.deepEqual(tab.faults, []);
  },
  async "a gateway that is gone shows in the run, on the front page, and at the next start"(
    { browser },
  ) {
    await using gateway = await startGateway();
    const { url: gatewayUrl, sinkDir } = gateway;
    const scenarios = { long: LONG, short: SHORT };
    await using orchestrator = await startOrchestrator({ gatewayUrl, sinkDir, scenarios });
    const expected = /status of 502/;
    await using tab = await openTab(browser, orchestrator.url, { expected });
    const { page } = tab;
    await startFrom(page, "long");
    await waitForMore(page, "Accepted", 0);
    await gateway.stop("SIGKILL");
    await page.getByRole("alert").getByText("does not answer (no connection)").waitFor();
    await button(page, "Stop").click();
    await waitForBadge(page, "(waiting for answers|interrupted)");
    await page.goto(orchestrator.url);
    await page.getByText("connection refused. Start one with").waitFor();
    await card(page, "short").getByRole("button", { name: "Start" }).click();
    await card(page, "short").getByRole("alert").getByText("Cannot reach").waitFor();
    assert.deepEqual(tab.faults, []);
  },
};

/** Go on beside the others, with a service of their own. */
const STEPS_OF_QUALITY: Steps = {
  async "patterns of two runs are compared, and one is opened to its masked example"(
    { browser, gateway },
  ) {
    const { url: gatewayUrl, sinkDir } = gateway;
    const scenarios = { short: SHORT, other: SHORT.replace("name: json,", "name: syslog,") };
    await using orchestrator = await startOrchestrator({ gatewayUrl, sinkDir, scenarios });
    const before = await shortRun(orchestrator.url);
    const after = await shortRun(orchestrator.url, "other");
    await using tab = await openTab(browser, `${orchestrator.url}/patterns`);
    const { page } = tab;
    await page.getByLabel("Before").selectOption(`run:${before}`);
    await page.getByLabel("After").selectOption(`run:${after}`);
    await button(page, "Compare").click();
    await page.getByText(`Before, run ${before}`).waitFor();
    await page.getByRole("heading", { name: /^New: [1-9]/ }).waitFor();
    const first = page.locator("table.patterns tbody tr").first();
    assert.ok(await first.locator("svg.spark").count() >= 1);
    await first.locator("summary").click();
    const example = await first.locator("dd code").first().textContent();
    assert.ok(example !== null && example.length > 0);
    assert.deepEqual(tab.faults, []);
  },

  async "every page meets WCAG AA, light and dark, and fits a phone"({ browser, gateway }) {
    const { url: gatewayUrl, sinkDir } = gateway;
    const scenarios = { short: SHORT, broken: BROKEN };
    await using orchestrator = await startOrchestrator({ gatewayUrl, sinkDir, scenarios });
    const [a, b] = await Promise.all([shortRun(orchestrator.url), shortRun(orchestrator.url)]);
    const paths = [
      "/",
      "/runs",
      `/runs/${a}`,
      `/compare?run=${a}&run=${b}`,
      `/patterns?before=run:${a}&after=run:${b}`,
      "/editor",
      "/runs/nope",
    ];
    for (const dark of [false, true]) {
      const view = { dark, width: dark ? 1280 : 390, expected: /status of 404/ };
      await using tab = await openTab(browser, orchestrator.url, view);
      const { page } = tab;
      for (const path of dark ? paths.slice(0, 5) : paths) {
        await page.goto(orchestrator.url + path);
        await page.waitForTimeout(SETTLE_MS);
        assert.deepEqual(await violations(page), [], `${path} ${dark ? "dark" : "light"}`);
        const overflow = await page.evaluate<number>(OVERFLOW_PX);
        assert.ok(overflow <= 0, `${path} is ${overflow} px wider than the screen`);
      }
      assert.deepEqual(tab.faults, []);
    }
  },
  async "a page stays quick and the service small while many records pass"() {
    const report = await runUnderLoad({
      chromium: chromium!,
      records: 24_000,
      eps: 4_000,
      verify: true,
    });
    assert.ok(report.accepted > 0);
    assert.ok(report.pageMsP99 < PAGE_MS_MAX, JSON.stringify(report));
    assert.ok(report.rssPeakMib < RSS_MIB_MAX, JSON.stringify(report));
    assert.deepEqual(report.faults, []);
  },
};

/** A run that is over, by its id. */
async function shortRun(url: string, name = "short"): Promise<string> {
  const post = { method: "POST", headers: { "content-type": "application/json" } };
  const body = JSON.stringify({ name, duration_sec: 1 });
  const { id } = await (await fetch(`${url}/scenario/start`, { ...post, body })).json();
  for (;;) {
    const { detail } = await (await fetch(`${url}/runs/${id}.json`)).json();
    if (detail.summary.phase === "ended") return id;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** What axe finds against WCAG 2.2, level A and AA. */
async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  return await page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: typeof import("axe-core") };
    const runOnly = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
    const { violations } = await axe.run({ runOnly });
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(({ target, any, all }) => {
        const why = [...any, ...all].map(({ message }) => message).join("; ");
        return `${id}: ${target.join(" ")}: ${why}`;
      })
    );
  });
}
