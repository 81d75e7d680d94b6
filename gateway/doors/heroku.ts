/**
 * Heroku's HTTPS log drains (devcenter.heroku.com, "Log Drains"): `application/logplex-1`, messages with a
 * count of octets before each, on `/v1/logs`.
 *
 * ```
 * 83 <40>1 2012-11-30T06:45:29+00:00 host app web.3 - State changed from starting to up
 * ```
 *
 * They are syslog of RFC 5424 but for the structured data, which is left out.
 */
import { detailOf } from "../http_status.ts";
import type { IncomingRequest } from "../incoming_request.ts";
import { agentAnswer, type Door, type Exchange, mediaTypeOf } from "./door.ts";
import { findMessages } from "./syslog/framing.ts";
import { createMessages, messagesReader } from "./wire/messages.ts";

const LOGPLEX_TYPE = "application/logplex-1";
const TEXT_TYPE = "text/plain";

function open(request: IncomingRequest): Exchange | undefined {
  if (mediaTypeOf(request) !== LOGPLEX_TYPE) return undefined;
  return {
    reader(body) {
      const messages = createMessages();
      const end = findMessages(body, body.length, body.length, messages);
      if (end === body.length) return messagesReader(messages);
      const detail = "The body is not in frames: each must be '<octets> <message>'";
      return { format: "text", read: () => ({ kind: "bad_envelope", detail }) };
    },
    accepted: () => new Response(null, { status: 204 }),
    refused(failure) {
      const { status, headers } = agentAnswer(failure);
      const type = { "content-type": `${TEXT_TYPE}; charset=utf-8` };
      return new Response(`${detailOf(failure)}\n`, { status, headers: { ...type, ...headers } });
    },
  };
}

export const heroku: Door = {
  name: "heroku",
  title: "Heroku logplex",
  specification: "https://devcenter.heroku.com/articles/log-drains#https-drains",
  openShared: open,
  sharedBodies: { [LOGPLEX_TYPE]: "Heroku: frames of '<octets> <message>'" },
  sharedSuccess: { 204: "Stored, to Heroku" },
  sharedAnswers: { [TEXT_TYPE]: "Why a drain's frames are refused" },
};
