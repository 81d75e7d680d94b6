/**
 * `deno task bench:doors`: how many records a second of processor time each door takes, from
 * its dialect to the synced journal, masked; against what is wanted of it.
 *
 * Linux. Exit codes: 0 measured, 2 bad arguments.
 */
import { complain, EXIT, print, readFlags, VERSION, withHelp } from "../contract/mod.ts";
import { type DoorBody, type DoorName, DOORS, makeDoorBody } from "./door_bodies.ts";
import { cpuSecOf } from "./process_stat.ts";
import { startSubject, type Subject } from "./subject.ts";

const RECORDS = 500;
const BODIES = 4;
const CONNECTIONS = 8;
const SECONDS_DEFAULT = 5;
const WANTED: Readonly<Record<DoorName, number>> = {
  otlp: 250_000,
  loki: 200_000,
  elasticsearch: 200_000,
  forward: 200_000,
  syslog_tcp: 250_000,
};

const HELP = `Measure what each door takes for a second of processor time.

Usage: deno task bench:doors [--seconds <n>]

  --seconds <n>  how long each is measured (default ${SECONDS_DEFAULT})
  --version      print the version
  --help         print this`;

async function main(): Promise<number> {
  const flags = readFlags(Deno.args, { seconds: { type: "string" } });
  if (typeof flags === "string") return complain(withHelp(flags, "bench:doors"));
  if (flags.help) return print(HELP);
  if (flags.version) return print(VERSION);
  const seconds = Number(flags.seconds ?? SECONDS_DEFAULT);
  if (!(seconds > 0 && seconds <= 600)) {
    return complain(`Cannot measure for '${flags.seconds}' seconds: must be a number up to 600`);
  }
  print("door             records/CPU-s      wanted  bytes a record");
  for (const door of DOORS) {
    const { rate, bytes } = await measure(door, seconds);
    const figures = [Math.round(rate), WANTED[door], Math.round(bytes)];
    const [one, two, three] = figures.map((figure) => figure.toLocaleString("en"));
    print(`${door.padEnd(14)} ${one!.padStart(15)} ${two!.padStart(11)} ${three!.padStart(15)}`);
  }
  return EXIT.done;
}

async function measure(door: DoorName, seconds: number): Promise<{ rate: number; bytes: number }> {
  const port = freePort();
  const settings = door === "forward"
    ? { LOGOPS_FORWARD_PORT: String(port) }
    : door === "syslog_tcp"
    ? { LOGOPS_SYSLOG_TCP_PORT: String(port) }
    : undefined;
  const bodies = Array.from({ length: BODIES }, (_, n) => makeDoorBody(door, RECORDS, n * RECORDS));
  await using subject = await startSubject(
    { kind: "gateway", sinkRoot: "/tmp", ...(settings === undefined ? {} : { settings }) },
    Deno.env.toObject(),
  );
  const send = settings === undefined ? sendHttp : sendStream;
  await send(subject, port, bodies, 2); // compiled, and its caches full
  const before = { cpu: await cpuSecOf(subject.pid), records: await recordsOf(subject) };
  await send(subject, port, bodies, seconds);
  const cpu = await cpuSecOf(subject.pid) - before.cpu;
  const records = await recordsOf(subject) - before.records;
  return { rate: records / cpu, bytes: bodies[0]!.bytes.length / RECORDS };
}

/** As the gateway counts them. */
async function recordsOf({ url }: Subject): Promise<number> {
  const text = await (await fetch(new URL("/metrics", url))).text();
  return [...text.matchAll(/^logops_door_records_total\{.*\} (\d+)$/gm)]
    .reduce((sum, [, count]) => sum + Number(count), 0);
}

async function sendHttp(
  { url }: Subject,
  _port: number,
  bodies: readonly DoorBody[],
  seconds: number,
): Promise<void> {
  const untilMs = performance.now() + seconds * 1000;
  await Promise.all(Array.from({ length: CONNECTIONS }, async (_, one) => {
    for (let nth = one; performance.now() < untilMs; nth++) {
      const { path, contentType, bytes } = bodies[nth % BODIES]!;
      const answer = await fetch(new URL(path!, url), {
        ...{ method: "POST", body: bytes, headers: { "content-type": contentType! } },
      });
      if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
      await answer.body?.cancel();
    }
  }));
}

async function sendStream(
  _subject: Subject,
  port: number,
  bodies: readonly DoorBody[],
  seconds: number,
): Promise<void> {
  const untilMs = performance.now() + seconds * 1000;
  await Promise.all(Array.from({ length: CONNECTIONS }, async (_, one) => {
    using conn = await Deno.connect({ hostname: "127.0.0.1", port });
    const answers = conn.readable.pipeTo(new WritableStream()).catch(() => {});
    const writer = conn.writable.getWriter();
    for (let nth = one; performance.now() < untilMs; nth++) {
      await writer.write(bodies[nth % BODIES]!.bytes);
    }
    await writer.close().catch(() => {});
    await answers;
  }));
}

function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return (listener.addr as Deno.NetAddr).port;
}

Deno.exit(await main());
