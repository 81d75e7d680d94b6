/**
 * The fields of a request body: JSON from clients, or a form from our own pages. A form carries
 * `HX-Request`, which a foreign page cannot set without asking first, and then is refused.
 */
import { z } from "zod";
import { problemsOfIssues } from "../scenario/mod.ts";
import { fail, type WebResult } from "./failure.ts";

/** A scenario may have 256 Ki characters, each of which a form may write as `%E2%82%AC`. */
export const BODY_BYTES_MAX = 2 * 1024 * 1024;

export async function readFields<T>(
  request: Request,
  schema: z.ZodType<T>,
): Promise<WebResult<T>> {
  const type = request.headers.get("content-type")?.split(";")[0]?.trim().toLowerCase() ?? "";
  const text = await boundedText(request);
  if (text === undefined) {
    return fail("body_too_large", `A body may have ${BODY_BYTES_MAX} bytes at most`);
  }
  if (type === "application/json") {
    try {
      return checked(JSON.parse(text), schema);
    } catch {
      return fail("bad_request", "The body is not JSON");
    }
  }
  const isForm = type === "application/x-www-form-urlencoded";
  if (isForm && request.headers.get("hx-request") === "true") {
    return checked(fromForm(new URLSearchParams(text)), schema);
  }
  return fail("unsupported_media_type", "The body must be application/json");
}

function checked<T>(value: unknown, schema: z.ZodType<T>): WebResult<T> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return { ok: true, value: parsed.data };
  const problems = problemsOfIssues(parsed.error.issues, schema).map(({ path, message, hint }) =>
    path.length === 0
      ? "The body must be an object"
      : hint === undefined
      ? message
      : `${message} (${hint})`
  );
  return fail("bad_request", problems.join("; "));
}

const NUMBERS: ReadonlySet<string> = new Set(["rate_factor", "duration_sec", "factor", "eps"]);
const FLAGS: ReadonlySet<string> = new Set(["verify", "dry_run"]);

/** Empty fields are absent; numbers and flags become what they say. */
function fromForm(form: URLSearchParams): Record<string, unknown> {
  const fields: Record<string, unknown> = {};
  for (const [name, text] of form) {
    if (text.trim() === "") continue;
    fields[name] = NUMBERS.has(name)
      ? Number(text)
      : FLAGS.has(name)
      ? text === "true"
      : name === "seed" && /^-?\d{1,15}$/.test(text.trim())
      ? Number(text)
      : text;
  }
  return fields;
}

/** `undefined` when there are more bytes than may be. */
async function boundedText({ body, headers }: Request): Promise<string | undefined> {
  if (Number(headers.get("content-length") ?? 0) > BODY_BYTES_MAX) {
    await body?.cancel();
    return undefined;
  }
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let bytes = 0;
  for await (const chunk of body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > BODY_BYTES_MAX) return undefined;
    chunks.push(chunk);
  }
  return await new Blob(chunks).text();
}
