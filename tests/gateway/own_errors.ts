/** Rows of the error table that are the gateway's own: 5xx. */
import type { GatewayApp } from "./app.ts";
import {
  BODY,
  type ErrorRow,
  hurried,
  JSON_TYPE,
  post,
  type RowClock,
  SHOP,
  signed,
  stream,
} from "./error_row.ts";
import { createKeyRing } from "../../contract/mod.ts";
import type { Claims } from "../../gateway/once/mod.ts";
import assert from "node:assert/strict";
import { join } from "node:path";

const DAY_MS = 86_400_000;
const KEY = Uint8Array.from({ length: 32 }, (_, i) => i);
/** The cipher takes no key of 16 bytes. */
const SHORT_KEYS = createKeyRing([{ kid: "k1", bytes: () => KEY.slice(16) }]);

export const OWN_ERRORS: readonly ErrorRow[] = [
  {
    title: "a key that stands for another body",
    status: 422,
    reason: "idempotency_key_reused",
    adapt: claimed({ kind: "stored", mark: { id: "", body: "of another", receipt: {} } }),
    send: (app) => app.post("[]", { ...JSON_TYPE, "idempotency-key": "k" }),
  },
  {
    title: "a batch that another worker is storing",
    status: 503,
    reason: "batch_in_flight",
    adapt: claimed({ kind: "busy" }),
    send: (app) => app.post("[]", { ...JSON_TYPE, "idempotency-key": "k" }),
    headers: { "retry-after": "1" },
  },
  {
    title: "bodies that together are more than the gateway holds",
    status: 503,
    reason: "queue_full",
    env: {
      LOGOPS_INFLIGHT_BYTES_MAX: "1MiB",
      LOGOPS_BODY_BYTES_MAX: "512KiB",
      LOGOPS_DECODED_BYTES_MAX: "256KiB",
      LOGOPS_SENDER_BYTES_SHARE_PCT: "100",
    },
    send: (app) => besideHeld(app),
    headers: { "retry-after": "1" },
  },
  {
    title: "a sender of more at once than its share",
    status: 503,
    reason: "sender_bytes_full",
    env: { LOGOPS_BODY_BYTES_MAX: "512KiB", LOGOPS_SENDER_BYTES_SHARE_PCT: "1" },
    send: (app) => besideHeld(app),
    headers: { "retry-after": "1" },
  },
  {
    title: "a body that stops, once another needs the memory",
    status: 503,
    reason: "body_gave_way",
    env: { LOGOPS_BODY_BYTES_MAX: "512KiB", LOGOPS_SENDER_BYTES_SHARE_PCT: "1" },
    adapt: hurried,
    send: async (app) => {
      const { held, endAll } = await holdTwo(app);
      await new Promise((resolve) => setTimeout(resolve, 600)); // six seconds of theirs
      const other = await app.post(stream(400, 1024), JSON_TYPE);
      assert.equal(other.status, 400);
      endAll();
      return await held[0]!;
    },
    headers: { "retry-after": "1" },
  },
  {
    title: "a gateway that is shutting down",
    status: 503,
    reason: "draining",
    send: async (app) => {
      await app.closeJournal();
      assert.equal((await app.get("/readyz")).status, 503);
      return app.post(BODY, JSON_TYPE);
    },
    headers: { "retry-after": "5" },
  },
  {
    title: "a full disk",
    status: 503,
    reason: "disk_full",
    isSkipped: Deno.build.os !== "linux",
    send: (app, clock) => withNextFile(app, clock, (path) => Deno.symlink("/dev/full", path)),
    headers: { "retry-after": "5" },
  },
  {
    title: "a journal file that cannot be opened",
    status: 503,
    reason: "journal_error",
    send: (app, clock) => withNextFile(app, clock, (path) => Deno.mkdir(path)),
    headers: { "retry-after": "5" },
  },
  {
    title: "a record that cannot be sealed",
    status: 503,
    reason: "seal_failed",
    env: { LOGOPS_ENCRYPT_PII: "true", LOGOPS_SECRET_KEYS: `k1:${KEY.toBase64()}` },
    adapt: (deps) => ({ ...deps, settings: { ...deps.settings, LOGOPS_SECRET_KEYS: SHORT_KEYS } }),
    send: post('[{"msg":"from jo@example.com"}]', JSON_TYPE),
    says: "none of the batch was stored",
    headers: { "retry-after": "5" },
  },
  {
    title: "a signed batch while nonces cannot be checked",
    status: 503,
    reason: "state_unavailable",
    env: { LOGOPS_AUTH_MODE: "hmac" },
    kv: () => Promise.reject(new Error("database is gone")),
    send: async (app) => app.post(BODY, { ...JSON_TYPE, ...await signed() }),
    headers: { "retry-after": "1" },
  },
  {
    title: "a question for the sum of workers whose supervisor is silent",
    status: 503,
    reason: "no_supervisor",
    isNoBatch: true,
    adapt: (deps) => ({ ...deps, exposition: () => Promise.resolve(undefined) }),
    send: (app) => app.get("/metrics"),
    headers: { "retry-after": "1" },
  },
  {
    title: "a batch that meets a bug",
    status: 500,
    reason: "internal",
    env: { LOGOPS_AUTH_MODE: "api_key" },
    adapt: (deps) => ({
      ...deps,
      clients() {
        throw new TypeError("cannot read 'hello' of undefined");
      },
    }),
    async send(app) {
      const answer = await app.post(BODY, { ...JSON_TYPE, "x-api-key": SHOP.key });
      const [line = "", ...others] = app.log.filter((each) => each.includes("error-1"));
      assert.deepEqual(others, []);
      const { level, error, stack } = JSON.parse(line);
      assert.deepEqual([level, error], ["ERROR", "TypeError"]);
      assert.match(String(stack), /gateway\/admit\/auth\.ts/);
      assert.ok(!line.includes("hello"), "a message may quote what was sent");
      return answer;
    },
    says: "error-1",
    extra: { id: "error-1" },
  },
];

