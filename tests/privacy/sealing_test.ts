/**
 * Sealing from end to end: the gateway's sealer, keys that rotate, archives, and the offline tools
 * as they are run, with their own permissions.
 */
import assert from "node:assert/strict";
import { compactDecrypt } from "jose";
import type { KeyRing } from "../../contract/mod.ts";
import { sweep } from "../../housekeeping/mod.ts";
import { type Scene, sealedLines, withSealingScene } from "./sealing_scene.ts";

const WHO = ["--operator", "auditor", "--reason", "case 7"];
const AUDIT = "data/audit/unseal.jsonl";
const DAYS = ["2026-05-01", "2026-05-02", "2026-05-03"] as const;
const EMAILS = Array.from({ length: 20 }, (_, n) => `person${n}@example.com`);

const fileOf = (day: string) => `data/ingest/${day.replaceAll("-", "")}.ndjson`;
const jsonLines = (text: string) => text.split("\n").slice(0, -1).map((line) => JSON.parse(line));

async function makeKeys({ run }: Scene): Promise<void> {
  assert.equal((await run("keys", ["new", "--write", ".env"])).code, 0);
  assert.equal((await run("keys", ["new", "--for", "index", "--write", ".env"])).code, 0);
}

async function writeDay({ dir, rings }: Scene, day: string): Promise<string[]> {
  const { seal: keys, index } = await rings();
  const lines = await sealedLines({ keys, index, day, emails: EMAILS });
  await Deno.writeTextFile(`${dir}/${fileOf(day)}`, lines.map((line) => `${line}\n`).join(""));
  return lines;
}

/** Every spelling of a key that a careless message could show. */
function spellings(...rings: readonly KeyRing[]): string[] {
  return rings.flatMap((ring) => ring.keys).flatMap((key) => {
    const bytes = key.bytes();
    const base64 = bytes.toBase64({ omitPadding: true });
    return [base64, base64.slice(4, 30), bytes.toHex(), [...bytes].join(",")];
  });
}

function assertHidden(text: string, secrets: readonly string[]): void {
  for (const secret of secrets) assert.ok(!text.includes(secret));
}

/** Texts of all files below `dir`. */
async function textsBelow(dir: string): Promise<string[]> {
  const texts: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(dir)) {
    const path = `${dir}/${name}`;
    if (isDirectory) texts.push(...await textsBelow(path));
    else texts.push(await Deno.readTextFile(path));
  }
  return texts;
}

Deno.test("two rotations and an archive later all records open; a dropped key's do not", () =>
  withSealingScene(async (scene) => {
    const { dir, run, rings } = scene;
    await makeKeys(scene);
    const lines: string[] = [];
    for (const [n, day] of DAYS.entries()) {
      if (n > 0) assert.equal((await run("keys", ["rotate", "--write", ".env"])).code, 0);
      lines.push(...await writeDay(scene, day));
    }
    const { seal } = await rings();
    assert.equal(seal.keys.length, 3);
    for (const line of lines) {
      const { pii, user_email } = JSON.parse(line);
      assert.equal(user_email, "p***@example.com");
      const { plaintext } = await compactDecrypt(
        pii,
        (header: { kid?: string }) => seal.find(header.kid ?? "")!.bytes(),
      );
      assert.match(new TextDecoder().decode(plaintext), /login by person\d+@example\.com/);
    }
    await archive(dir);
    assert.deepEqual([...Deno.readDirSync(`${dir}/data/ingest`)].length, 1 + HIDDEN_FILES);

    const opened = await run("unseal", [...WHO, "data/ingest", "data/archive"]);
    assert.match(opened.err, /^opened 60, failed 0, unknown key 0; 60 matched of 60 lines/m);
    assert.equal(opened.code, 0);
    const records = jsonLines(opened.out);
    for (const day of DAYS) {
      const ofDay = records.filter(({ ts }) => ts.startsWith(day));
      assert.deepEqual(ofDay.map(({ pii }) => pii.user_email), EMAILS);
    }

    const oldest = seal.keys[2]!.kid;
    await run("keys", ["rotate", "--drop", oldest, "--write", ".env"]);
    const rest = await run("unseal", [...WHO, "--verify", "data/ingest", "data/archive"]);
    assert.match(rest.err, /^opened 40, failed 0, unknown key 20; 60 matched/m);
    assert.deepEqual([rest.code, rest.out], [1, ""]);
    const posing = `${oldest}:${seal.keys[0].bytes().toBase64()}`;
    const forged = await run("unseal", [...WHO, "--kid", oldest, "data/archive"], {
      env: { LOGOPS_SECRET_KEYS: posing },
    });
    assert.match(forged.err, /^opened 0, failed 20, unknown key 0/m);
    assert.deepEqual([forged.code, forged.out], [1, ""]);
  }));

