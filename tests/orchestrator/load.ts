/**
 * A run with its page open: many records through the service, while a browser watches it and is
 * asked again and again whether it still answers. What it costs is read from the kernel.
 */
import { startGateway } from "../gateway/process.ts";
import { openBrowser, openTab } from "./browser.ts";
import { type OrchestratorProcess, startOrchestrator } from "./process.ts";

export interface LoadOptions {
  readonly chromium: string;
  readonly records: number;
  readonly eps: number;
  /** Hold the stored records against the sent ones when it is over. */
  readonly verify: boolean;
}

export interface LoadReport {
  readonly accepted: number;
  readonly seconds: number;
  readonly outcome: string;
  readonly checks: readonly string[];
  /** The service's own memory: at its highest, and when the run was over. */
  readonly rssPeakMib: number;
  readonly rssEndMib: number;
  /** From asking the page to its answer, by its scripts: the highest and the 99th percentile. */
  readonly pageMsMax: number;
  readonly pageMsP99: number;
  /** The same of the service, by `GET /scenario/status`. */
  readonly serviceMsMax: number;
  readonly serviceMsP99: number;
  /** Size of the page's script heap at the end. */
  readonly pageHeapMib: number;
  readonly faults: readonly string[];
}

const ASK_EVERY_MS = 100;
const MIB = 1024 * 1024;

export async function runUnderLoad(options: LoadOptions): Promise<LoadReport> {
  const { chromium, records, eps, verify } = options;
  const browser = await openBrowser(chromium);
  try {
    await using gateway = await startGateway();
    const { url: gatewayUrl, sinkDir } = gateway;
    await using service = await startOrchestrator({ gatewayUrl, sinkDir });
    await using tab = await openTab(browser, service.url);
    const { page } = tab;
    const { id } = await start(service, scenarioOf(records, eps), verify);
    await page.goto(`${service.url}/runs/${id}`);
    const pageMs: number[] = [];
    const serviceMs: number[] = [];
    let summary = await summaryOf(service, id);
    while (summary.phase !== "ended") {
      pageMs.push(await timed(() => page.evaluate("new Promise(requestAnimationFrame)")));
      serviceMs.push(await timed(() => status(service)));
      await new Promise((resolve) => setTimeout(resolve, ASK_EVERY_MS));
      const live = await status(service);
      if (!live.some((run) => run.id === id)) summary = await summaryOf(service, id);
    }
    await page.locator("h1 .badge").filter({ hasText: /passed|broken|interrupted/ }).waitFor();
    const heap = await page.evaluate<number>("performance.memory.usedJSHeapSize");
    const { checks } = await detailOf(service, id);
    const memory = await Deno.readTextFile(`/proc/${service.pid}/status`);
    return {
      accepted: summary.accepted,
      seconds: (summary.endedMs - summary.startedMs) / 1000,
      outcome: summary.outcome,
      checks: checks.map(({ name, got, status }) => `${name} ${got} ${status}`),
      rssPeakMib: kibOf(memory, "VmHWM") / 1024,
      rssEndMib: kibOf(memory, "VmRSS") / 1024,
      pageMsMax: Math.max(...pageMs),
      pageMsP99: quantile(pageMs, 0.99),
      serviceMsMax: Math.max(...serviceMs),
      serviceMsP99: quantile(serviceMs, 0.99),
      pageHeapMib: heap / MIB,
      faults: tab.faults,
    };
  } finally {
    await browser.close();
  }
}

function scenarioOf(records: number, eps: number): string {
  return `name: load
duration_sec: ${records / eps}
seed: 7
emitters:
  - { name: json, eps: ${eps * 0.7}, batch_size: 500, args: { pii_ratio: 0.2 } }
  - { name: csv, eps: ${eps * 0.2}, batch_size: 500 }
  - { name: minimal, eps: ${eps * 0.1}, batch_size: 500 }
expect: { dropped_max: 0, rejected_ratio_max: 0, unanswered_max: 0, lost_max: 0, duplicated_max: 0 }
`;
}

interface Summary {
  readonly id: string;
  readonly phase: string;
  readonly outcome: string;
  readonly accepted: number;
  readonly startedMs: number;
  readonly endedMs: number;
}

interface Detail {
  readonly summary: Summary;
  readonly checks: readonly {
    readonly name: string;
    readonly got: string;
    readonly status: string;
  }[];
}

async function start({ url }: OrchestratorProcess, yaml: string, verify: boolean) {
  const response = await fetch(`${url}/scenario/start`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ yaml, verify }),
  });
  if (response.status !== 201) throw new Error(await response.text());
  return await response.json() as Summary;
}

async function status({ url }: OrchestratorProcess): Promise<readonly Summary[]> {
  return (await (await fetch(`${url}/scenario/status`)).json()).runs;
}

async function detailOf({ url }: OrchestratorProcess, id: string): Promise<Detail> {
  return (await (await fetch(`${url}/runs/${id}.json`)).json()).detail;
}

async function summaryOf(service: OrchestratorProcess, id: string): Promise<Summary> {
  return (await detailOf(service, id)).summary;
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedMs = performance.now();
  await work();
  return performance.now() - startedMs;
}

function kibOf(status: string, name: string): number {
  return Number(new RegExp(`^${name}:\\s+(\\d+) kB`, "m").exec(status)?.[1]);
}

function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!;
}
