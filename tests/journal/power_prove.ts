/**
 * `deno task prove:power [cuts]`: takes the power from a journal while it is written, again and
 * again, and looks at what the disk still has. Needs root on Linux, mkfs.ext4 and perl.
 *
 * The journal is on an ext4 of its own in a loop device. EXT4_IOC_SHUTDOWN without a log flush
 * (fs/ext4/ioctl.c) is what a power cut is to a file system: from that moment on nothing more
 * reaches the disk, and what was not synced is gone. Mounting it again replays the log.
 *
 * In mode `batch` every acknowledged batch must be there. In the others those of the last moments
 * may be missing, and all that is there must be readable.
 */
import { join } from "node:path";
import { checkJournal } from "./check.ts";
import { linesOf } from "./kill.ts";
import { openTrialJournal } from "./trial.ts";

const IMAGE_SIZE = "4G"; // sparse
const LIFE_MS_MAX = 400;
const HOUR_LENGTH_MS = 400;
const WRITERS = 16;
/** Opens the disk, waits for the end of its input, and cuts. */
const SHUTDOWN = 'open(F, "<", $ARGV[0]) or die $!; my $how = pack("L", 2); 1 while <STDIN>; ' +
  'ioctl(F, 0x8004587D, $how) or die "ioctl: $!"';

const cuts = Number(Deno.args[0] ?? 20);
const root = await Deno.makeTempDir();
const image = join(root, "image");
const disk = join(root, "disk");
const dir = join(disk, "ingest");
let broken = false;
try {
  await Deno.mkdir(disk);
  for (const fsync of ["batch", "interval", "never"] as const) {
    await run("truncate", "-s", "0", image);
    await run("truncate", "-s", IMAGE_SIZE, image);
    await run("mkfs.ext4", "-q", "-F", image);
    const acknowledged: string[] = [];
    for (let cut = 1; cut <= cuts; cut++) acknowledged.push(...await liveUntilCut(fsync, cut));
    await run("mount", "-o", "loop", image, disk);
    const { journal } = await openTrialJournal(dir);
    await journal.close();
    const promised = fsync === "batch" ? acknowledged : [];
    const report = await checkJournal({ dir, acknowledged: promised });
    await run("umount", disk);
    console.log(
      JSON.stringify({ fsync, cuts, ...report, acknowledgedBatches: acknowledged.length }, null, 2),
    );
    broken ||= report.problemCount > 0;
  }
} finally {
  await new Deno.Command("umount", { args: ["--lazy", disk], stderr: "null" }).output();
  await Deno.remove(root, { recursive: true });
}
console.log(broken ? "broken: see the problems above" : "every promise was kept");
Deno.exit(broken ? 1 : 0);

async function liveUntilCut(fsync: string, cut: number): Promise<string[]> {
  await run("mount", "-o", "loop", image, disk);
  const cutter = new Deno.Command("perl", { args: ["-e", SHUTDOWN, disk], stdin: "piped" }).spawn();
  const script = new URL("writer.ts", import.meta.url).pathname;
  const args = ["run", "-A", "--quiet", script, dir, fsync, `${WRITERS}`, `life${cut}`];
  const writer = new Deno.Command(Deno.execPath(), {
    args: [...args, `${HOUR_LENGTH_MS}`],
    stdout: "piped",
    stderr: "null", // it ends with the error that the dead disk gave it
  }).spawn();
  const acknowledged: string[] = [];
  let torn = 0;
  let cutting: Promise<void> | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  for await (const line of linesOf(writer.stdout)) {
    const [word, value] = line.split(" ");
    if (word === "torn") torn += Number(value);
    if (word === "failed" && cutting === undefined) throw new Error(line);
    // What is said after the cut was never said: with the power, the process would be gone too.
    if (word !== "ack" || cutting !== undefined) continue;
    acknowledged.push(value!);
    timer ??= setTimeout(() => cutting = cutPower(cutter, writer), Math.random() * LIFE_MS_MAX);
  }
  await writer.status;
  await cutting;
  await run("umount", disk);
  console.log(
    `${fsync} ${cut}/${cuts}: ${acknowledged.length} batches acknowledged, ` +
      `${torn} torn lines set aside at start`,
  );
  return acknowledged;
}

/** A write to the page cache does not notice the cut: without a sync the writer goes on for long. */
async function cutPower(cutter: Deno.ChildProcess, writer: Deno.ChildProcess): Promise<void> {
  await cutter.stdin.close();
  const { success } = await cutter.status;
  try {
    writer.kill("SIGKILL");
  } catch {
    // It noticed, and has ended.
  }
  if (!success) throw new Error("the power could not be cut");
}

async function run(command: string, ...args: string[]): Promise<void> {
  const { success, stderr } = await new Deno.Command(command, { args }).output();
  if (!success) throw new Error(`${command}: ${new TextDecoder().decode(stderr).trim()}`);
}
