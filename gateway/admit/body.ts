/**
 * Reads a request body into memory: bounded in bytes as sent and as inflated, bounded in time, and
 * bounded over all requests together, so that no client can make the gateway hold more than it said.
 *
 * Encodings: identity, gzip (RFC 1952), deflate (zlib, RFC 1950, and the raw form that some clients
 * send under that name), zstd (RFC 8878).
 */
import { fail, type Failure, ok, type Result } from "../../contract/mod.ts";
import { isWholeZstd } from "./zstd_frame.ts";
import { promisify } from "node:util";
import { gunzip, inflate as inflateZlib, inflateRaw, zstdDecompress } from "node:zlib";

export interface BodyLimits {
  readonly bodyBytesMax: number;
  readonly decodedBytesMax: number;
  readonly timeoutMs: number;
}

/** Bytes that all requests together may hold. */
export interface BodyBudget {
  /** Takes `bytes` from the budget; false when they are not there. */
  take(bytes: number): boolean;
  give(bytes: number): void;
}

type Bytes = Uint8Array<ArrayBuffer>;

/** Says why a body must not be taken, as it was sent. */
export type BodyCheck = (sent: Bytes) => Promise<Failure | undefined> | undefined;

/** A body in memory. `release` gives its bytes back to the budget and must be called once. */
export interface Body {
  readonly bytes: Bytes;
  readonly release: () => void;
}

export function createBodyBudget(bytesMax: number): BodyBudget {
  let held = 0;
  return {
    take(bytes) {
      if (held + bytes > bytesMax) return false;
      held += bytes;
      return true;
    },
    give: (bytes) => void (held -= bytes),
  };
}

/**
 * Reads and inflates the body of `request`. `check` sees the body as it was sent, before anything
 * is spent on inflating it.
 */
export async function readBody(
  request: Request,
  limits: BodyLimits,
  budget: BodyBudget,
  check: BodyCheck = () => undefined,
): Promise<Result<Body>> {
  const encoding = encodingOf(request.headers.get("content-encoding"));
  if (!encoding.ok) return encoding;
  const declared = Number(request.headers.get("content-length") ?? 0);
  if (declared > limits.bodyBytesMax) return tooLarge("body_too_large", limits.bodyBytesMax);

  const lease = createLease(budget);
  const sent = request.body === null
    ? ok(new Uint8Array(0))
    : await readSent(request.body, limits, lease);
  let isKept = false;
  try {
    const body = sent.ok ? await openSent(sent.value, encoding.value, check, limits, lease) : sent;
    isKept = body.ok;
    return body.ok ? ok({ bytes: body.value, release: lease.release }) : body;
  } finally {
    if (!isKept) lease.release();
  }
}

async function openSent(
  sent: Bytes,
  encoding: Encoding | undefined,
  check: BodyCheck,
  { decodedBytesMax }: BodyLimits,
  lease: Lease,
): Promise<Result<Bytes>> {
  const refusal = await check(sent);
  if (refusal !== undefined) return fail(refusal);
  return encoding === undefined ? ok(sent) : await inflate(sent, encoding, decodedBytesMax, lease);
}

type Encoding = "gzip" | "deflate" | "zstd";

function encodingOf(header: string | null): Result<Encoding | undefined> {
  const name = (header ?? "identity").trim().toLowerCase();
  if (name === "" || name === "identity") return ok(undefined);
  if (name === "gzip" || name === "x-gzip") return ok("gzip");
  if (name === "deflate" || name === "zstd") return ok(name);
  return fail({
    kind: "unsupported_encoding",
    detail: "Content-Encoding must be one of identity, gzip, deflate, zstd",
  });
}

function tooLarge(kind: "body_too_large" | "decoded_too_large", limit: number): Result<never> {
  return fail({ kind, limit });
}

/** What one request holds of the budget. */
interface Lease {
  take(bytes: number): boolean;
  /** Gives back a part. */
  give(bytes: number): void;
  release(): void;
}

function createLease(budget: BodyBudget): Lease {
  let held = 0;
  return {
    take(bytes) {
      const taken = budget.take(bytes);
      if (taken) held += bytes;
      return taken;
    },
    give(bytes) {
      held -= bytes;
      budget.give(bytes);
    },
    release() {
      budget.give(held);
      held = 0;
    },
  };
}

const BUDGET_SPENT: Failure = {
  kind: "queue_full",
  detail: "Too many bytes are being received at once",
  retryAfterSec: 1,
};

