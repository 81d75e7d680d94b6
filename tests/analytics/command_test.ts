/** `deno task patterns` as people and scripts use it. */
import assert from "node:assert/strict";
import { BlobWriter, TextReader, ZipWriter } from "@zip.js/zip.js";
import { runPatterns } from "./patterns_program.ts";
import { seeded } from "./seeded.ts";
import { labelledLines } from "./style_lines.ts";
import { STYLES } from "./styles.ts";

const record = (minute: number, level: string, msg: string) =>
  JSON.stringify({
    ts: `2026-05-01T10:${String(minute).padStart(2, "0")}:00.000Z`,
    level,
    msg,
    emitter: "json",
  }) + "\n";
const JOURNAL = record(0, "INFO", "login by j***@example.com") +
  record(5, "INFO", "login by k***@example.com") +
  record(9, "ERROR", 'cannot open "x": disk is full');
const PATTERNS = [
  {
    template: "login by <email>",
    count: 2,
    levels: { INFO: 2 },
    first: "2026-05-01T10:00:00.000Z",
    last: "2026-05-01T10:05:00.000Z",
    example: "login by j***@example.com",
  },
  {
    template: 'cannot open "x": disk is full',
    count: 1,
    levels: { ERROR: 1 },
    first: "2026-05-01T10:09:00.000Z",
    last: "2026-05-01T10:09:00.000Z",
    example: 'cannot open "x": disk is full',
  },
];

async function inFolder(test: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

function withoutIds(text: string): unknown[] {
  const { patterns } = JSON.parse(text) as { patterns: { id: string }[] };
  return patterns.map(({ id, ...rest }) => {
    assert.match(id, /^[0-9a-f]{12}$/);
    return rest;
  });
}

const stream = (text: string) => new Blob([text]).stream();

Deno.test("patterns reads a journal file, an archive, gzip, a folder and standard input alike", () =>
  inFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/20260501.ndjson`, JOURNAL);
    const zip = new ZipWriter(new BlobWriter());
    await zip.add("20260501.ndjson", new TextReader(JOURNAL));
    await zip.add("20260501.torn", new TextReader("half a rec"));
    await zip.add("manifest.json", new TextReader("{}"));
    await Deno.writeFile(`${folder}/20260501.zip`, (await zip.close()).stream());
    const gzip = stream(JOURNAL).pipeThrough(new CompressionStream("gzip"));
    await Deno.writeFile(`${folder}/20260501.gz`, gzip);
    await Deno.mkdir(`${folder}/only`);
    await Deno.writeTextFile(`${folder}/only/20260501.ndjson`, JOURNAL);
    await Deno.writeTextFile(`${folder}/only/20260501.torn`, "half a rec");
    for (const name of ["20260501.ndjson", "20260501.zip", "20260501.gz", "only"]) {
      const { code, stdout, stderr } = await runPatterns(["--json", `${folder}/${name}`]);
      assert.equal(code, 0, stderr);
      assert.deepEqual(withoutIds(stdout), PATTERNS, name);
      assert.deepEqual(JSON.parse(stdout).totals, {
        lines: 3,
        patterns: 2,
        levels: { INFO: 2, ERROR: 1 },
      });
    }
    const { stdout } = await runPatterns(["--json", "-"], { stdin: stream(JOURNAL) });
    assert.deepEqual(withoutIds(stdout), PATTERNS);
  }));

Deno.test("patterns shows nothing personal of a log that nobody has masked", () =>
  inFolder(async (folder) => {
    const lines = [
      "login by jo@example.com from 83.11.23.45",
      "Authorization: Bearer abcdef",
      "paid with 4111 1111 1111 1111",
    ];
    await Deno.writeTextFile(`${folder}/app.log`, lines.join("\n"));
    const path = `${folder}/app.log`;
    const outputs = [
      await runPatterns([path]),
      await runPatterns(["--json", "--metrics", `${folder}/patterns.prom`, path]),
    ].map(({ stdout }) => stdout);
    outputs.push(await Deno.readTextFile(`${folder}/patterns.prom`));
    for (const text of outputs) assert.doesNotMatch(text, /jo@example|83\.11\.23|abcdef|4111 1111/);
    assert.match(outputs[1]!, /login by j\*\*\*@example\.com from 83\.11\.x\.x/);
  }));

Deno.test("patterns --assign gives each line the id of its pattern, from line 1, over all inputs", () =>
  inFolder(async (folder) => {
    const text = labelledLines(STYLES[0]!, 300, seeded(5)).map(({ line }) => line).join("\r\n");
    await Deno.writeTextFile(`${folder}/a.log`, text);
    await Deno.writeTextFile(`${folder}/b.log`, `${text}\n`);
    const csv = `${folder}/assign.csv`;
    const { code, stdout, stderr } = await runPatterns([
      "--json",
      "--assign",
      csv,
      folder + "/a.log",
      folder + "/b.log",
    ]);
    assert.equal(code, 0, stderr);
    const [head, ...rows] = (await Deno.readTextFile(csv)).trimEnd().split("\n").map((row) =>
      row.split(",")
    );
    assert.deepEqual(head, ["line", "pattern_id"]);
    assert.deepEqual(
      rows.map(([line]) => Number(line)),
      Array.from({ length: 600 }, (_, index) => index + 1),
    );
    assert.deepEqual(rows.slice(0, 300).map(([, id]) => id), rows.slice(300).map(([, id]) => id));
    for (const { id, count } of JSON.parse(stdout).patterns) {
      assert.equal(rows.filter(([, each]) => each === id).length, count);
    }
    assert.deepEqual([...Deno.readDirSync(folder)].map(({ name }) => name).sort(), [
      "a.log",
      "assign.csv",
      "b.log",
    ]);
  }));

Deno.test("patterns --since-baseline finds every pattern of every style again under its id", () =>
  inFolder(async (folder) => {
    const styles = STYLES.map((style) =>
      labelledLines(style, 800, seeded(8)).map(({ line }) => line)
    );
    const paths = styles.map((lines, index) => {
      Deno.writeTextFileSync(`${folder}/${index}.log`, lines.join("\n"));
      return `${folder}/${index}.log`;
    });
    const first = await runPatterns(["--json", ...paths]);
    await Deno.writeTextFile(`${folder}/baseline.json`, first.stdout);
    const again = await runPatterns([
      "--json",
      "--since-baseline",
      `${folder}/baseline.json`,
      ...paths,
    ]);
    const { new: fresh, vanished, changed, unchanged } = JSON.parse(again.stdout);
    assert.deepEqual([fresh, vanished, changed], [[], [], []]);
    assert.equal(unchanged.length, JSON.parse(first.stdout).totals.patterns);
  }));

Deno.test("patterns says what is new, and fails where that was asked for", () =>
  inFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/before.log`, record(0, "INFO", "all is well").repeat(50));
    await Deno.writeTextFile(
      `${folder}/after.log`,
      record(0, "INFO", "all is well").repeat(40) + record(1, "ERROR", "disk 7 is full").repeat(10),
    );
    const before = `${folder}/before.log`, after = `${folder}/after.log`;
    const compared = await runPatterns(["--before", before, after]);
    assert.equal(compared.code, 0, compared.stderr);
    assert.match(
      compared.stdout,
      /New: 1 pattern\n.*\n.*10 {2}20\.0 % .*disk <num> is full\n\nVanished: none\n\nShare changed: none/,
    );
    const { stdout } = await runPatterns(["--json", before]);
    await Deno.writeTextFile(`${folder}/baseline.json`, stdout);
    const metrics = `${folder}/patterns.prom`;
    const failed = await runPatterns([
      "--since-baseline",
      `${folder}/baseline.json`,
      "--fail-on-new-error",
      "--metrics",
      metrics,
      after,
    ]);
    assert.equal(failed.code, 1);
    const text = await Deno.readTextFile(metrics);
    assert.match(text, /^logops_patterns_new\{level="ERROR"\} 1$/m);
    assert.match(text, /^logops_pattern_lines\{pattern="[0-9a-f]{12}",level="INFO"\} 40$/m);
  }));

