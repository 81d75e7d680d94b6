/**
 * Splunk's HTTP Event Collector (docs.splunk.com, "HTTP Event Collector REST API endpoints"): events and
 * raw lines, with its codes, and acknowledgements where a client names a channel.
 */
import type { Failure } from "../../../contract/mod.ts";
import { createTextLines } from "../../decode/mod.ts";
import { statusOf } from "../../http_status.ts";
import type { IncomingRequest } from "../../incoming_request.ts";
import { readTextLines } from "../../transcribe/mod.ts";
import { agentAnswer, type Door, type DoorRoute, type Exchange, jsonAnswer } from "../door.ts";
import { type SharedFields, withFields } from "../wire/shared_fields.ts";
import { type Acks, createAcks } from "./acks.ts";
import { type HecFault, type HecOutcome, readEvents } from "./event_reader.ts";

const JSON_TYPE = "application/json";
const ASK_BYTES_MAX = 64 * 1024;
const CHANNEL_CHARS_MAX = 128;
/** What a request for raw lines may say of all of them. */
const ABOUT = ["host", "source", "sourcetype", "index"] as const;

const NO_CHANNEL: HecFault = { code: 10, text: "Data channel is missing" };

function openEvents(request: IncomingRequest, acks: Acks): Exchange {
  const outcome: HecOutcome = { fault: undefined };
  return {
    reader: () => ({
      format: "json",
      read: (body, batch, tools) => readEvents(body, batch, tools, outcome),
    }),
    accepted: () => success(request, acks),
    refused: (failure) => refused(failure, outcome.fault),
  };
}

function openRaw(request: IncomingRequest, acks: Acks): Exchange {
  const query = new URL(request.url).searchParams;
  const fields: SharedFields = ABOUT.flatMap((name) => {
    const value = query.get(name);
    return value === null ? [] : [[name, value] as const];
  });
  const outcome: HecOutcome = { fault: undefined };
  return {
    reader: () => ({
      format: "text",
      read(body, batch, tools) {
        const decoded = tools.text(body);
        if (!decoded.ok) return decoded.failure;
        const { source, replaced } = decoded.value;
        batch.counts.replaced += replaced;
        const lines = createTextLines(source.text, tools);
        const failure = readTextLines(source, withFields(batch, fields), lines);
        if (failure !== undefined || batch.records > 0) return failure;
        outcome.fault = { code: 5, text: "No data" };
        return { kind: "bad_envelope", detail: "The body has no line" };
      },
    }),
    accepted: () => success(request, acks),
    refused: (failure) => refused(failure, outcome.fault),
  };
}

function success(request: IncomingRequest, acks: Acks): Response {
  const channel = channelOf(request);
  const ack = channel === undefined ? {} : { ackId: acks.next(channel) };
  return jsonAnswer({ text: "Success", code: 0, ...ack });
}

function channelOf(request: IncomingRequest): string | undefined {
  const channel = request.headers.get("x-splunk-request-channel") ??
    new URL(request.url).searchParams.get("channel");
  return channel === null || channel === "" ? undefined : channel.slice(0, CHANNEL_CHARS_MAX);
}

function refused(failure: Failure, fault = faultOf(failure)): Response {
  const { status, headers } = agentAnswer(failure);
  const { code, text, event } = fault;
  const where = event === undefined ? {} : { "invalid-event-number": event };
  // Splunk says 403 to a token that is none, and 401 where there is no token.
  return jsonAnswer({ text, code, ...where }, code === 4 ? 403 : status, headers);
}

function faultOf(failure: Failure): HecFault {
  switch (statusOf(failure)) {
    case 401:
      return failure.kind === "no_credentials"
        ? { code: 2, text: "Token is required" }
        : { code: 4, text: "Invalid token" };
    case 403:
      return { code: 4, text: "Invalid token" };
    case 408:
    case 429:
    case 503:
      return { code: 9, text: "Server is busy" };
    default:
      return { code: 6, text: "Invalid data format" };
  }
}

async function tellAcks(request: IncomingRequest, acks: Acks): Promise<Response> {
  const channel = channelOf(request);
  const text = await textOf(request);
  const numbers = text === undefined ? undefined : numbersIn(text);
  if (channel === undefined) return jsonAnswer(NO_CHANNEL, 400);
  if (numbers === undefined) return jsonAnswer({ text: "Invalid data format", code: 6 }, 400);
  return jsonAnswer({ acks: acks.known(channel, numbers) });
}

async function textOf({ body }: IncomingRequest): Promise<string | undefined> {
  let text = "";
  const decoder = new TextDecoder();
  while (body !== null && text.length < ASK_BYTES_MAX) {
    const block = await body.read(ASK_BYTES_MAX).catch(() => undefined);
    if (block === undefined) return text;
    text += decoder.decode(block, { stream: true });
  }
  return undefined;
}

function numbersIn(text: string): number[] | undefined {
  try {
    const { acks } = JSON.parse(text) as { acks?: unknown };
    const isList = Array.isArray(acks) && acks.every((one) => Number.isSafeInteger(one));
    return isList ? acks as number[] : undefined;
  } catch {
    return undefined;
  }
}

function routesOf(acks: Acks): DoorRoute[] {
  const batch = (
    path: string,
    summary: string,
    type: string,
    open: NonNullable<DoorRoute["open"]>,
  ): DoorRoute => ({
    ...{ method: "POST", path, summary: `HEC: ${summary}`, open, errorType: JSON_TYPE },
    bodies: { [type]: summary },
    answers: { 200: ["Stored: code 0, and ackId where a channel is named", JSON_TYPE] },
  });
  const events = (request: IncomingRequest) => openEvents(request, acks);
  const raw = (request: IncomingRequest) => openRaw(request, acks);
  const base = "/services/collector";
  return [
    ...["", "/event", "/event/1.0"].map((end) =>
      batch(base + end, "events, one object after the other", JSON_TYPE, events)
    ),
    ...["/raw", "/raw/1.0"].map((end) => batch(base + end, "lines", "text/plain", raw)),
    {
      ...{ method: "POST", path: `${base}/ack`, errorType: JSON_TYPE },
      summary: "HEC: which batches of a channel are stored",
      bodies: { [JSON_TYPE]: '{"acks":[0,1]}' },
      answers: { 200: ["By number", JSON_TYPE] },
      tell(request, { refusalOf }) {
        const failure = refusalOf(request);
        return failure === undefined ? tellAcks(request, acks) : refused(failure);
      },
    },
    {
      ...{ method: "GET", path: `${base}/health`, errorType: JSON_TYPE },
      summary: "HEC: whether events would be taken",
      answers: { 200: ["They would", JSON_TYPE] },
      tell(_request, { unavailable }) {
        const failure = unavailable();
        if (failure === undefined) return jsonAnswer({ text: "HEC is healthy", code: 17 });
        const { headers } = agentAnswer(failure);
        return jsonAnswer({ text: "HEC is unhealthy, queues are full", code: 18 }, 503, headers);
      },
    },
  ];
}

export const splunkHec: Door = {
  name: "splunk_hec",
  title: "Splunk HEC",
  specification: "https://docs.splunk.com/Documentation/Splunk/latest/Data/HECRESTendpoints",
  routes: () => routesOf(createAcks()),
};
