/**
 * `deno task prove:housekeeping [--kills 200] [--seed 1] [--logs <dir>]`: the long form of
 * `housekeeping_kill_test.ts`. `--logs` takes its messages from the `*.log` files of a directory.
 */
import { parseArgs } from "node:util";
import { killSweeps } from "./kill.ts";

const { values } = parseArgs({
  options: {
    kills: { type: "string", default: "200" },
    seed: { type: "string", default: "1" },
    logs: { type: "string" },
  },
});
const summary = await killSweeps({
  killsByStep: Math.floor(Number(values.kills) / 2),
  killsByTime: Math.ceil(Number(values.kills) / 2),
  seed: Number(values.seed),
  recordsMax: 40_000,
  messages: values.logs === undefined ? undefined : await readMessages(values.logs),
  onKill: (killed) => {
    if (killed % 20 === 0) console.log(`${killed} sweeps killed, nothing lost`);
  },
});
console.log(
  `${summary.kills} sweeps killed with SIGKILL, ${summary.midway} of them midway: ` +
    `${summary.leftTemporary} left a temporary archive, ${summary.leftInBothPlaces} an original ` +
    `beside its archive, which the next sweep cleared.\n` +
    `${summary.records} records: each in exactly one place afterwards, no archive broken.`,
);

async function readMessages(dir: string): Promise<string[]> {
  const messages: string[] = [];
  for await (const { name } of Deno.readDir(dir)) {
    if (!name.endsWith(".log")) continue;
    messages.push(...(await Deno.readTextFile(`${dir}/${name}`)).split("\n").filter(Boolean));
  }
  if (messages.length === 0) throw new Error(`Cannot read messages: ${dir} has no *.log file`);
  return messages;
}
