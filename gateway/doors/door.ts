/**
 * A door takes a dialect as its own specification has it and answers as its clients expect; between the
 * two every batch walks the one way: admit → transcribe → journal → receipt.
 *
 * ```
 * POST /loki/api/v1/push ── exchange ── reader(body) ──► transcribe ──► journal
 *        204, or what Loki says ◄── accepted, refused ◄──────────────── receipt
 * ```
 *
 * A door is one file with one entry in the list in `mod.ts`.
 */
import type { Failure } from "../../contract/mod.ts";
import type { BodyFormat } from "../decode/mod.ts";
import { detailOf, headersOf, statusOf } from "../http_status.ts";
import type { IncomingRequest } from "../incoming_request.ts";
import type { Receipt } from "../receipt.ts";
import type { BodyReader } from "../transcribe/mod.ts";

/** One request and its answer, in the dialect of its door. */
export interface Exchange {
  /** Why the body is not even to be read, if so: its type, for one. */
  readonly refusal?: Failure | undefined;
  /** How to read a body, once it is there. */
  reader(body: Uint8Array): BodyFormat | BodyReader;
  /** Whether what is answered is known only once the body was read. */
  readonly tellsOfRecords?: boolean;
  accepted(receipt: Receipt): Response;
  refused(failure: Failure): Response;
}

/** What a request is to be told that brings no batch. */
export interface PlainDeps {
  readonly version: string;
  /** Why no batch would be taken now, if so. */
  readonly unavailable: () => Failure | undefined;
  /** Why this sender may not ask, if so. */
  readonly refusalOf: (request: IncomingRequest) => Failure | undefined;
}

export interface DoorRoute {
  readonly method: "GET" | "POST" | "PUT";
  /** As OpenAPI spells it: `/{index}/_bulk`. */
  readonly path: string;
  readonly summary: string;
  /** Content types that its bodies may have, with what is in them. */
  readonly bodies?: Readonly<Record<string, string>>;
  /** What it answers where nothing is wrong; without a type there is no body. */
  readonly answers: Readonly<Record<number, readonly [description: string, type?: string]>>;
  /** Content type of what it answers where a batch is refused, or a question. */
  readonly errorType: string;
  /** Takes a batch… */
  readonly open?: (request: IncomingRequest) => Exchange;
  /** …or tells what clients ask beside that. */
  readonly tell?: (request: IncomingRequest, deps: PlainDeps) => Response | Promise<Response>;
}

export interface Door {
  /** As `LOGOPS_DOORS` and the label `door` of metrics name it. */
  readonly name: string;
  readonly title: string;
  /** Where its dialect is written down. */
  readonly specification: string;
  /** Made once for each gateway: some doors remember what they have promised. */
  readonly routes?: () => readonly DoorRoute[];
  /** What of `POST /v1/logs` is of this dialect; `undefined` for any other. */
  readonly openShared?: (request: IncomingRequest) => Exchange | undefined;
  /** Content types that it adds there, with what is in them. */
  readonly sharedBodies?: Readonly<Record<string, string>>;
  /** What it answers there where a batch is stored, if not with 200. */
  readonly sharedSuccess?: Readonly<Record<number, string>>;
  /** Content types of its answers there, with what is in them. */
  readonly sharedAnswers?: Readonly<Record<string, string>>;
}

/** Agents give up what is answered 408; what came too slowly can be sent again. */
const AGENT_RETRY_SEC = "1";

/** Status and headers for clients that try again by themselves on 429 and 503 alone. */
export function agentAnswer(
  failure: Failure,
): { readonly status: number; readonly headers: Record<string, string> } {
  const status = statusOf(failure);
  if (status !== 408) return { status, headers: headersOf(failure) };
  return { status: 503, headers: { "retry-after": AGENT_RETRY_SEC } };
}

export function jsonAnswer(
  value: unknown,
  status = 200,
  headers: Readonly<Record<string, string>> = {},
): Response {
  return new Response(JSON.stringify(value), {
    status,
    headers: { "content-type": "application/json", ...headers },
  });
}

export { detailOf };

/** The media type alone, in lower case. */
export function mediaTypeOf(request: IncomingRequest): string {
  return (request.headers.get("content-type") ?? "").split(";", 1)[0]!.trim().toLowerCase();
}
