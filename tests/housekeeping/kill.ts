/**
 * Kills sweeps and looks at what they leave. Some kills come at a random time of a sweep, some after
 * a step of the archive protocol, each kind in turn: that is where the short windows are.
 *
 * After each kill: every record is whole in its original or in an archive under its final name, no
 * file has a name that nobody knows, and every archive is whole. After the next sweep: every record
 * is in exactly one place, and the archives hold what an undisturbed sweep would have made.
 */
import assert from "node:assert/strict";
import { createRandom, type Random } from "../../emitters/mod.ts";
import {
  listArchives,
  restoreArchives,
  sweep,
  type SweepSettings,
  verifyArchive,
} from "../../housekeeping/mod.ts";
import { type Sample, sampleText } from "./sample.ts";
import type { KillOrder } from "./kill_child.ts";

const CHILD = new URL("./kill_child.ts", import.meta.url).pathname;
const NOW_MS = Date.UTC(2026, 4, 20, 12);
const KNOWN_IN_SINK =
  /^(\d{8}(\d{2})?(\.w\d)?\.(ndjson|torn)|\.housekeeping\.(lock|json|json\.tmp))$/;
const KNOWN_IN_ARCHIVE = /^(\d{8}(\d{2})?\.zip(\.tmp)?|\.housekeeping\.lock)$/;

export interface KillOptions {
  /** Kills after a step of the protocol, each kind of step in turn. */
  readonly killsByStep: number;
  /** Kills at a random time of a sweep. */
  readonly killsByTime: number;
  readonly seed: number;
  /** Records in the largest file. */
  readonly recordsMax: number;
  readonly messages?: readonly string[] | undefined;
  readonly onKill?: (killed: number) => void;
}

export interface KillSummary {
  readonly kills: number;
  /** Kills that came after the sweep had begun and before it was done. */
  readonly midway: number;
  readonly leftTemporary: number;
  readonly leftInBothPlaces: number;
  readonly records: number;
}

export async function killSweeps(options: KillOptions): Promise<KillSummary> {
  const random = createRandom(options.seed);
  const scene = await Deno.makeTempDir({ prefix: "logops-kill-" });
  try {
    const { seconds, steps, contents } = await undisturbed(`${scene}/undisturbed`, options);
    const summary = { kills: 0, midway: 0, leftTemporary: 0, leftInBothPlaces: 0, records: 0 };
    while (summary.kills < options.killsByStep + options.killsByTime) {
      const place = await Place.create(`${scene}/${summary.kills}`, options);
      const byStep = summary.kills < options.killsByStep;
      const killAt = byStep ? pickStep(steps, summary.kills, random) : undefined;
      const done = await killOnce({ ...place.order(), killAt }, random, seconds);
      const left = await place.assertNothingLost();
      const report = await sweep(place.order());
      assert.equal(report.outcome, "done", JSON.stringify(report.failures));
      assert.deepEqual(await place.assertEachRecordOnce(), contents);
      summary.kills++;
      if (!done) summary.midway++;
      if (left.temporary) summary.leftTemporary++;
      if (left.inBothPlaces) summary.leftInBothPlaces++;
      summary.records += place.records.size;
      options.onKill?.(summary.kills);
      await Deno.remove(place.dir, { recursive: true });
    }
    return summary;
  } finally {
    await Deno.remove(scene, { recursive: true });
  }
}

type KillAt = NonNullable<KillOrder["killAt"]>;

/** One of the steps, each kind in turn, at a random one of its occurrences. */
function pickStep(steps: ReadonlyMap<string, number>, turn: number, random: Random): KillAt {
  const kinds = [...steps];
  const [step, occurrences] = kinds[turn % kinds.length]!;
  return { step, occurrence: 1 + random.int(occurrences) };
}

/** How long a sweep takes, how often each of its steps comes up, and what it makes. */
async function undisturbed(dir: string, options: KillOptions) {
  const place = await Place.create(dir, options);
  const steps = new Map<string, number>();
  const startMs = performance.now();
  await sweep({ ...place.order(), onStep: (step) => count(steps, [step]) });
  const seconds = (performance.now() - startMs) / 1000;
  return { seconds, steps, contents: await place.assertEachRecordOnce() };
}

/** Whether the sweep was done before the kill came. */
async function killOnce(order: KillOrder, random: Random, seconds: number): Promise<boolean> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--allow-all", CHILD, JSON.stringify(order)],
    stdin: "piped",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const output = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  assert.equal((await output.read()).value, "ready\n");
  const input = child.stdin.getWriter();
  await input.write(new Uint8Array(1));
  let timer: ReturnType<typeof setTimeout> | undefined;
  if (order.killAt === undefined) {
    timer = setTimeout(() => child.kill("SIGKILL"), random.float() * seconds * 1000);
  }
  const last = await output.read();
  clearTimeout(timer);
  const { signal } = await child.status;
  await input.close().catch(() => {}); // the other end is dead
  await output.cancel();
  assert.ok(signal === "SIGKILL" || last.value?.startsWith("done") === true, "the sweep failed");
  return last.value !== undefined;
}

class Place {
  readonly #settings: SweepSettings;

  /** Lines that are in both places before the sweep begins. */
  #doubled: ReadonlySet<string> = new Set();

