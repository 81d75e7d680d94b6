/**
 * Lines, bodies and files that people really have, each with what is right about it, sent to a gateway.
 *
 * They are in no repository of ours: `LOGOPS_TEST_CASES` names a folder that has `lines/cases.jsonl` and
 * `wild/cases.jsonl`; where there is none, these tests say so.
 */
import { type GatewayApp, openGatewayApp } from "./app.ts";
import assert from "node:assert/strict";

/** Times without a year are of the one before this. */
const NOW_MS = Date.UTC(2026, 11, 1, 12);
const folder = new URL("../../../shared/data/", import.meta.url);
const root = Deno.env.get("LOGOPS_TEST_CASES") ?? folder.pathname;

/** Judged, and not as the case has it. */
const EXCEPTIONS: Readonly<Record<string, string>> = {
  "syslog octet counting": "a content type of another door",
  "ts-04": "a leap second is the second after it, as POSIX and every library of ours counts",
  "v-15": "a host that is written as an address is masked as one: nothing tells them apart",
  "sys-19": "without a tag the first word is the host, as RFC 3164 has it and rsyslog reads it",
  "long-01": "generated, and tested beside the body reader",
  "long-03": "generated, and tested beside the body reader",
};

interface Case {
  readonly id: string;
  readonly content_type: string;
  readonly content_type_alt?: string;
  /** The route of another door than our own, and what it answers. */
  readonly path?: string;
  readonly status?: number;
  readonly body: string;
  readonly expect: readonly {
    readonly line_has?: string;
    readonly ts?: string;
    readonly level?: string;
    readonly msg_has?: string;
    readonly fields?: { readonly not_host?: string };
  }[];
}

const cases = read<Case>("lines/cases.jsonl");

Deno.test({
  name: "a gateway stores what is right of each case of lines",
  ignore: cases === undefined,
  async fn() {
    await using app = await openGatewayApp({ nowMs: () => NOW_MS });
    const wrong: string[] = [];
    for (const one of cases!) {
      const before = (await linesIn(app)).length;
      const answer = await app.request(one.path ?? "/v1/logs", {
        method: "POST",
        body: bytesOf(one.body),
        headers: { "content-type": one.content_type_alt ?? one.content_type },
      });
      await answer.body?.cancel();
      const isTaken = answer.status === (one.status ?? 200);
      const lines = (await linesIn(app)).slice(before);
      const problem = isTaken ? problemOf(one, lines) : `status ${answer.status}`;
      if (problem !== undefined && !(one.id in EXCEPTIONS)) wrong.push(`${one.id}: ${problem}`);
    }
    assert.deepEqual(wrong, []);
  },
});

/** What is right, of each case whose words say it in a form that a program can hold to. */
interface WildCase {
  readonly id: string;
  readonly content_type: string;
  readonly input_file?: string;
  readonly expected: string;
}

/** Records of inputs that the cases describe in words: first of each, time, level, message. */
const WILD: Readonly<
  Record<string, readonly (readonly [ts: string, level: string, msg: string])[]>
> = {
  "sys-01": [["2024-10-03T13:19:33.000Z", "WARN", "station joined"]],
  "sys-02": [["2026-11-30T03:13:14.663Z", "INFO", "configured from console"]],
  "sys-03": [["2026-11-30T03:13:14.663Z", "INFO", "changed state to up"]],
  "ts-08": [["2026-07-11T22:00:45.347Z", "INFO", "connection received"]],
  "ts-08b": [["2026-07-11T22:00:45.347Z", "INFO", "x"]],
  "lvl-06": [["", "ERROR", "a"]],
  "csv-05": [["2026-05-01T10:00:00.000Z", "ERROR", "boom"]],
  "csv-06": [["2026-05-01T10:00:00.000Z", "ERROR", "boom"]],
  "csv-07b": [["2026-05-01T10:00:00.000Z", "ERROR", "paid"]],
  "ml-02": [
    ["2026-05-01T10:00:00.123456789Z", "ERROR", "boom"],
    ["2026-05-01T10:00:00.200Z", "INFO", "part"],
  ],
  "v-02": [["2026-05-01T10:00:00.123Z", "INFO", "starting"]],
  "v-05": [["2026-05-01T10:00:00.123456Z", "WARN", "CA self signed"]],
  "v-06": [["2026-05-01T10:00:00.123Z", "ERROR", "declined"]],
  "v-08": [["2015-07-29T17:41:44.747Z", "WARN", "x"]],
  "v-11": [["2026-05-01T10:00:02.619642Z", "ERROR", "error retrieving"]],
  "v-12": [["2026-05-01T10:00:00.123Z", "ERROR", "boom"]],
  "v-19": [["2026-05-01T10:00:00.123456Z", "ERROR", "error: kex"]],
  "v-20": [["2026-05-01T10:00:00.123Z", "ERROR", "boom"]],
  "v-22": [["2026-05-01T10:00:00.000Z", "ERROR", "boom"]],
  "sample-own__apache_error24.log": [["2026-05-01T10:00:00.123456Z", "ERROR", "limit exceeded"]],
  "sample-own__auditd.log": [["2026-05-01T10:00:00.819Z", "INFO", "arch=c000003e"]],
  "sample-own__cef.log": [["2026-05-01T10:00:00.000Z", "ERROR", "worm stopped"]],
  "sample-own__cloudtrail.json": [["2026-05-01T10:00:00.000Z", "INFO", "GetObject"]],
  "sample-own__cri.log": [["2026-05-01T10:00:00.123456789Z", "INFO", "request served"]],
  "sample-own__elasticsearch.log": [
    ["2026-05-01T10:00:00.123Z", "INFO", "[node-1] started"],
    ["2026-05-01T10:00:01.123Z", "WARN", "overhead"],
  ],
  "sample-own__gelf.json": [["2026-05-01T10:00:00.123Z", "ERROR", "boom"]],
  "sample-own__go_std.log": [["2026-05-01T10:00:00.000Z", "INFO", "listening"]],
  "sample-own__iis.log": [["2026-05-01T10:00:00.000Z", "INFO", "robots.txt"]],
  "sample-own__klog.log": [
    ["2026-05-01T10:00:00.619642Z", "INFO", "Starting workers"],
    ["2026-05-01T10:00:01.619642Z", "WARN", "watch closed"],
  ],
  "sample-own__log4j.log": [
    ["2026-05-01T10:00:00.123Z", "ERROR", "declined"],
    ["2026-05-01T10:00:01.123Z", "WARN", "slow"],
  ],
  "sample-own__mongodb.json": [["2026-05-01T10:00:00.401Z", "ERROR", "Connection refused"]],
  "sample-own__mysql.log": [["2026-05-01T10:00:00.123456Z", "WARN", "self signed"]],
  "sample-own__nginx_combined.log": [["2026-05-01T10:00:00.000Z", "INFO", "GET /a"]],
  "sample-own__nginx_error.log": [["2026-05-01T10:00:00.000Z", "ERROR", "open()"]],
  "sample-own__redis.log": [["2026-05-01T10:00:00.123Z", "INFO", "Ready"]],
  "sample-own__squid.log": [["2026-05-01T10:00:00.123Z", "INFO", "TCP_MISS"]],
};

