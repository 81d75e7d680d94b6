/** Lines out of answers over HTTP, as they come: an answer may be longer than memory. */
import { gunzipSync, zstdDecompressSync } from "node:zlib";
import { type FoundLine, LINES_MAX, type ReaderDeps, StoreUnreadable } from "./reader.ts";

const ANSWER_TIMEOUT_MS = 120_000;
const ANSWER_BYTES_MAX = 256 * 2 ** 20;
const LINE_LENGTH_MAX = 64 * 2 ** 20;

/** An answer of 2xx; throws `StoreUnreadable` for any other, and for none. */
export async function answerOf(
  { fetch }: Pick<ReaderDeps, "fetch">,
  request: Request | URL | string,
  init: RequestInit = {},
): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(request, {
      redirect: "manual",
      ...init,
      signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS),
    });
  } catch (error) {
    throw new StoreUnreadable(reasonOf(error));
  }
  if (response.ok) return response;
  await response.body?.cancel();
  throw new StoreUnreadable(`answered ${response.status}`);
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return "no answer";
  if (error.name === "NotCapable") return "this process may not reach the host";
  if (error.name === "TimeoutError") return `no answer within ${ANSWER_TIMEOUT_MS / 1000} s`;
  const text = `${error.message} ${error.cause instanceof Error ? error.cause.message : ""}`;
  if (/refused/i.test(text)) return "connection refused";
  if (/dns|resolve|lookup|name or service/i.test(text)) return "the host's name does not resolve";
  return "no answer: the connection broke";
}

export async function jsonOf(response: Response): Promise<unknown> {
  try {
    return JSON.parse(await textOf(response));
  } catch (error) {
    if (error instanceof StoreUnreadable) throw error;
    throw new StoreUnreadable("the answer is no JSON");
  }
}

export async function textOf(response: Response): Promise<string> {
  return new TextDecoder().decode(await bytesOf(response));
}

export async function bytesOf(response: Response): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = await response.bytes().catch(() => {
    throw new StoreUnreadable("the answer was cut short");
  });
  if (bytes.length > ANSWER_BYTES_MAX) {
    throw new StoreUnreadable(`an answer has more than ${ANSWER_BYTES_MAX} bytes`);
  }
  return bytes;
}

/** The lines of an answer that hold `containing`. */
export async function* linesOfAnswer(
  response: Response,
  { part, group, containing }: { readonly part: string; group: number; containing: string },
): AsyncGenerator<FoundLine[]> {
  let rest = "";
  let before = 0;
  const take = (lines: readonly string[]) => {
    const first = before + 1;
    before += lines.length;
    return lines.flatMap((text, i) =>
      text.includes(containing) ? [{ part, group, number: first + i, text }] : []
    );
  };
  if (response.body === null) return;
  try {
    for await (const text of response.body.pipeThrough(new TextDecoderStream())) {
      const lines = (rest + text).split("\n");
      rest = lines.pop()!;
      if (rest.length > LINE_LENGTH_MAX) throw new StoreUnreadable("a line has no end");
      const found = take(lines);
      for (let at = 0; at < found.length; at += LINES_MAX) yield found.slice(at, at + LINES_MAX);
    }
  } catch (error) {
    if (error instanceof StoreUnreadable) throw error;
    throw new StoreUnreadable("the answer was cut short");
  }
  const last = take([rest]);
  if (last.length > 0) yield last;
}

/** An object's text, unpacked as its first bytes say: gzip, zstd, or as it is. */
export function unpacked(bytes: Uint8Array<ArrayBuffer>): string {
  const decoder = new TextDecoder();
  try {
    if (bytes[0] === 0x1f && bytes[1] === 0x8b) return decoder.decode(gunzipSync(bytes));
    if (bytes[0] === 0x28 && bytes[1] === 0xb5 && bytes[2] === 0x2f && bytes[3] === 0xfd) {
      return decoder.decode(zstdDecompressSync(bytes));
    }
  } catch {
    throw new StoreUnreadable("an object is packed and cannot be unpacked");
  }
  return decoder.decode(bytes);
}
