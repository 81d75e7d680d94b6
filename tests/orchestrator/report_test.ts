/** `--report run.html`: a run as one file, opened from disk in a real browser. */
import { chromiumPath, NO_CHROMIUM, openBrowser, openTab } from "./browser.ts";
import { startGateway } from "../gateway/process.ts";
import { ROOT } from "../repository.ts";
import assert from "node:assert/strict";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const chromium = chromiumPath();

Deno.test({
  name: `a run is one HTML file that shows verdict, charts and records${
    chromium === undefined ? ` (${NO_CHROMIUM})` : ""
  }`,
  ignore: chromium === undefined,
  sanitizeOps: false,
  sanitizeResources: false,
  fn: async () => {
    await using gateway = await startGateway({ env: { LOGOPS_BODY_BYTES_MAX: "9000" } });
    const dir = await Deno.makeTempDir({ prefix: "logops-report-" });
    const browser = await openBrowser(chromium!);
    try {
      const scenario = join(dir, "shown.yaml");
      await Deno.writeTextFile(
        scenario,
        "name: shown\nduration_sec: 2\nseed: 3\nemitters:\n" +
          "  - { name: syslog, eps: 50, batch_size: 10, args: { pii_ratio: 0.5 } }\n" +
          "  - { name: json, eps: 50, batch_size: 40, batch_wait_ms: 2000 }\n" +
          "expect: { lost_max: 0, rejected_ratio_max: 1 }\n",
      );
      const file = join(dir, "run.html");
      const { code, stderr } = await new Deno.Command(Deno.execPath(), {
        args: [
          ...["task", "logops", "scenario", scenario, "--url", gateway.url],
          ...["--verify", gateway.sinkDir, "--report", file],
        ],
        cwd: ROOT,
        env: { NO_COLOR: "1" },
      }).output();
      assert.equal(code, 0, new TextDecoder().decode(stderr));
      const html = await Deno.readTextFile(file);
      assert.doesNotMatch(html, /(?:src|href)="(?:https?:|\/)/);

      await using tab = await openTab(browser, pathToFileURL(file).href);
      const { page } = tab;
      await page.getByText(/^every accepted record arrived: \d+ of \d+$/).waitFor();
      await page.getByText("lost_max", { exact: true }).waitFor();
      await page.getByText("refused: body too large").waitFor();
      await page.getByText(/^413: The body must be at most 9000 bytes/).waitFor();
      assert.equal(await page.locator(".charts .uplot").count(), 4);
      assert.match(
        await page.locator("#chart-heat").getAttribute("aria-label") ?? "",
        /^Latency over time: most answers below \d/,
      );
      const legend = await page.locator("#chart-rate .u-legend").innerText();
      assert.match(legend.replaceAll(/\s+/g, ""), /wholerun.*sent200accepted120/);
      assert.ok(await page.locator(".tail .masked").count() > 0, "records as stored are shown");
      assert.deepEqual(tab.faults, []);
    } finally {
      await browser.close();
      await Deno.remove(dir, { recursive: true });
    }
  },
});