/** The lock and the clock memory of housekeeping. */
const HIDDEN_FILES = 2;

/** As `deno task housekeeping --once` on 20 May: the newest file stays. */
async function archive(dir: string): Promise<void> {
  const { outcome } = await sweep({
    settings: {
      LOGOPS_SINK_DIR: `${dir}/data/ingest`,
      LOGOPS_ARCHIVE_DIR: `${dir}/data/archive`,
      LOGOPS_ARCHIVE_MODE: "zip",
      LOGOPS_RETENTION_DAYS: 1,
      LOGOPS_HOUSEKEEP_READER_WAIT_HOURS: 0,
    },
    nowMs: Date.UTC(2026, 4, 20),
  });
  assert.equal(outcome, "done");
}

Deno.test("unseal needs an operator and a reason, and is on record before it opens anything", () =>
  withSealingScene(async (scene) => {
    const { dir, run } = scene;
    await makeKeys(scene);
    await writeDay(scene, DAYS[0]);
    for (const args of [[], ["--operator", "auditor"], ["--reason", "case 7"], WHO]) {
      const refused = await run("unseal", [...args, ...(args === WHO ? [] : ["data/ingest"])]);
      assert.deepEqual([refused.code, refused.out], [2, ""]);
      assert.match(refused.err, /^Cannot unseal: /);
    }
    assert.deepEqual([...Deno.readDirSync(`${dir}/data`)].map(({ name }) => name), ["ingest"]);

    const opened = await run("unseal", [...WHO, "--emitter", "json", "data/ingest"]);
    assert.equal(opened.code, 0);
    const [begin, end] = jsonLines(await Deno.readTextFile(`${dir}/${AUDIT}`));
    assert.deepEqual([begin.operator, begin.reason, begin.uid, begin.emitters], [
      "auditor",
      "case 7",
      Deno.uid(),
      ["json"],
    ]);
    assert.equal(end.counts.opened, 10);
    assert.ok(opened.err.includes(end.hash));
    for (const text of await textsBelow(dir)) assert.ok(!text.includes("person1@"));

    const whole = await run("unseal", ["--audit-verify", "--audit-head", end.hash]);
    assert.deepEqual([whole.code, whole.err], [0, ""]);
    const text = await Deno.readTextFile(`${dir}/${AUDIT}`);
    await Deno.writeTextFile(`${dir}/${AUDIT}`, text.replace("case 7", "case 8"));
    const broken = await run("unseal", ["--audit-verify"]);
    assert.equal(broken.code, 1);
    assert.match(broken.err, /unseal\.jsonl: line 1 was changed/);
    const refused = await run("unseal", [...WHO, "data/ingest"]);
    assert.deepEqual([refused.code, refused.out], [2, ""]);
    assert.match(refused.err, /line 1 was changed\nNothing was opened\.$/m);
  }));

