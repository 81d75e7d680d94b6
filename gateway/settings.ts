/**
 * Every setting of the gateway, described once. From here come the parser, `--check`,
 * `.env.example` and `docs/settings.md`.
 */
import {
  BODY_BYTES_MAX_DEFAULT,
  bytes,
  flag,
  keyRing,
  list,
  ROTATIONS,
  sharesKey,
  wholeNumber,
} from "../contract/mod.ts";
import { AUTH_MODES, BAD_RECORDS, INFLATE_COPIES, NAME } from "./admit/mod.ts";
import { DOOR_NAMES } from "./doors/mod.ts";
import { FSYNC_MODES } from "./journal/mod.ts";
import { PII_KINDS } from "./protect/mod.ts";
import { z } from "zod";

const KIB = 1024;
const MIB = 1024 * KIB;

export const GatewaySettings = z.object({
  LOGOPS_HOST: z.string().default("127.0.0.1")
    .describe("Address to listen on; 0.0.0.0 or :: opens the gateway to the network"),
  LOGOPS_PORT: wholeNumber(0, 65_535).default(8080)
    .describe("Port to listen on; 0 picks a free one, which the start line in the log names"),
  LOGOPS_WORKERS: wholeNumber(1, 64).default(1).describe(
    "Processes that share the port, one for each core; more than 1 take `deno task gateway:workers`",
  ),

  LOGOPS_CONNECTIONS_MAX: wholeNumber(1, 1_000_000).default(10_000).describe(
    "Connections held open at once; the one that is idle longest gives way, else a new one is 503",
  ),
  LOGOPS_CONNECTIONS_PER_ADDRESS_MAX: wholeNumber(0, 1_000_000).default(1000).describe(
    "Of these, from one IP address; 0 sets no bound (behind a proxy all have the proxy's address)",
  ),
  LOGOPS_HEAD_TIMEOUT_SEC: wholeNumber(1, 3600).default(10).describe(
    "Seconds from the opening of a connection, or the first byte of a request, to the end of its head; then 408",
  ),
  LOGOPS_IDLE_TIMEOUT_SEC: wholeNumber(1, 86_400).default(75).describe(
    "Seconds that a connection may wait for its next request, or let an answer wait; then it is closed",
  ),

  LOGOPS_SINK_FILE: flag().default(true)
    .describe("Keep records in journal files; false accepts, counts and drops them"),
  LOGOPS_SINK_DIR: z.string().default("./data/ingest").describe("Folder of the journal files"),
  LOGOPS_SINK_ROTATE: z.enum(ROTATIONS).default("day")
    .describe("A new journal file each UTC day or hour"),
  LOGOPS_SINK_FSYNC: z.enum(FSYNC_MODES).default("batch").describe(
    "When records are forced to disk: before each 2xx (batch), by the clock (interval), or never by us",
  ),
  LOGOPS_SINK_FSYNC_INTERVAL_MS: wholeNumber(10, 60_000).default(1000)
    .describe("Milliseconds between syncs when LOGOPS_SINK_FSYNC is interval"),
  LOGOPS_SINK_PENDING_BYTES_MAX: bytes(64 * KIB).default(64 * MIB)
    .describe("Bytes that may wait for the disk; more is answered 503"),

  LOGOPS_IDEMPOTENCY_WINDOW_HOURS: wholeNumber(0, 720).default(24).describe(
    "Hours for which a batch that is sent again with its Idempotency-Key is not stored again; 0: keys " +
      "are not looked at (docs/idempotency.md)",
  ),
  LOGOPS_IDEMPOTENCY_KEYS_MAX: wholeNumber(1000, 1_000_000_000).default(10_000_000)
    .describe(
      "Keys that are known at once, 16 bytes of memory each; beyond it the oldest are forgotten",
    ),
  LOGOPS_IDEMPOTENCY_BY_BODY: flag().default(false).describe(
    "A batch without a key is known by its sender and its bytes: the same bytes are stored once",
  ),

  LOGOPS_BODY_BYTES_MAX: bytes(1 * KIB, 1024 * MIB).default(BODY_BYTES_MAX_DEFAULT)
    .describe("Largest request body as sent; more is answered 413"),
  LOGOPS_DECODED_BYTES_MAX: bytes(1 * KIB, 256 * MIB).default(32 * MIB)
    .describe("Largest request body after decompression; more is answered 413"),
  LOGOPS_BATCH_RECORDS_MAX: wholeNumber(1, 1_000_000).default(10_000)
    .describe("Most records in one request; more is answered 413"),
  LOGOPS_BAD_RECORDS: z.enum(BAD_RECORDS).default("refuse").describe(
    "Records that cannot be stored: the batch is refused, or they are kept apart and the others stored; " +
      "a client may have its own (docs/lines.md)",
  ),
  LOGOPS_QUARANTINE_DIR: z.string().default("./data/quarantine")
    .describe("Folder of the records that are kept apart"),
  LOGOPS_BAD_BYTES: z.enum(["replace", "refuse"]).default("replace").describe(
    "Bytes of text and CSV that are no UTF-8: U+FFFD in their place, counted; or the body is refused",
  ),
  LOGOPS_JOIN_LINES: flag().default(true).describe(
    "Join lines of text that go on with the one before: stack traces, indented lines (docs/lines.md)",
  ),
  LOGOPS_INFLIGHT_BYTES_MAX: bytes(1 * MIB).default(128 * MIB)
    .describe("Bytes of request bodies held in memory at once; more is answered 503"),
  LOGOPS_SENDER_BYTES_SHARE_PCT: wholeNumber(1, 100).default(25).describe(
    "Of these, percent that bodies of one sender (client, else IP address) may hold while they arrive, but always one body of the largest size; more is answered 503",
  ),
  LOGOPS_BODY_TIMEOUT_SEC: wholeNumber(1, 3600).default(30)
    .describe("Seconds a client has to deliver its body; then 408"),
  LOGOPS_BODY_RATE_MIN_BYTES_PER_SEC: bytes(0).default(1 * KIB)
    .describe("Bytes a second that a body must come with at least; else 408; 0 sets no least rate"),
  LOGOPS_BODY_GRACE_SEC: wholeNumber(1, 3600).default(5)
    .describe("Seconds over which that rate is looked at, again and again"),
  LOGOPS_DRAIN_TIMEOUT_SEC: wholeNumber(1, 3600).default(20)
    .describe("Seconds that requests under way have to finish after SIGTERM"),

  LOGOPS_DOORS: list(z.enum([...DOOR_NAMES, "none"])).default([...DOOR_NAMES]).describe(
    `Dialects that are taken beside our own (docs/doors.md): any of ${
      DOOR_NAMES.join(", ")
    }; or none`,
  ),

  LOGOPS_TLS_CERT: z.string().optional().describe(
    "PEM file of the certificate, with its chain: HTTP and syslog over TLS, 1.2 at least; read again on SIGHUP",
  ),
  LOGOPS_TLS_KEY: z.string().optional().describe("PEM file of the certificate's private key"),

  LOGOPS_SYSLOG_TCP_PORT: wholeNumber(0, 65_535).optional()
    .describe("Port for syslog over TCP; unset: closed"),
  LOGOPS_SYSLOG_TLS_PORT: wholeNumber(0, 65_535).optional()
    .describe("Port for syslog over TLS; unset: closed"),
  LOGOPS_SYSLOG_UDP_PORT: wholeNumber(0, 65_535).optional()
    .describe("Port for syslog over UDP, which may lose what it is sent; unset: closed"),
  LOGOPS_SYSLOG_CLIENT: z.string().optional().describe(
    "Id of the client for whom syslog speaks, with its limits; needed unless LOGOPS_AUTH_MODE is none",
  ),
  LOGOPS_SYSLOG_EMITTER: z.string().regex(NAME).default("syslog")
    .describe("Emitter of syslog's records, unless its client has one"),
  LOGOPS_SYSLOG_MESSAGE_BYTES_MAX: bytes(1 * KIB, 1 * MIB).default(64 * KIB)
    .describe("Largest message of syslog over TCP and TLS; who sends a larger one is cut off"),

  LOGOPS_OTLP_GRPC_PORT: wholeNumber(0, 65_535).optional()
    .describe("Port for OTLP/gRPC, over TLS where a certificate is set; unset: closed"),
  LOGOPS_FORWARD_PORT: wholeNumber(0, 65_535).optional()
    .describe("Port for Fluent's forward protocol; unset: closed"),
  LOGOPS_FORWARD_CLIENT: z.string().optional().describe(
    "Id of the client for whom forward speaks, with its limits; needed unless LOGOPS_AUTH_MODE is none",
  ),
  LOGOPS_FORWARD_EMITTER: z.string().regex(NAME).default("forward")
    .describe("Emitter of forward's records, unless its client has one"),

  LOGOPS_AUTH_MODE: z.enum(AUTH_MODES).default("none").describe(
    "What a request must prove: nothing, a known key, a signature, or by client: a signature " +
      "where it has a secret, else its key",
  ),
  LOGOPS_SIGNATURE_V1: flag().default(false).describe(
    "Take signatures of the first form too, which leave out the headers and the query " +
      "(docs/signing.md)",
  ),
  LOGOPS_CLIENTS_FILE: z.string().optional()
    .describe("YAML file of clients; read again on SIGHUP. Needed unless LOGOPS_AUTH_MODE is none"),
  LOGOPS_RATE_LIMIT_REQUESTS_PER_SEC: wholeNumber(0, 1_000_000).default(0)
    .describe("Requests a second that one sender may make; 0 sets no limit"),
  LOGOPS_RATE_LIMIT_REQUESTS_BURST: wholeNumber(0, 10_000_000).default(0)
    .describe("Requests that may come at once after a quiet time; 0 means two seconds' worth"),
  LOGOPS_RATE_LIMIT_BYTES_PER_SEC: bytes(0).default(0)
    .describe("Body bytes a second that one sender may send; 0 sets no limit"),
  LOGOPS_RATE_LIMIT_BYTES_BURST: bytes(0).default(0)
    .describe("Body bytes that may come at once after a quiet time; 0 means two seconds' worth"),
  LOGOPS_KV_PATH: z.string().default("./data/kv/logops.sqlite3").describe(
    "Deno KV file that gateways share, for rate limits and nonces; opened when one is needed",
  ),

  LOGOPS_MASK: list(z.enum(PII_KINDS)).default([...PII_KINDS])
    .describe(`Kinds of PII to mask: any of ${PII_KINDS.join(", ")}`),
  LOGOPS_MASK_KEEP_FIELDS: list(z.string()).default([])
    .describe("Fields that masking leaves alone, by name or dotted path"),

  LOGOPS_ENCRYPT_PII: flag().default(false)
    .describe("Keep the originals of masked fields beside them, sealed (docs/sealing.md)"),
  LOGOPS_ENCRYPT_FIELDS: list(z.string()).default(["user_email", "client_ip"])
    .describe("Fields whose originals are sealed beside msg, by name or dotted path"),
  LOGOPS_SECRET_KEYS: keyRing().optional()
    .describe("Keys that seal PII: the first seals, all open (deno task keys new)"),
  LOGOPS_PII_INDEX: flag().default(false)
    .describe("Store keyed hashes of masked e-mail and IP addresses, to find a person's lines"),
  LOGOPS_PII_INDEX_KEYS: keyRing().optional()
    .describe("Keys of that index: the first writes, all find (deno task keys new --for index)"),

  LOGOPS_DEBUG_SAMPLE: flag().default(false)
    .describe("Show the first stored (masked) records of a batch in its answer"),
  LOGOPS_DEBUG_SAMPLE_SIZE: wholeNumber(1, 100).default(2).describe("How many records to show"),
  LOGOPS_LABEL_VALUES_MAX: wholeNumber(1, 100_000).default(200).describe(
    "Distinct values a client-sent metric label may take; the rest count as `other`",
  ),
}).superRefine((settings, context) => {
  const mustBeSet = (name: keyof typeof settings, isNeeded: boolean, why: string) => {
    if (!isNeeded || settings[name] !== undefined) return;
    context.addIssue({ code: "custom", path: [name], message: `must be set: ${why}` });
  };
  const isOpen = settings.LOGOPS_AUTH_MODE === "none";
  mustBeSet("LOGOPS_CLIENTS_FILE", !isOpen, `LOGOPS_AUTH_MODE is ${settings.LOGOPS_AUTH_MODE}`);
  mustBeSet(
    "LOGOPS_SECRET_KEYS",
    settings.LOGOPS_ENCRYPT_PII,
    "LOGOPS_ENCRYPT_PII is true (make one: deno task keys new --write .env)",
  );
  mustBeSet(
    "LOGOPS_PII_INDEX_KEYS",
    settings.LOGOPS_PII_INDEX,
    "LOGOPS_PII_INDEX is true (make one: deno task keys new --for index --write .env)",
  );
  mustBeSet("LOGOPS_TLS_KEY", settings.LOGOPS_TLS_CERT !== undefined, "LOGOPS_TLS_CERT is");
  mustBeSet("LOGOPS_TLS_CERT", settings.LOGOPS_TLS_KEY !== undefined, "LOGOPS_TLS_KEY is");
  const hasTls = settings.LOGOPS_SYSLOG_TLS_PORT !== undefined;
  mustBeSet("LOGOPS_TLS_CERT", hasTls, "LOGOPS_SYSLOG_TLS_PORT is");
  const hasSyslog = hasTls || settings.LOGOPS_SYSLOG_TCP_PORT !== undefined ||
    settings.LOGOPS_SYSLOG_UDP_PORT !== undefined;
  mustBeSet(
    "LOGOPS_SYSLOG_CLIENT",
    hasSyslog && !isOpen,
    "senders of syslog cannot say who they are",
  );
  mustBeSet(
    "LOGOPS_FORWARD_CLIENT",
    settings.LOGOPS_FORWARD_PORT !== undefined && !isOpen,
    "senders of forward do not say who they are",
  );
  const needed = settings.LOGOPS_BODY_BYTES_MAX +
    INFLATE_COPIES * settings.LOGOPS_DECODED_BYTES_MAX;
  if (settings.LOGOPS_INFLIGHT_BYTES_MAX < needed) {
    const message = `must hold the largest body and ${INFLATE_COPIES} copies of it inflated: ` +
      `at least ${needed} bytes, or lower LOGOPS_BODY_BYTES_MAX and LOGOPS_DECODED_BYTES_MAX`;
    context.addIssue({ code: "custom", path: ["LOGOPS_INFLIGHT_BYTES_MAX"], message });
  }
  const { LOGOPS_SECRET_KEYS: seals, LOGOPS_PII_INDEX_KEYS: indexes } = settings;
  if (seals !== undefined && indexes !== undefined && sharesKey(seals, indexes)) {
    const message = "must share no key with LOGOPS_SECRET_KEYS";
    context.addIssue({ code: "custom", path: ["LOGOPS_PII_INDEX_KEYS"], message });
  }
});
export type GatewaySettings = z.infer<typeof GatewaySettings>;
