/**
 * `docs/troubleshooting.md` knows every reason and every exit code there is, and none that is not;
 * what it quotes, the programs say. Digits are examples: they are compared as one.
 */
import assert from "node:assert/strict";
import config from "../../deno.json" with { type: "json" };
import { signedHeaders } from "../../contract/mod.ts";
import { reasonsByStatus } from "../../gateway/mod.ts";
import { STATUS_BY_KIND } from "../../orchestrator/mod.ts";
import { type GatewayApp, openGatewayApp } from "../gateway/app.ts";
import { pathsBelow, ROOT } from "../repository.ts";

const PAGE = await Deno.readTextFile(new URL("docs/troubleshooting.md", ROOT));
const TASKS: Readonly<Record<string, { readonly command: string }>> = config.tasks;

/** The text below a heading, to the next one. */
function section(heading: string): string {
  const start = PAGE.indexOf(`\n## ${heading}\n`);
  assert.ok(start >= 0, heading);
  return PAGE.slice(start).split(/\n## /)[1]!;
}

/** Cells of the rows of all tables of a text, without heads and rules. */
function rows(text: string): string[][] {
  return text.split("\n").filter((line) => line.startsWith("| `"))
    .map((line) => line.split(/(?<!\\)\|/).slice(1, -1).map((cell) => cell.trim()));
}

/** `reason` and status of each row that begins with both. */
function reasonsIn(text: string): string[] {
  return rows(text).flatMap(([cell]) => /^`(\w+)` (\d{3})$/.exec(cell!)?.slice(1).join(" ") ?? []);
}

async function sourceOf(path: string): Promise<string> {
  return await Deno.readTextFile(new URL(path, ROOT));
}

Deno.test("every reason that the gateway may answer with has its row, and no other", async () => {
  const ofRoutes = [...(await sourceOf("gateway/app.ts")).matchAll(/problem\((\d{3}), "(\w+)"/g)]
    .map(([, status, reason]) => `${reason} ${status}`);
  assert.ok(ofRoutes.length >= 4);
  const ofBatches = [...reasonsByStatus()]
    .flatMap(([status, reasons]) => reasons.map((reason) => `${reason} ${status}`));
  assert.deepEqual(
    reasonsIn(section("A batch is refused")).sort(),
    [...ofBatches, ...ofRoutes].sort(),
  );
});

Deno.test("every reason that the orchestrator may answer with has its row, and no other", () => {
  const known = Object.entries(STATUS_BY_KIND).map(([kind, status]) => `${kind} ${status}`);
  assert.deepEqual(reasonsIn(section("Orchestrator")).sort(), known.sort());
});

/**
 * Exit codes in the source of a program: those of a table `EXIT`, its own or one that it shares, and
 * bare numbers.
 */
async function exitCodesOf(path: string): Promise<number[]> {
  const text = await sourceOf(path);
  const home = text.includes("const EXIT = {")
    ? path
    : text.includes('from "./run_cli.ts"')
    ? "orchestrator/run_cli.ts"
    : "contract/program.ts";
  const table = /const EXIT = \{ (.*?) \} as const/.exec(await sourceOf(home))![1]!;
  const named = [...table.matchAll(/(\w+): (\d+)/g)];
  const isUsed = (name: string) =>
    new RegExp(`EXIT(\\.${name}\\b|\\[)|runWithDisplay`).test(text) ||
    (name === "badInput" && /\b(complain|exitWith)\(/.test(text));
  const bare = text.matchAll(/(?:return|EXIT_\w+ =|Deno\.exit\(|\? 0 :) ?(\d)\)?;/g);
  const codes = [
    0,
    ...named.filter(([, name]) => isUsed(name!)).map(([, , code]) => Number(code)),
    ...[...bare].map(([, code]) => Number(code)),
  ];
  return [...new Set(codes)].sort((a, b) => a - b);
}

Deno.test("every exit code of every program stands in the table, and no other", async () => {
  const text = section("Exit codes");
  const head = text.split("\n").find((line) => line.startsWith("| `deno task`"))!;
  const columns = head.split("|").slice(2, -1).map(Number);
  const told = new Map(
    rows(text).slice(1).map(([name, ...cells]) => [
      name!.replaceAll("`", ""),
      columns.filter((_, at) => cells[at] !== ""),
    ]),
  );
  const programs = Object.entries(TASKS).flatMap(([name, { command }]) => {
    const path = /^deno run -P=(?!test)[^&|;]* (\S+\.ts)$/.exec(command)?.[1];
    return path === undefined ? [] : [{ name, path }];
  });
  assert.ok(programs.length >= 10);
  const known = await Promise.all(
    programs.map(async ({ name, path }) => [name, await exitCodesOf(path)] as const),
  );
  assert.deepEqual(Object.fromEntries(told), Object.fromEntries(known));
});

Deno.test("events and metrics that are named exist", async () => {
  const paths = (await pathsBelow(ROOT)).filter((path) =>
    /^(gateway|orchestrator|housekeeping)\/.*\.ts$/.test(path) && !/_test\.ts$/.test(path)
  );
  const code = (await Promise.all(paths.map(sourceOf))).join("\n");
  const events = [
    ...[...PAGE.matchAll(/"event":"(\w+)"/g)].map(([, event]) => event!),
    ...[...PAGE.matchAll(/^\| `(\w+)` +\| [^|]* \| [^|]* \|$/gm)].map(([, event]) => event!)
      .filter((event) => /^(journal|worker)_/.test(event) && event !== "journal_error"),
  ];
  const metrics = [...PAGE.matchAll(/`(logops_\w+)/g)].map(([, name]) => name!);
  assert.ok(events.length >= 5 && metrics.length >= 4);
  const unknown = [...events, ...metrics].filter((name) =>
    !new RegExp(`["\`]${name}["\`]`).test(code)
  );
  assert.deepEqual(unknown, []);
});

/** As text is compared: digits and white space are one. */
function plain(text: string): string {
  return text.replace(/\d+/g, "0").replace(/\s+/g, " ");
}

function assertQuoted(text: string): void {
  assert.ok(plain(PAGE).includes(plain(text)), `the page does not quote: ${text}`);
}

const JSON_TYPE = { "content-type": "application/json" };
const KEY = { key: "shop-key-1", secret: "shop-secret-0123456789" };
const CLIENTS = `
clients:
  - { id: shop, key: ${KEY.key}, secret: ${KEY.secret}, emitter: shop }
`;
const HMAC = { LOGOPS_AUTH_MODE: "hmac" };
const API_KEY = { LOGOPS_AUTH_MODE: "api_key" };
const ANY = { LOGOPS_AUTH_MODE: "any" };
const POOR = { LOGOPS_RATE_LIMIT_REQUESTS_PER_SEC: "1", LOGOPS_RATE_LIMIT_REQUESTS_BURST: "1" };

type Ask = (app: GatewayApp) => Promise<Response>;
const post = (body: BodyInit, headers: Record<string, string> = JSON_TYPE): Ask => (app) =>
  app.post(body, headers);

const signed =
  (signedBody: string, body = signedBody, ageMs = 0, path = "/v1/logs"): Ask => async (app) =>
    app.post(body, {
      ...JSON_TYPE,
      ...await signedHeaders({
        method: "POST",
        url: `http://localhost${path}`,
        headers: JSON_TYPE,
        body: new TextEncoder().encode(signedBody),
        nowMs: Date.now() - ageMs,
        nonce: "nonce-0123456789abcdef",
      }, KEY),
    });

const V1_SIGNED = {
  ...JSON_TYPE,
  "x-api-key": KEY.key,
  "x-timestamp": "2026-05-01T10:00:00Z",
  "x-nonce": "nonce-0123456789abcdef",
  "x-content-sha256": "0".repeat(64),
  "x-signature": btoa("0".repeat(32)),
};

const twice = (ask: Ask): Ask => async (app) => {
  await ask(app);
  return await ask(app);
};

const ANSWERS: readonly [reason: string, ask: Ask, env?: Record<string, string>][] = [
  ["bad_json", post('[{"msg":"a"},]')],
  ["bad_ndjson", post('{"msg":"a"}\n{"msg":', { "content-type": "application/x-ndjson" })],
  ["bad_csv", post('msg\n"abc', { "content-type": "text/csv" })],
  ["bad_utf8", post(new Uint8Array([...new TextEncoder().encode('{"a":"'), 0xff]))],
  ["bad_compression", post("[{}]", { ...JSON_TYPE, "content-encoding": "gzip" })],
  ["bad_header", post("[{}]", { ...JSON_TYPE, "x-emitter": "a b" })],
  ["no_credentials", post("[{}]"), ANY],
  ["bad_api_key", post("[{}]", { ...JSON_TYPE, "x-api-key": "nobody-1" }), ANY],
  ["wrong_emitter", post("[]", { ...JSON_TYPE, "x-api-key": KEY.key, "x-emitter": "x" }), API_KEY],
  ["cross_site", post("[]", { ...JSON_TYPE, origin: "http://evil.example" })],
  ["bad_signature", signed("[]", "[]", 0, "/v1/log"), HMAC],
  ["old_signature", post("[]", V1_SIGNED), HMAC],
  ["bad_digest", signed("[]", "[{}]"), HMAC],
  ["stale_timestamp", signed("[]", "[]", 301_000), HMAC],
  ["replayed_nonce", twice(signed("[]")), HMAC],
  ["body_too_large", post("[]", { ...JSON_TYPE, "content-length": "99999999" })],
  ["too_many_records", post("\na".repeat(10_001), { "content-type": "text/plain" })],
  ["unsupported_media_type", post("<a/>", { "content-type": "application/xml" })],
  ["unsupported_encoding", post("[]", { ...JSON_TYPE, "content-encoding": "br" })],
  ["invalid_records", post('[{},1,"x"]')],
  ["rate_limited", twice(post("[]")), POOR],
  ["no_such_route", (app) => app.get("/nope")],
  ["method_not_allowed", (app) => app.get("/v1/logs")],
];

for (const [reason, ask, env] of ANSWERS) {
  Deno.test(`what the gateway says of ${reason} is quoted`, async () => {
    await using app = await openGatewayApp({ clientsYaml: CLIENTS, ...(env && { env }) });
    const problem = await (await ask(app)).json();
    assert.equal(problem.reason, reason);
    assertQuoted(problem.detail);
  });
}

interface Refusal {
  readonly task: string;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Text of its `.env` file, in a folder of its own. */
  readonly dotenv?: string;
  readonly code: number;
}

/** Where nothing listens. */
const NOBODY = (() => {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return `http://127.0.0.1:${listener.addr.port}`;
})();
const WHO = ["--operator", "auditor", "--reason", "case 7"];
const RING = `k1:${"QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWY="}`;
const SEALING = { LOGOPS_ENCRYPT_PII: "true", LOGOPS_PII_INDEX: "true" };

/** What programs refuse to do, in a folder that `prepare` has laid out. */
const REFUSALS: readonly Refusal[] = [
  { task: "gateway", code: 1 },
  { task: "gateway", code: 1, env: { LOGOPS_SINK_DIR: "/var/log/app" } },
  { task: "gateway", code: 1, env: { LOGOPS_SINK_DIR: "data/b", LOGOPS_HOST: "192.0.2.1" } },
  {
    task: "gateway",
    code: 2,
    env: { LOGOPS_AUTH_MODE: "any", LOGOPS_CLIENTS_FILE: "config/clients.yaml" },
  },
  { task: "gateway", code: 2, env: { LOGOPS_PORT: "eighty" } },
  { task: "gateway", code: 2, env: { LOGOPS_ENCRYPT_PII: "true" } },
  { task: "gateway", code: 2, args: ["--check"], env: { LOGOPS_ENCRYPT_PI: "true" } },
  {
    task: "gateway",
    code: 2,
    args: ["--check"],
    dotenv: "LOGOPS_PORT=1\n\nLOGOPS_AUTH_MODE any\n",
  },
  { task: "gateway:workers", code: 2, env: { LOGOPS_ENCRYPT_PI: "true" } },
  { task: "scenario", code: 2, args: ["good.yaml"], env: { LOGOPS_ENCRYPT_PI: "true" } },
  { task: "orchestrator", code: 2, env: { LOGOPS_ENCRYPT_PI: "true" } },
  { task: "housekeeping", code: 2, env: { LOGOPS_ENCRYPT_PI: "true" } },
  { task: "keys", code: 2, args: ["new"], dotenv: "\n\nLOGOPS_SECRET_KEYS k1:c2VjcmV0\n" },
  {
    task: "gateway",
    code: 2,
    env: { ...SEALING, LOGOPS_SECRET_KEYS: RING, LOGOPS_PII_INDEX_KEYS: RING },
  },
  { task: "gateway", code: 2, env: { LOGOPS_WORKERS: "2" } },
  { task: "scenario", code: 2, args: ["mine.yaml"] },
  { task: "scenario", code: 2, args: ["good.yaml", "--verify", "data/none"] },
  { task: "scenario", code: 2, args: ["blind.yaml", "--url", NOBODY] },
  { task: "scenario", code: 2, args: ["good.yaml", "--url", NOBODY] },
  { task: "emit", code: 2, args: ["json", "--args", "pi_ratio=1"] },
  { task: "sign", code: 2 },
  { task: "orchestrator", code: 2, env: { LOGOPS_ORCH_HOST: "0.0.0.0" } },
  { task: "orchestrator", code: 2, env: { LOGOPS_ORCH_TARGETS: "https://logs.example.org" } },
  { task: "housekeeping", code: 1, env: { LOGOPS_SINK_DIR: "data/none" } },
  { task: "housekeeping", code: 3, args: ["--once"], env: { LOGOPS_SINK_DIR: "data/busy" } },
  { task: "keys", code: 1, args: ["rotate"] },
  { task: "unseal", code: 2, args: ["data"] },
  { task: "unseal", code: 2, args: [...WHO, "data"] },
  { task: "unseal", code: 2, args: [...WHO, "--index", "email:a@b.example", "data"] },
];

/** Lines that only lead elsewhere. */
const BESIDE =
  /^(Cannot read (.*settings|the keys):|See |Start them |Is LOGOPS_SINK_DIR|opened |audit log )/;

Deno.test("what programs say when they cannot do what was asked is quoted", async () => {
  const dir = await Deno.makeTempDir();
  const locks = await prepare(dir);
  const next = REFUSALS.values();
  const worker = async () => {
    for (const refusal of next) {
      const { code, lines } = await run(dir, refusal);
      assert.equal(code, refusal.code, `${JSON.stringify(refusal)}: ${lines.join("\n")}`);
      const told = lines.filter((line) => !BESIDE.test(line));
      assert.ok(told.length > 0, JSON.stringify(refusal));
      for (const line of told) assertQuoted(line);
    }
  };
  try {
    await Promise.all([worker(), worker(), worker()]);
  } finally {
    for (const lock of locks) lock.close();
    await Deno.remove(dir, { recursive: true });
  }
});

/** A journal and a sweep that others hold, and scenarios, a bad one and good ones. */
async function prepare(dir: string): Promise<Deno.FsFile[]> {
  await Deno.copyFile(new URL("deno.json", ROOT), `${dir}/deno.json`);
  await Deno.mkdir(`${dir}/data/ingest`, { recursive: true });
  await Deno.mkdir(`${dir}/data/busy`);
  await Deno.writeTextFile(`${dir}/data/ingest/.journal.lock`, "8656\n");
  await Deno.writeTextFile(`${dir}/data/busy/.housekeeping.lock`, "");
  const scenario = (eps: number) =>
    `name: a\nduration_sec: 1\nemitters:
  - name: json
    eps: ${eps}\n`;
  await Deno.writeTextFile(`${dir}/mine.yaml`, scenario(-3));
  await Deno.writeTextFile(`${dir}/good.yaml`, scenario(1));
  const blind = scenario(1).replace("name: mine", "name: blind");
  await Deno.writeTextFile(
    `${dir}/blind.yaml`,
    `${blind}expect: { lost_max: 0, corrupted_max: 0 }\n`,
  );
  const names = ["ingest/.journal.lock", "busy/.housekeeping.lock"];
  const locks = names.map((name) => Deno.openSync(`${dir}/data/${name}`, { write: true }));
  for (const lock of locks) lock.lockSync(true);
  return locks;
}

/** The environment without settings of whoever runs the tests. */
const OURS = Object.fromEntries(
  Object.entries({ ...Deno.env.toObject(), NO_COLOR: "1" })
    .filter(([name]) => !name.startsWith("LOGOPS_")),
);

async function run(shared: string, { task, args = [], env = {}, dotenv }: Refusal) {
  const dir = dotenv === undefined ? shared : await Deno.makeTempDir({ dir: shared });
  if (dotenv !== undefined) {
    await Deno.copyFile(`${shared}/deno.json`, `${dir}/deno.json`);
    await Deno.writeTextFile(`${dir}/.env`, dotenv);
  }
  const command = TASKS[task]!.command.split(" ").slice(2);
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "--quiet", "--config", `${dir}/deno.json`],
      ...["--lock", new URL("deno.lock", ROOT).pathname, "--frozen", ...command.slice(0, -1)],
      ...[new URL(command.at(-1)!, ROOT).pathname, ...args],
    ],
    cwd: dir,
    env: { ...OURS, ...env },
    clearEnv: true,
  }).output();
  const text = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes)).join("\n");
  const lines = text.split("\n").filter((line) => line !== "");
  return { code, lines: lines.map(messageOf) };
}

/** A line of a log says it in `detail`. */
function messageOf(line: string): string {
  return line.startsWith("{") ? JSON.parse(line).detail ?? "" : line.trim();
}
