/**
 * End to end: a scenario, the gateway, delivery, and a verdict on what real stores then have, each
 * asked by its address as `--verify` takes it.
 */
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { startGateway } from "../gateway/process.ts";
import { startDeliveryProcess, writeConfig } from "../delivery/delivery_process.ts";
import { ROOT } from "../repository.ts";

export interface FarStand {
  /** Of delivery. */
  readonly sink: Record<string, unknown>;
  readonly env?: Record<string, string>;
  /** Of the verdict, and who reads. */
  readonly address: string;
  readonly verifyEnv?: Record<string, string>;
  stop(): Promise<void>;
}

const SCENARIO = JSON.stringify({
  name: "far",
  duration_sec: 3,
  emitters: [
    ...["csv", "json", "minimal", "syslog"].map((name) => ({ name, eps: 100, batch_size: 20 })),
  ],
  expect: { lost_max: 0, corrupted_max: 0, planted_pii_in_clear_max: 0, late_sec_max: 20 },
});

/** Runs the scenario against the store; gives the report of `scenario --json`. */
export async function runAgainst(stand: FarStand) {
  await using gateway = await startGateway();
  const folder = await Deno.makeTempDir({ prefix: "logops-far-" });
  const journal = { folder: gateway.sinkDir, dead: `${folder}/dead` };
  const config = writeConfig(
    { ...journal, append: () => [], remove() {} },
    [stand.sink],
    stand.env,
  );
  const delivery = startDeliveryProcess(config);
  try {
    const path = `${folder}/far.yaml`;
    await Deno.writeTextFile(path, SCENARIO);
    const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: [
        ...["run", "--quiet", "-A", fileURLToPath(new URL("orchestrator/scenario_cli.ts", ROOT))],
        ...[path, "--json", "--url", gateway.url, "--verify", stand.address],
      ],
      env: { NO_COLOR: "1", ...stand.verifyEnv },
    }).output();
    const text = new TextDecoder();
    assert.notEqual(stdout.length, 0, text.decode(stderr));
    return { code, report: JSON.parse(text.decode(stdout)), told: text.decode(stderr) };
  } finally {
    await delivery.stop();
    await Deno.remove(folder, { recursive: true });
  }
}

export function testFarEnd(
  name: string,
  open: () => Promise<FarStand | { missing: string }>,
  isOnce = true,
): void {
  Deno.test({
    name: `--verify ${name}`,
    sanitizeOps: false,
    sanitizeResources: false,
    async fn() {
      const stand = await open();
      if ("missing" in stand) {
        console.log(`--verify ${name}: not run: ${stand.missing}`);
        return;
      }
      try {
        const { code, report, told } = await runAgainst(stand);
        const { total } = report.delivery;
        assert.equal(total.accepted, 1_200, told);
        assert.deepEqual(
          [total.lost, total.corrupted, isOnce ? total.duplicated : 0],
          [0, 0, 0],
          JSON.stringify(report.delivery.examples),
        );
        assert.ok(report.delivery.lateSec < 20);
        assert.equal(code, 0, told);
      } finally {
        await stand.stop();
      }
    },
  });
}