  private constructor(readonly dir: string, readonly records: ReadonlySet<string>) {
    this.#settings = {
      LOGOPS_SINK_DIR: `${dir}/ingest`,
      LOGOPS_RETENTION_DAYS: 7,
      LOGOPS_ARCHIVE_MODE: "zip",
      LOGOPS_ARCHIVE_DIR: `${dir}/archive`,
      LOGOPS_HOUSEKEEP_READER_WAIT_HOURS: 0,
    };
  }

  /** Days, hours, two workers, torn lines; one day of which the archive already holds a part. */
  static async create(dir: string, { recordsMax, messages }: KillOptions): Promise<Place> {
    const records = new Set<string>();
    await Deno.mkdir(`${dir}/ingest`, { recursive: true });
    const place = new Place(dir, records);
    let firstSeq = 1;
    const write = async (name: string, count: number) => {
      const sample: Sample = { records: count, firstSeq, messages };
      const text = sampleText(name, sample);
      await Deno.writeTextFile(`${dir}/ingest/${name}`, text);
      for (const line of linesOf(text)) records.add(line);
      firstSeq += count;
      return text;
    };
    const small = Math.ceil(recordsMax / 10);
    const grown = await write("20260503.ndjson", small);
    await write("20260503.w1.ndjson", small);
    await write("20260504.ndjson", small); // supersedes the day before
    await write("20260504.w1.ndjson", small);
    assert.equal((await sweep(place.order())).outcome, "done");
    // Now 3 May is archived: its file comes back grown, and worker 1's with other content.
    place.#doubled = new Set(linesOf(grown));
    const more = await write("20260503.ndjson", small);
    await Deno.writeTextFile(`${dir}/ingest/20260503.ndjson`, grown + more);
    await write("20260503.w1.ndjson", small);
    await write("20260501.ndjson", recordsMax);
    await write("20260501.w1.ndjson", small);
    await write("20260501.torn", 3);
    for (const hour of ["06", "07", "08"]) await write(`20260502${hour}.ndjson`, small);
    await write("20260520.ndjson", small);
    await write("20260520.w1.ndjson", small);
    return place;
  }

  order() {
    return { settings: this.#settings, nowMs: NOW_MS };
  }

  async assertNothingLost(): Promise<{ temporary: boolean; inBothPlaces: boolean }> {
    const { originals, archived } = await this.#whereRecordsAre();
    const lost = [...this.records].filter((line) => !originals.has(line) && !archived.has(line));
    assert.equal(lost.length, 0, `${lost.length} records are lost`);
    const names = await namesIn(this.#settings.LOGOPS_ARCHIVE_DIR);
    return {
      temporary: names.some((name) => name.endsWith(".tmp")),
      inBothPlaces: [...originals.keys()].some((line) =>
        archived.has(line) && !this.#doubled.has(line)
      ),
    };
  }

  /** Returns what the archives hold: name and length of each file. */
  async assertEachRecordOnce(): Promise<string[]> {
    const { originals, archived, entries } = await this.#whereRecordsAre();
    for (const line of this.records) {
      const copies = (originals.get(line) ?? 0) + (archived.get(line) ?? 0);
      assert.equal(copies, 1, `a record is in ${copies} places`);
    }
    const held = [...originals.values(), ...archived.values()].reduce(
      (sum, count) => sum + count,
      0,
    );
    assert.equal(held, this.records.size);
    const names = await namesIn(this.#settings.LOGOPS_ARCHIVE_DIR);
    assert.deepEqual(names.filter((name) => name.endsWith(".tmp")), []);
    const originalNames = await namesIn(this.#settings.LOGOPS_SINK_DIR);
    assert.deepEqual(
      originalNames.filter((name) => !name.startsWith(".")).sort(),
      ["20260520.ndjson", "20260520.w1.ndjson"],
    );
    return entries.sort();
  }

  async #whereRecordsAre() {
    const { LOGOPS_SINK_DIR: sinkDir, LOGOPS_ARCHIVE_DIR: archiveDir } = this.#settings;
    const originals = new Map<string, number>();
    for (const name of await namesIn(sinkDir)) {
      assert.match(name, KNOWN_IN_SINK);
      if (name.startsWith(".")) continue;
      count(originals, linesOf(await Deno.readTextFile(`${sinkDir}/${name}`)));
    }
    for (const name of await namesIn(archiveDir)) assert.match(name, KNOWN_IN_ARCHIVE);
    const archives = await listArchives(archiveDir);
    for (const archive of archives) {
      const { failure } = await verifyArchive(archiveDir, archive);
      assert.equal(failure, undefined, `${archive} is under its final name and not whole`);
    }
    const archived = new Map<string, number>();
    const entries: string[] = [];
    const targetDir = `${this.dir}/restored`;
    assert.deepEqual(await restoreArchives(archives, { archiveDir, targetDir }), []);
    for (const name of archives.length === 0 ? [] : await namesIn(targetDir)) {
      const text = await Deno.readTextFile(`${targetDir}/${name}`);
      count(archived, linesOf(text));
      entries.push(`${name} ${text.length}`);
    }
    if (archives.length > 0) await Deno.remove(targetDir, { recursive: true });
    return { originals, archived, entries };
  }
}

function linesOf(text: string): string[] {
  return text.split("\n").filter((line) => line !== "");
}

function count(into: Map<string, number>, lines: readonly string[]): void {
  for (const line of lines) into.set(line, (into.get(line) ?? 0) + 1);
}

async function namesIn(dir: string): Promise<string[]> {
  return (await Array.fromAsync(Deno.readDir(dir))).map((entry) => entry.name);
}
