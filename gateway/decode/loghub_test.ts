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
  host?: string;
  app?: string;
  pid?: number | string;
  msg: string;
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

for (const name of ["Apache_2k.log", "HDFS_2k.log", "Spark_2k.log"]) {
  Deno.test({
    name: `decode() keeps every line of loghub's ${name} whole: they are of no known form`,
    ignore: ignore || !names.includes(name),
    fn() {
      const lines = new TextDecoder().decode(readFile(name)).split(/\r?\n/)
        .filter((line) => line !== "");
      assert.deepEqual(read(readFile(name)), lines.map((msg) => ({ msg })));
    },
  });
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

Deno.test({
  name: "decode() reads time, level and message of every line of loghub's Hadoop log",
  ignore: ignore || !names.includes("Hadoop_2k.log"),
  fn() {
    const records = read(readFile("Hadoop_2k.log")) as (LineRecord & { level?: string })[];
    const rows = readTable("Hadoop_2k.log");
    assert.equal(records.length, rows.length);
    rows.forEach(({ Date: day, Time, Level, Process, Component, Content }, index) => {
      const { msg, ...others } = records[index]!;
      const ts = `${day}T${Time!.replace(",", ".")}Z`;
      assert.deepEqual(others, { ts, level: Level }, `line ${index + 1}`);
      const expected = `[${Process}] ${Component}: ${Content ?? ""}`.trim();
      assert.equal(msg.trim(), expected, `line ${index + 1}`);
    });
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
      msg: record.msg.trim(),
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
