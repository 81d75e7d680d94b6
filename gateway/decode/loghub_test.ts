/**
 * Logs of real systems (the loghub collection), read as `text/plain`.
 *
 * The folder is named by `LOGOPS_TEST_LOGHUB`; where there is none, these tests are skipped.
 */
import assert from "node:assert/strict";
import { decode } from "./testing/records.ts";

const folder = folderUrl(
  Deno.env.get("LOGOPS_TEST_LOGHUB"),
  new URL("../../../shared/data/loghub/", import.meta.url),
);
const names = logNames();
const ignore = names.length === 0;
if (ignore) {
  console.log(`loghub tests are skipped: no *.log in ${folder.pathname}: set LOGOPS_TEST_LOGHUB`);
}

/** After the last line of every file: their year-less lines are of 2005 and 2016. */
const NOW_MS = Date.UTC(2017, 0, 1);
const RECORDS_MAX = 100_000;

interface LineRecord {
  ts?: string;
  level?: string | undefined;
  logger?: string | undefined;
  thread?: string | undefined;
  host?: string;
  app?: string;
  pid?: number | string;
  msg: string | undefined;
}

Deno.test({
  name: "decode() makes one record of each non-empty line of every loghub file",
  ignore,
  fn() {
    for (const name of names) {
      const body = readFile(name);
      const lines = new TextDecoder().decode(body).split(/\r?\n/).filter((line) => line !== "");
      assert.equal(read(body).length, lines.length, name);
    }
  },
});

/** What loghub's own parser found in a line, as the gateway would call it. */
const SETS: Record<string, (row: Record<string, string>) => Partial<LineRecord>> = {
  "Apache_2k.log": ({ Time, Level, Content }) => ({
    ts: new Date(`${Time!.slice(4)} UTC`).toISOString(),
    level: Level,
    msg: Content!.replace(/^\[client [^\]]*\] /, ""), // that is a field of its own here
  }),
  "HDFS_2k.log": ({ Date: day, Time, Pid, Level, Component, Content }) => ({
    ts: `20${pairs(day!).join("-")}T${pairs(Time!).join(":")}.000Z`,
    pid: Number(Pid),
    level: Level,
    logger: Component,
    msg: Content,
  }),
  "Spark_2k.log": ({ Date: day, Time, Level, Component, Content }) => ({
    ts: `20${day!.replaceAll("/", "-")}T${Time}.000Z`,
    level: Level,
    logger: Component,
    msg: Content,
  }),
  "Hadoop_2k.log": ({ Date: day, Time, Level, Process, Component, Content }) => ({
    ts: `${day}T${Time!.replace(",", ".")}Z`,
    level: Level,
    thread: Process,
    logger: Component,
    msg: Content ?? "",
  }),
};
const RIGHT_MIN = 0.99;

for (const [name, expect] of Object.entries(SETS)) {
  Deno.test({
    name: `decode() reads time, level, component and message of loghub's ${name}`,
    ignore: ignore || !names.includes(name),
    fn() {
      const records = read(readFile(name)) as Record<string, unknown>[];
      const rows = readTable(name);
      assert.equal(records.length, rows.length);
      const wrong = rows.flatMap((row, i) => {
        const { msg = "", ...want } = expect(row);
        const { msg: found, ...others } = records[i]!;
        const isRight = String(found).trim() === msg.trim() &&
          Object.entries(want).every(([key, value]) => others[key] === value);
        return isRight ? [] : [i + 1];
      });
      const right = 1 - wrong.length / rows.length;
      assert.ok(right >= RIGHT_MIN, `${wrong.length} lines wrong, such as ${wrong.slice(0, 5)}`);
    },
  });
}

function pairs(digits: string): string[] {
  return digits.padStart(6, "0").match(/../g)!;
}

Deno.test({
  name: "decode() reads every line of loghub's Linux log right",
  ignore: ignore || !names.includes("Linux_2k.log"),
  fn() {
    holdAgainstCsv("Linux_2k.log", (row) => ({
      day: Number(row.Date),
      month: row.Month,
      time: row.Time,
      host: row.Level,
      app: row.Component,
      pid: row.PID,
      msg: row.Content,
    }));
  },
});

Deno.test({
  name: "decode() reads every line of loghub's OpenSSH log right",
  ignore: ignore || !names.includes("OpenSSH_2k.log"),
  fn() {
    holdAgainstCsv("OpenSSH_2k.log", (row) => ({
      day: Number(row.Day),
      month: row.Date,
      time: row.Time,
      host: row.Component,
      app: "sshd", // the only program in the file; the CSV does not name it
      pid: row.Pid,
      msg: row.Content,
    }));
  },
});

/** What loghub's own parser found in a line. */
interface Expected {
  month: string | undefined;
  day: number;
  time: string | undefined;
  host: string | undefined;
  app: string | undefined;
  pid: string | undefined;
  msg: string | undefined;
}

function holdAgainstCsv(name: string, expect: (row: Record<string, string>) => Expected): void {
  const records = read(readFile(name)) as LineRecord[];
  const rows = readTable(name);
  assert.equal(records.length, rows.length);
  const yearMs = 366 * 86_400_000;
  rows.forEach((row, index) => {
    const want = expect(row);
    const record = records[index]!;
    const date = new Date(record.ts ?? NaN);
    assert.ok(date.getTime() <= NOW_MS && date.getTime() > NOW_MS - yearMs, `line ${index + 1}`);
    const found = {
      month: date.toUTCString().slice(8, 11),
      day: date.getUTCDate(),
      time: date.toUTCString().slice(17, 25),
      host: record.host,
      app: record.app,
      pid: record.pid?.toString(),
      msg: record.msg?.trim() ?? "",
    };
    assert.deepEqual(found, { ...want, msg: want.msg?.trim() ?? "" }, `line ${index + 1}`);
  });
}

function readTable(name: string): Record<string, string>[] {
  const options = { recordsMax: RECORDS_MAX, nowMs: NOW_MS };
  const table = decode("csv", readFile(`${name}_structured.csv`), options);
  assert.ok(table.ok);
  return table.value as Record<string, string>[];
}

function read(body: Uint8Array): unknown[] {
  const decoded = decode("text", body, { recordsMax: RECORDS_MAX, nowMs: NOW_MS });
  assert.ok(decoded.ok);
  return decoded.value;
}

function readFile(name: string): Uint8Array {
  return Deno.readFileSync(new URL(name, folder));
}

function logNames(): string[] {
  try {
    return [...Deno.readDirSync(folder)].map(({ name }) => name)
      .filter((name) => name.endsWith(".log")).sort();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}

function folderUrl(path: string | undefined, fallback: URL): URL {
  if (path === undefined || path === "") return fallback;
  return new URL(`${path.replace(/\/*$/, "")}/`, `file://${Deno.cwd()}/`);
}