Deno.test("unseal finds all lines of one person by the blind index, from any file and standard input", () =>
  withSealingScene(async (scene) => {
    const { run } = scene;
    await makeKeys(scene);
    const lines = [...await writeDay(scene, DAYS[0])];
    await run("keys", ["rotate", "--write", ".env"]);
    await run("keys", ["rotate", "--for", "index", "--write", ".env"]);
    await writeDay(scene, DAYS[1]);
    const person = ["--index", "email: Person7@EXAMPLE.com"];
    const found = await run("unseal", [...WHO, ...person, "--find", "data/ingest"], {
      env: { LOGOPS_SECRET_KEYS: "" },
    });
    assert.equal(found.code, 0);
    assert.deepEqual(jsonLines(found.out).map(({ ts, user_email }) => [ts, user_email]), [
      ["2026-05-01T10:00:00.007Z", "p***@example.com"],
      ["2026-05-02T10:00:00.007Z", "p***@example.com"],
    ]);
    const opened = await run("unseal", [...WHO, ...person, "--field", "user_email", "-"], {
      stdin: lines.join("\n"),
    });
    assert.deepEqual(jsonLines(opened.out).map(({ pii }) => pii), [
      { user_email: "person7@example.com" },
    ]);
    assert.equal(opened.code, 0);
  }));

Deno.test("no message of keys or unseal shows a key", () =>
  withSealingScene(async (scene) => {
    const { dir, run, rings } = scene;
    await makeKeys(scene);
    await writeDay(scene, DAYS[0]);
    const before = await rings();
    const [key] = before.seal.keys;
    const bare = key.bytes().toBase64();
    const secrets = spellings(before.seal, before.index);
    const seal = (text: string) => ({ LOGOPS_SECRET_KEYS: text });
    const rows: ["keys" | "unseal", string[], Record<string, string>?][] = [
      ["keys", ["list"]],
      ["keys", ["new", "--write", ".env"]],
      ["keys", ["rotate", "--write", ".env"], seal(`${key.kid}:${bare}`)],
      ["keys", ["rotate", "--drop", "k9"]],
      ["keys", ["rotate", "--kid", key.kid]],
      ["keys", ["rotate", "--write", "elsewhere.env"]],
      ["keys", ["list"], seal(bare)],
      ["keys", ["list"], seal(`${bare}:${key.kid}`)],
      ["keys", ["list"], seal(`a:${bare},b:${bare}`)],
      ["keys", ["rotate"], seal(`a:${bare}${bare}`)],
      ["keys", ["list"], { LOGOPS_PII_INDEX_KEYS: `i:${bare}` }],
      ["unseal", [...WHO, "data/ingest"]],
      ["unseal", [...WHO, "data/ingest"], seal(bare)],
      ["unseal", [...WHO, "data/ingest"], seal(`a:${bare.slice(0, 40)}`)],
      [
        "unseal",
        [...WHO, "data/ingest"],
        seal(`${key.kid}:${before.index.keys[0].bytes().toBase64()}`),
      ],
    ];
    for (const [command, args, env = {}] of rows) {
      const { out, err, code } = await run(command, args, { env });
      assert.ok([0, 1, 2].includes(code), err);
      assertHidden(out + err, secrets);
    }
    const { code, err, out } = await run("keys", ["rotate", "--write", ".env"]);
    assert.deepEqual([code, out], [0, ""]);
    assertHidden(err, spellings((await rings()).seal));
    assertHidden(await Deno.readTextFile(`${dir}/${AUDIT}`), secrets);

    const printed = await run("keys", ["rotate"]);
    assert.ok(secrets.slice(0, 1).every((secret) => printed.out.includes(secret)));
    assert.equal(printed.err, "");
  }));