async function readSent(
  stream: ReadableStream<Bytes>,
  limits: BodyLimits,
  lease: Lease,
): Promise<Result<Bytes>> {
  const reader = stream.getReader();
  let timedOut = false;
  const timer = setTimeout(() => {
    timedOut = true;
    reader.cancel().catch(() => {});
  }, limits.timeoutMs);
  const sent = await collect(reader, limits.bodyBytesMax, lease)
    .catch(() => fail(bodyCut))
    .finally(() => clearTimeout(timer));
  return timedOut ? fail(bodyLate(limits.timeoutMs)) : sent;
}

const bodyCut: Failure = {
  kind: "body_timeout",
  detail: "The connection ended before the whole body had arrived",
};

function bodyLate(timeoutMs: number): Failure {
  return {
    kind: "body_timeout",
    detail: `The body did not arrive within ${timeoutMs / 1000} seconds`,
  };
}

/** Reads until the end or a limit; on a limit the rest is not read. */
async function collect(
  reader: ReadableStreamDefaultReader<Bytes>,
  bytesMax: number,
  lease: Lease,
): Promise<Result<Bytes>> {
  const chunks: Bytes[] = [];
  let length = 0;
  while (true) {
    const { done, value } = await reader.read();
    if (done) return ok(joined(chunks, length));
    length += value.byteLength;
    const refused = length > bytesMax
      ? tooLarge("body_too_large", bytesMax)
      : lease.take(value.byteLength)
      ? undefined
      : fail(BUDGET_SPENT);
    if (refused !== undefined) {
      reader.cancel().catch(() => {});
      return refused;
    }
    chunks.push(value);
  }
}

function joined(chunks: readonly Bytes[], length: number): Bytes {
  if (chunks.length === 1) return chunks[0]!;
  const whole = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.byteLength;
  }
  return whole;
}

const DECOMPRESS = {
  gzip: promisify(gunzip),
  zlib: promisify(inflateZlib),
  raw: promisify(inflateRaw),
  zstd: promisify(zstdDecompress),
} as const;

/** First guess of how much a body grows; most logs stay below it. */
const INFLATE_RATIO_GUESS = 20;
const INFLATE_GUESS_BYTES_MIN = 64 * 1024;
/** Each further guess is this many times the last. */
const INFLATE_GUESS_STEP = 8;
/** A decompressor holds its output twice: in pieces, and joined. */
export const INFLATE_COPIES = 2;

/** zlib's codes for bytes that are no stream, or no whole one. Any other is not the sender's fault. */
const DATA_ERRORS: ReadonlySet<string> = new Set(["Z_DATA_ERROR", "Z_BUF_ERROR", "Z_NEED_DICT"]);
/** The runtime gives zstd's errors no code, and libzstd's own words in the message. */
const ZSTD_ERROR = /^Zstd decompress error: /;
const NO_MEMORY = /^Zstd decompress error: Allocation error/;

/** Nothing is inflated before the budget has room for what may come out. */
async function inflate(
  sent: Uint8Array,
  encoding: Encoding,
  bytesMax: number,
  lease: Lease,
): Promise<Result<Bytes>> {
  const format = encoding !== "deflate" ? encoding : hasZlibHeader(sent) ? "zlib" : "raw";
  const invalid = fail({ kind: "bad_compression", detail: `The body is not valid ${encoding}` });
  if (format === "zstd" && !isWholeZstd(sent)) return invalid;
  let guess = Math.max(INFLATE_GUESS_BYTES_MIN, sent.byteLength * INFLATE_RATIO_GUESS);
  while (true) {
    const outputMax = Math.min(bytesMax, guess);
    const reserved = outputMax * INFLATE_COPIES;
    if (!lease.take(reserved)) return fail(BUDGET_SPENT);
    try {
      const inflated = await DECOMPRESS[format](sent, { maxOutputLength: outputMax }) as Bytes;
      lease.give(reserved - inflated.byteLength);
      return ok(inflated);
    } catch (error) {
      lease.give(reserved);
      const { code, message } = error as NodeJS.ErrnoException;
      if (code === "Z_MEM_ERROR" || NO_MEMORY.test(message)) return fail(BUDGET_SPENT);
      if (DATA_ERRORS.has(code ?? "") || ZSTD_ERROR.test(message)) return invalid;
      if (code !== "ERR_BUFFER_TOO_LARGE") throw error;
      if (outputMax === bytesMax) return tooLarge("decoded_too_large", bytesMax);
      guess *= INFLATE_GUESS_STEP;
    }
  }
}

/** RFC 1950, section 2.2: method 8, and the first two bytes are a multiple of 31. */
function hasZlibHeader([first = 0, second = 0]: Uint8Array): boolean {
  return (first & 15) === 8 && (first * 256 + second) % 31 === 0;
}
