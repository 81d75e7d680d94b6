/** `deno task prove:gateway-kill [kills]`: the long form of `gateway_kill_test.ts`. */
import { killGatewayRepeatedly } from "./kill.ts";

const kills = Number(Deno.args[0] ?? 50);
const dir = await Deno.makeTempDir({ prefix: "logops-" });
try {
  const report = await killGatewayRepeatedly({
    dir,
    kills,
    connections: 16,
    onKill: (life, acknowledged, tornLines) =>
      console.log(
        `${life}/${kills}: ${acknowledged} batches acknowledged, ${tornLines} torn lines`,
      ),
  });
  console.log(JSON.stringify(report, null, 2));
  console.log(report.problemCount === 0 ? "every acknowledged batch is there, once" : "broken");
  Deno.exitCode = report.problemCount === 0 ? 0 : 1;
} finally {
  await Deno.remove(dir, { recursive: true });
}