const wild = read<WildCase>("wild/cases.jsonl");

Deno.test({
  name: "a gateway stores what is right of each wild case whose input is there",
  ignore: wild === undefined,
  async fn() {
    await using app = await openGatewayApp({ nowMs: () => NOW_MS });
    const wrong: string[] = [];
    let held = 0;
    for (const { id, content_type, input_file } of wild!) {
      const file = input_file ?? `inputs/${id.replace("sample-", "")}`;
      const body = bytesIn(`wild/${file}`);
      if (body === undefined || id in EXCEPTIONS) continue;
      const before = (await linesIn(app)).length;
      const answer = await app.post(body, { "content-type": content_type });
      await answer.body?.cancel();
      const lines = (await linesIn(app)).slice(before);
      if (answer.status >= 500) wrong.push(`${id}: status ${answer.status}`);
      for (const line of lines) {
        // What jq and every reader of UTF-8 takes.
        assert.doesNotMatch(line, /\\u(?:d[89a-f][0-9a-f]{2}|0000)/i, id);
        if (line.includes('"msg":""') && id !== "csv-07") wrong.push(`${id}: an empty record`);
      }
      const want = WILD[id];
      if (want === undefined) continue;
      held++;
      for (const [i, [ts, level, msg]] of want.entries()) {
        const record = JSON.parse(lines[i] ?? "{}");
        const isRight = (ts === "" || record.ts === ts) && record.level === level &&
          String(record.msg).includes(msg);
        if (!isRight) wrong.push(`${id}: ${record.ts} ${record.level}`);
      }
    }
    assert.deepEqual(wrong, []);
    assert.equal(held, Object.keys(WILD).length);
  },
});

function problemOf(one: Case, lines: readonly string[]): string | undefined {
  if (lines.length !== one.expect.length) return `${lines.length} records`;
  for (const [i, want] of one.expect.entries()) {
    const line = lines[i]!;
    const { ts, level, msg, host } = JSON.parse(line);
    if (want.line_has !== undefined && !line.includes(want.line_has)) return "another line";
    if (want.ts !== undefined && instant(ts) !== instant(want.ts)) return `time ${ts}`;
    if (want.level !== undefined && level !== want.level) return `level ${level}`;
    if (want.msg_has !== undefined && !msg.includes(want.msg_has)) return "another message";
    if (host !== undefined && host === want.fields?.not_host) return "a host that is none";
  }
  return undefined;
}

async function linesIn({ sinkDir }: GatewayApp): Promise<string[]> {
  const names = [...Deno.readDirSync(sinkDir)].map(({ name }) => name)
    .filter((name) => name.endsWith(".ndjson")).sort();
  const texts = await Promise.all(names.map((name) => Deno.readTextFile(`${sinkDir}/${name}`)));
  return texts.join("").split("\n").slice(0, -1);
}

function instant(ts: string): string {
  const [head, fraction = ""] = ts.replace("Z", "").split(".");
  return `${head}.${fraction.padEnd(9, "0")}`;
}

/** A byte that is no text stands there as half of a surrogate pair. */
function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  const bytes: number[] = [];
  for (const character of text) {
    const code = character.codePointAt(0)!;
    if (code >= 0xdc80 && code <= 0xdcff) bytes.push(code - 0xdc00);
    else bytes.push(...new TextEncoder().encode(character));
  }
  return new Uint8Array(bytes);
}

function bytesIn(path: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    return Deno.readFileSync(`${root}${path}`);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

function read<T>(path: string): readonly T[] | undefined {
  const bytes = bytesIn(path);
  if (bytes === undefined) {
    console.log(`cases of ${path} are skipped: none in ${root}: set LOGOPS_TEST_CASES`);
    return undefined;
  }
  return new TextDecoder().decode(bytes).trim().split("\n").map((line) => JSON.parse(line) as T);
}
