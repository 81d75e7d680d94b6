/** What the OpenAPI document says of refusals: problem details, by status. */
import { titleOf } from "./http_status.ts";
import { earlyReasonsByStatus } from "./listen/mod.ts";

type Content = Readonly<Record<string, object>>;

/** What clients act on, by the status that it comes with. */
const ANSWER_HEADERS: Readonly<Record<number, Readonly<Record<string, string>>>> = {
  401: { "WWW-Authenticate": 'LogOps realm="logops"' },
  429: {
    "Retry-After": "Seconds after which the same request is let in",
    "X-RateLimit-Limit":
      "How many requests or bytes a second are allowed; unit in the body says which",
    "X-RateLimit-Remaining": "How many of them are left now",
  },
  503: { "Retry-After": "Seconds after which to try again" },
};

/** Those of `reasons`, with what any request may be answered that cannot be read. */
export function problemAnswers(reasons: ReadonlyMap<number, readonly string[]> = new Map()) {
  const early = earlyReasonsByStatus();
  const statuses = new Set([...reasons.keys(), ...early.keys()]);
  return Object.fromEntries([...statuses].map((status) => {
    const all = new Set([...reasons.get(status) ?? [], ...early.get(status) ?? []]);
    return [status, problemAnswer(status, `${titleOf(status)}: ${[...all].join(", ")}`)];
  }));
}

export function problemAnswer(status: number, description: string) {
  const headers = Object.entries(ANSWER_HEADERS[status] ?? {}).map(([name, meaning]) => [
    name,
    { description: meaning, schema: { type: "string" } },
  ]);
  return {
    description,
    ...(headers.length === 0 ? {} : { headers: Object.fromEntries(headers) }),
    content: {
      "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } },
    },
  };
}

export const INTERNAL = problemAnswer(
  500,
  "internal: a bug; the log has it under the id in the body",
);

/** Answers that may have other content too. */
export function withContent<T extends { readonly content: Content }>(
  answers: Readonly<Record<string, T>>,
  content: Content,
): Record<string, T> {
  return Object.fromEntries(
    Object.entries(answers).map(([status, answer]) => [
      status,
      { ...answer, content: { ...answer.content, ...content } },
    ]),
  );
}