/** Posts a batch on the next day, with something in the way of that day's file. */
async function withNextFile(
  app: GatewayApp,
  clock: RowClock,
  obstruct: (path: string) => Promise<void>,
): Promise<Response> {
  const path = join(app.sinkDir, "20260502.ndjson");
  await obstruct(path);
  clock.nowMs += DAY_MS;
  const answer = await app.post(BODY, JSON_TYPE);
  await app.closeJournal();
  await Deno.remove(path);
  return answer;
}

/** A body that has arrived but for its end, which comes after `isSeen`. */
function heldStream(
  bytes: number,
  onRead: () => void,
  isSeen: Promise<void>,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  let pulls = 0;
  return new ReadableStream({
    async pull(controller) {
      if (pulls++ === 0) return controller.enqueue(new Uint8Array(bytes).fill(0x78));
      onRead();
      await isSeen;
      controller.close();
    },
  }, { highWaterMark: 0 });
}

const HELD_BYTES = 400 * 1024;

/** Two bodies of which the last kilobyte does not come until `endAll`, and then not either. */
async function holdTwo(app: GatewayApp) {
  const { promise: isSeen, resolve: endAll } = Promise.withResolvers<void>();
  const arrived = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const headers = { ...JSON_TYPE, "content-length": String(HELD_BYTES + 1024) };
  const held = arrived.map(({ resolve }) =>
    app.post(heldStream(HELD_BYTES, resolve, isSeen), headers)
  );
  await Promise.all(arrived.map(({ promise }) => promise));
  return { held, endAll };
}

/** What a third body is answered. */
async function besideHeld(app: GatewayApp): Promise<Response> {
  const { held, endAll } = await holdTwo(app);
  const answer = await app.post(stream(400, 1024), JSON_TYPE);
  endAll();
  for (const { status } of await Promise.all(held)) assert.equal(status, 400);
  return answer;
}

/** What the other workers say of every key. */
function claimed(
  claim: Awaited<ReturnType<Claims["claim"]>>,
): NonNullable<ErrorRow["adapt"]> {
  return (deps) => ({ ...deps, claims: { claim: () => Promise.resolve(claim), settle() {} } });
}
