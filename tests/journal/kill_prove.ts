/** `deno task prove:kill [kills]`: the long form of `journal_kill_test.ts`, in each fsync mode. */
import { type Kill, killRepeatedly } from "./kill.ts";

const kills = Number(Deno.args[0] ?? 50);
let broken = false;
for (const fsync of ["batch", "interval", "never"] as const) {
  const dir = await Deno.makeTempDir();
  const onKill = ({ life, acknowledged, tornLines }: Kill) =>
    console.log(
      `${fsync} ${life}/${kills}: ${acknowledged.length} batches acknowledged, ` +
        `${tornLines} torn lines set aside at start`,
    );
  try {
    const report = await killRepeatedly({ dir, kills, writers: 16, fsync, onKill });
    console.log(JSON.stringify({ fsync, ...report }, null, 2));
    broken ||= report.problemCount > 0;
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}
console.log(broken ? "broken: see the problems above" : "every acknowledged batch is there, once");
Deno.exit(broken ? 1 : 0);
