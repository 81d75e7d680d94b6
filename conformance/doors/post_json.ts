/** A POST of JSON, of which the status counts. */
import type { CarryAnswer } from "./door.ts";

export async function postJson(
  url: string,
  value: unknown,
  signal: AbortSignal,
): Promise<CarryAnswer> {
  const answer = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(value),
    redirect: "manual",
    signal,
  });
  await answer.body?.cancel();
  return { status: answer.status, retryAfter: answer.headers.get("retry-after") ?? undefined };
}
