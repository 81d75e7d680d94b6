/**
 * Elasticsearch's bulk API, and what its clients ask before they use it: version, licence, health; and
 * templates, which are acknowledged and have no effect, as there is no index.
 *
 * ```
 * POST /_bulk, /{index}/_bulk   → {"took":0,"errors":false,"items":[{"create":{"status":201,…}}]}
 * ```
 */
import type { Failure } from "../../../contract/mod.ts";
import type { IncomingRequest } from "../../incoming_request.ts";
import {
  agentAnswer,
  detailOf,
  type Door,
  type DoorRoute,
  type Exchange,
  jsonAnswer,
  mediaTypeOf,
} from "../door.ts";
import { type BulkItem, readBulk } from "./bulk_reader.ts";

/** Clients refuse to talk to what does not say that it is one. */
const PRODUCT = { "x-elastic-product": "Elasticsearch" };
/** A version whose bulk API this is; clients compare its first number with their own. */
const SPOKEN_VERSION = "8.19.0";

const TYPES: Readonly<Record<string, string>> = {
  "application/x-ndjson": "Lines of actions and documents",
  "application/json": "The same",
  "application/vnd.elasticsearch+x-ndjson": "The same",
  "application/vnd.elasticsearch+json": "The same",
};
const JSON_TYPE = "application/json";

function openBulk(request: IncomingRequest): Exchange {
  const items: BulkItem[] = [];
  const index = indexIn(request.url);
  const type = mediaTypeOf(request);
  const detail = `Content-Type must be one of ${Object.keys(TYPES).join(", ")}`;
  return {
    refusal: type in TYPES ? undefined : { kind: "unsupported_media_type", detail },
    reader: () => ({
      format: "ndjson",
      read: (body, batch, tools) => readBulk(body, batch, tools, { index, items }),
    }),
    tellsOfRecords: true,
    accepted: () => bulkAnswer(items),
    refused: failureAnswer,
  };
}

/** The first part of the path, unless it is the API's own. */
function indexIn(url: string): string | undefined {
  const [, first = ""] = new URL(url).pathname.split("/");
  if (first.startsWith("_")) return undefined;
  try {
    return decodeURIComponent(first);
  } catch {
    return first;
  }
}

function bulkAnswer(items: readonly BulkItem[]): Response {
  const hasErrors = items.some(({ reason }) => reason !== undefined);
  const written = items.map((item) => {
    const { name, index, id } = item.action;
    const about = { _index: index, _id: id };
    const result = item.reason === undefined
      ? { result: "created", status: 201 }
      : { status: 400, error: { type: "illegal_argument_exception", reason: item.reason } };
    return { [name]: { ...about, ...result } };
  });
  return jsonAnswer({ took: 0, errors: hasErrors, items: written }, 200, PRODUCT);
}

const TYPE_BY_STATUS: Readonly<Record<number, string>> = {
  400: "parse_exception",
  401: "security_exception",
  403: "security_exception",
  413: "content_too_long_exception",
  415: "media_type_header_exception",
  429: "es_rejected_execution_exception",
  503: "unavailable_shards_exception",
};

function failureAnswer(failure: Failure): Response {
  const { status, headers } = agentAnswer(failure);
  const cause = {
    type: TYPE_BY_STATUS[status] ?? "illegal_argument_exception",
    reason: detailOf(failure),
  };
  const body = { error: { root_cause: [cause], ...cause }, status };
  return jsonAnswer(body, status, { ...headers, ...PRODUCT });
}

const INFO = {
  name: "logops",
  cluster_name: "logops",
  cluster_uuid: "_na_",
  version: {
    ...{ number: SPOKEN_VERSION, build_flavor: "default", build_type: "tar" },
    ...{ build_hash: "0", build_date: "2026-01-01T00:00:00.000Z", build_snapshot: false },
    ...{ lucene_version: "9.12.0", minimum_wire_compatibility_version: "7.17.0" },
    minimum_index_compatibility_version: "7.0.0",
  },
  tagline: "You Know, for Search",
};
const LICENSE = {
  license: { status: "active", uid: "0", type: "basic", mode: "basic" },
};

/** What is told to who asks `path`, whatever it brings. */
function tells(
  method: DoorRoute["method"],
  path: string,
  summary: string,
  value: unknown,
): DoorRoute {
  return {
    method,
    path,
    summary: `Elasticsearch: ${summary}`,
    answers: { 200: [summary, JSON_TYPE] },
    errorType: JSON_TYPE,
    tell(request, { refusalOf }) {
      const refusal = refusalOf(request);
      return refusal === undefined ? jsonAnswer(value, 200, PRODUCT) : failureAnswer(refusal);
    },
  };
}

const bulkRoutes = (["POST", "PUT"] as const).flatMap((method) =>
  ["/_bulk", "/{index}/_bulk"].map((path): DoorRoute => ({
    method,
    path,
    summary: "Elasticsearch: store documents",
    bodies: TYPES,
    answers: { 200: ["An item of each action: 201, or 400 with the reason", JSON_TYPE] },
    errorType: JSON_TYPE,
    open: openBulk,
  }))
);

const ACKNOWLEDGED = { acknowledged: true };

export const elasticsearch: Door = {
  name: "elasticsearch",
  title: "Elasticsearch bulk",
  specification: "https://www.elastic.co/docs/api/doc/elasticsearch/operation/operation-bulk",
  routes: () => [
    ...bulkRoutes,
    tells("GET", "/", "which version is spoken", INFO),
    tells("GET", "/_license", "the licence", LICENSE),
    tells("GET", "/_cluster/health", "health", { cluster_name: "logops", status: "green" }),
    tells("PUT", "/_index_template/{name}", "a template, which has no effect", ACKNOWLEDGED),
    tells("PUT", "/_template/{name}", "a template, which has no effect", ACKNOWLEDGED),
    tells("PUT", "/_ilm/policy/{name}", "a policy, which has no effect", ACKNOWLEDGED),
  ],
};
