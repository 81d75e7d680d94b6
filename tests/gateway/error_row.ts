/** A row of the gateway's error table: what is sent, and all that the answer must say. */
import { signedHeaders } from "../../contract/mod.ts";
import type { GatewayApp, GatewayAppOptions } from "./app.ts";

export const JSON_TYPE = { "content-type": "application/json" };
export const NOW_MS = Date.parse("2026-05-01T10:00:00Z");
export const SHOP = { key: "shop-key-1", secret: "shop-secret-0123456789" };
export const BODY = '[{"msg":"hello"}]';

/** The gateway's clock, which a row may move. */
export interface RowClock {
  nowMs: number;
}

export interface ErrorRow extends Pick<GatewayAppOptions, "env" | "kv" | "adapt"> {
  readonly title: string;
  readonly status: number;
  readonly reason: string;
  readonly send: (app: GatewayApp, clock: RowClock) => Promise<Response>;
  /** Part of the detail, and so of what a person reads. */
  readonly says?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly extra?: Readonly<Record<string, unknown>>;
  /** Not a batch, so it is no rejection. */
  readonly isNoBatch?: true;
  /** The system has no such fault to offer. */
  readonly isSkipped?: boolean;
}

/** A gateway whose clock runs ten times as fast, for what takes seconds. */
export const hurried: NonNullable<ErrorRow["adapt"]> = (deps) => ({
  ...deps,
  monotonicMs: () => 10 * performance.now(),
});

export function post(body: BodyInit, headers: Readonly<Record<string, string>>) {
  return (app: GatewayApp) => app.post(body, headers);
}

/** Headers that prove `SHOP`, for `BODY` as JSON where `changes` say nothing else. */
export async function signed(changes: Partial<SignedParts> = {}) {
  return await signedHeaders({
    method: "POST",
    url: "http://localhost/v1/logs",
    headers: JSON_TYPE,
    body: new TextEncoder().encode(BODY),
    nowMs: NOW_MS,
    nonce: "nonce-0123456789abcdef",
    ...changes,
  }, SHOP);
}

type SignedParts = Parameters<typeof signedHeaders>[0];

/** A body whose length nobody declared. */
export function stream(
  chunks: number,
  chunkBytes: number,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  let left = chunks;
  return new ReadableStream({
    pull(controller) {
      if (left-- === 0) controller.close();
      else controller.enqueue(new Uint8Array(chunkBytes));
    },
  });
}