for (
  const [args, told] of [
    [["no.log"], /^Cannot read no\.log: there is no such file or folder\n$/],
    [["--top", "0", "x"], /^--top must be a count of rows.*\nSee deno task patterns --help\.\n$/],
    [["--json"], /^Name a file, a folder, or - for standard input\n/],
    [["--fail-on-new-error", "x"], /^--fail-on-new-error needs --since-baseline or --before\n/],
    [
      ["--since-baseline", "deno.json", "deno.json"],
      /^Cannot read the baseline deno\.json: patterns: not as deno task patterns --json writes it\n$/,
    ],
  ] as const
) {
  Deno.test(`patterns ${args.join(" ")} says what is wrong, and exits 2`, async () => {
    const { code, stderr, stdout } = await runPatterns(args, {
      cwd: new URL("../../", import.meta.url).pathname,
    });
    assert.equal(code, 2);
    assert.equal(stdout, "");
    assert.match(stderr, told);
  });
}

Deno.test("patterns names a file that is not whole", () =>
  inFolder(async (folder) => {
    const gzip = new Uint8Array(
      await new Response(stream(JOURNAL).pipeThrough(new CompressionStream("gzip"))).arrayBuffer(),
    );
    await Deno.writeFile(`${folder}/cut.gz`, gzip.subarray(0, gzip.length - 12));
    await Deno.writeFile(`${folder}/cut.zip`, new Uint8Array([0x50, 0x4b, 3, 4, 0, 0]));
    const csv = `${folder}/assign.csv`;
    for (const [name, kind] of [["cut.gz", "gzip file"], ["cut.zip", "zip"]]) {
      const { code, stderr } = await runPatterns(["--assign", csv, `${folder}/${name}`]);
      assert.equal(code, 2);
      assert.match(stderr, new RegExp(`^Cannot read ${folder}/${name}: it is not a whole ${kind}`));
    }
    assert.deepEqual([...Deno.readDirSync(folder)].map(({ name }) => name).sort(), [
      "cut.gz",
      "cut.zip",
    ]);
  }));