Deno.test("keys and unseal cannot reach the network, start programs or write elsewhere", () =>
  withSealingScene(async ({ dir, probe }) => {
    using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    let connections = 0;
    const accepting = (async () => {
      for await (const connection of listener) {
        connections++;
        connection.close();
      }
    })();
    await Deno.writeTextFile(`${dir}/probe.ts`, PROBE);
    for (const set of ["keys", "unseal"] as const) {
      const { code, out, err } = await probe(set, `${dir}/probe.ts`, [String(listener.addr.port)]);
      assert.equal(code, 0, err);
      assert.deepEqual(JSON.parse(out), {
        connect: "NotCapable",
        fetch: "NotCapable",
        resolve: "NotCapable",
        listen: "NotCapable",
        run: "NotCapable",
        import: "TypeError",
        write: "NotCapable",
        read: "NotCapable",
      });
    }
    assert.equal(connections, 0);
    const open = await Deno.connect({ hostname: "127.0.0.1", port: listener.addr.port });
    assert.equal(await open.read(new Uint8Array(1)), null);
    open.close();
    assert.equal(connections, 1, "the listener would have been reached");
    listener.close();
    await accepting.catch(() => {});
  }));

const PROBE = `
const port = Number(Deno.args[0]);
const attempts = {
  connect: () => Deno.connect({ hostname: "127.0.0.1", port }),
  fetch: () => fetch(\`http://127.0.0.1:\${port}/\`),
  resolve: () => Deno.resolveDns("localhost", "A"),
  listen: async () => Deno.listen({ hostname: "127.0.0.1", port: 0 }),
  run: async () => await new Deno.Command("true").output(),
  import: () => import(\`http://127.0.0.1:\${port}/x.ts\`),
  write: () => Deno.writeTextFile("data/ingest/plaintext.txt", "x"),
  read: () => Deno.readTextFile("/etc/hostname"),
};
const outcome = {};
for (const [name, attempt] of Object.entries(attempts)) {
  outcome[name] = await attempt().then(() => "done", (error) => error.name);
}
console.log(JSON.stringify(outcome));
`;

Deno.test("the gateway cannot touch the audit log", () =>
  withSealingScene(async ({ dir, probe }) => {
    await Deno.mkdir(`${dir}/data/audit`);
    await Deno.writeTextFile(`${dir}/${AUDIT}`, "");
    await Deno.writeTextFile(`${dir}/probe.ts`, AUDIT_PROBE);
    const { out, err } = await probe("gateway", `${dir}/probe.ts`, []);
    assert.equal(out, "done NotCapable NotCapable NotCapable NotCapable\n", err);
  }));

const AUDIT_PROBE = `
const outcomes = [];
for (const attempt of [
  () => Deno.writeTextFile("data/ingest/20260501.ndjson", ""),
  () => Deno.readTextFile("${AUDIT}"),
  () => Deno.writeTextFile("${AUDIT}", "x", { append: true }),
  () => Deno.remove("data/audit", { recursive: true }),
  () => Deno.rename("data/audit", "data/ingest/audit"),
]) outcomes.push(await attempt().then(() => "done", (error) => error.name));
console.log(outcomes.join(" "));
`;

Deno.test("unseal that is interrupted, or whose reader went away, closes its audit entry", () =>
  withSealingScene(async (scene) => {
    const { dir, spawn } = scene;
    await makeKeys(scene);
    const [line] = await writeDay(scene, DAYS[0]);
    const outcomes = [];
    for (const end of ["interrupted", "output_closed"] as const) {
      const child = spawn("unseal", [...WHO, "-"]);
      const writer = child.stdin.getWriter();
      const feed = new TextEncoder().encode(`${line}\n`.repeat(200));
      const reader = child.stdout.getReader();
      await writer.write(feed);
      assert.ok((await reader.read()).value!.length > 0);
      if (end === "output_closed") await reader.cancel();
      else {
        child.kill("SIGINT");
        void drain(reader);
      }
      const ended = child.status;
      let isOver = false;
      void ended.then(() => isOver = true);
      while (!isOver) await Promise.race([writer.write(feed).catch(() => ended), ended]);
      await Promise.all([writer.close().catch(() => {}), child.stderr.cancel()]);
      outcomes.push((await ended).code);
      const entries = jsonLines(await Deno.readTextFile(`${dir}/${AUDIT}`));
      assert.equal(entries.at(-1)!.outcome, end);
    }
    assert.deepEqual(outcomes, [130, 1]);
  }));

async function drain(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<void> {
  while (!(await reader.read()).done);
}
