/**
 * Reads a request body into memory: bounded in bytes as sent and as inflated, and in what all of
 * them and each sender may hold at once and for how long (`receiving.ts`), so that no client can
 * make the gateway hold more than it said.
 *
 * Encodings: identity, gzip (RFC 1952), deflate (zlib, RFC 1950, and the raw form that some clients
 * send under that name), zstd (RFC 8878).
 */
import { fail, type Failure, ok, type Result } from "../../contract/mod.ts";
import type { IncomingBody, IncomingRequest } from "../incoming_request.ts";
import type { Receiving, Reception } from "./receiving.ts";
import { isWholeZstd } from "./zstd_frame.ts";
import { promisify } from "node:util";
import { gunzip, inflate as inflateZlib, inflateRaw, zstdDecompress } from "node:zlib";

export interface BodyLimits {
  readonly bodyBytesMax: number;
  readonly decodedBytesMax: number;
}

type Bytes = Uint8Array<ArrayBuffer>;

/** Says why a body must not be taken, as it was sent. */
export type BodyCheck = (sent: Bytes) => Promise<Failure | undefined> | undefined;

/** A body in memory. `release` gives its bytes back and must be called. */
export interface Body {
  readonly bytes: Bytes;
  readonly release: () => void;
}

/** A body that is there already. */
const NO_BODY: IncomingBody = {
  remaining: 0,
  received: 0,
  read: () => Promise.resolve(undefined),
  cancel() {},
};

/**
 * Reads and inflates the body of `request`. `check` sees the body as it was sent, before anything
 * is spent on inflating it.
 */
export async function readBody(
  request: IncomingRequest,
  limits: BodyLimits,
  { receiving, sender }: { receiving: Receiving; sender: string },
  check: BodyCheck = () => undefined,
): Promise<Result<Body>> {
  const encoding = encodingOf(request.headers.get("content-encoding"));
  if (!encoding.ok) return encoding;
  const { bodyBytesMax } = limits;
  const body = request.body ?? NO_BODY;
  const claimBytes = body.remaining ?? bodyBytesMax;
  if (claimBytes > bodyBytesMax) return tooLarge("body_too_large", bodyBytesMax);

  const reception = receiving.begin(sender, claimBytes, body);
  let isKept = false;
  try {
    const sent = await collect(body, bodyBytesMax, reception);
    reception.arrived();
    const opened = sent.ok
      ? await openSent(sent.value, encoding.value, check, limits, reception)
      : sent;
    isKept = opened.ok;
    return opened.ok ? ok({ bytes: opened.value, release: reception.release }) : opened;
  } finally {
    if (!isKept) reception.release();
  }
}

async function openSent(
  sent: Bytes,
  encoding: Encoding | undefined,
  check: BodyCheck,
  { decodedBytesMax }: BodyLimits,
  reception: Reception,
): Promise<Result<Bytes>> {
  const refusal = await check(sent);
  if (refusal !== undefined) return fail(refusal);
  return encoding === undefined
    ? ok(sent)
    : await inflate(sent, encoding, decodedBytesMax, reception);
}

/** What `Content-Encoding` may be, as it is documented; `x-gzip` is an old name of `gzip`. */
export const ENCODINGS = ["identity", "gzip", "deflate", "zstd"] as const;
type Encoding = Exclude<typeof ENCODINGS[number], "identity">;

function encodingOf(header: string | null): Result<Encoding | undefined> {
  const name = (header ?? "identity").trim().toLowerCase();
  if (name === "" || name === "identity") return ok(undefined);
  if (name === "gzip" || name === "x-gzip") return ok("gzip");
  if (name === "deflate" || name === "zstd") return ok(name);
  return fail({
    kind: "unsupported_encoding",
    detail: `Content-Encoding must be one of ${ENCODINGS.join(", ")}`,
  });
}

function tooLarge(kind: "body_too_large" | "decoded_too_large", limit: number): Result<never> {
  return fail({ kind, limit });
}

/** The first block of a body that is read; each further one is twice as large, up to a bound. */
const BLOCK_BYTES_MIN = 64 * 1024;
const BLOCK_BYTES_MAX = 512 * 1024;

/** Reads until the end or a limit; on a limit the rest is not read. */
async function collect(
  body: IncomingBody,
  bytesMax: number,
  reception: Reception,
): Promise<Result<Bytes>> {
  const blocks: Bytes[] = [];
  let length = 0;
  let blockBytes = BLOCK_BYTES_MIN;
  while (true) {
    // One byte more than a body of unknown length may have tells that it has too many.
    const wanted = Math.min(body.remaining ?? bytesMax + 1 - length, blockBytes);
    if (wanted === 0) return ok(joined(blocks, length));
    const refusal = reception.take(wanted);
    if (refusal !== undefined) return fail(refusal);
    const block = await body.read(wanted).catch((error: Error) => error);
    if (block instanceof Error) return fail(reception.ended ?? failureOf(block));
    reception.give(wanted - (block?.byteLength ?? 0));
    if (block === undefined) return ok(joined(blocks, length));
    length += block.byteLength;
    if (length > bytesMax) return tooLarge("body_too_large", bytesMax);
    blocks.push(block);
    blockBytes = Math.min(2 * blockBytes, BLOCK_BYTES_MAX);
  }
}

function failureOf(error: Error & { readonly kind?: unknown }): Failure {
  if (error.kind === "bad_framing") {
    return { kind: "bad_framing", detail: "The body is not in chunks as Transfer-Encoding says" };
  }
  if (error.kind === "cancelled") {
    return {
      kind: "body_gave_way",
      detail: "No connection is left while this body is arriving: send it again",
      retryAfterSec: 1,
    };
  }
  return {
    kind: "body_timeout",
    detail: "The connection ended before the whole body had arrived",
  };
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

const NO_MEMORY_LEFT: Failure = {
  kind: "queue_full",
  detail: "There is no memory to inflate the body in",
  retryAfterSec: 1,
};

/** Nothing is inflated before there is room for what may come out. */
async function inflate(
  sent: Uint8Array,
  encoding: Encoding,
  bytesMax: number,
  reception: Reception,
): Promise<Result<Bytes>> {
  const format = encoding !== "deflate" ? encoding : hasZlibHeader(sent) ? "zlib" : "raw";
  const invalid = fail({ kind: "bad_compression", detail: `The body is not valid ${encoding}` });
  if (format === "zstd" && !isWholeZstd(sent)) return invalid;
  let guess = Math.max(INFLATE_GUESS_BYTES_MIN, sent.byteLength * INFLATE_RATIO_GUESS);
  while (true) {
    const outputMax = Math.min(bytesMax, guess);
    const reserved = outputMax * INFLATE_COPIES;
    const refusal = reception.take(reserved);
    if (refusal !== undefined) return fail(refusal);
    try {
      const inflated = await DECOMPRESS[format](sent, { maxOutputLength: outputMax }) as Bytes;
      reception.give(reserved - inflated.byteLength);
      return ok(inflated);
    } catch (error) {
      reception.give(reserved);
      const { code, message } = error as NodeJS.ErrnoException;
      if (code === "Z_MEM_ERROR" || NO_MEMORY.test(message)) return fail(NO_MEMORY_LEFT);
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
