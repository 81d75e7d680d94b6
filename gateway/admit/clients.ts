/**
 * The clients file: who may send, as whom, and how much. Strict YAML; every error names its place
 * and never a key or secret.
 *
 * ```yaml
 * clients:
 *   - id: shop                 # for people: logs and metrics
 *     key: shop-2f6c9e04       # sent as X-Api-Key
 *     secret: 9a1c…            # signs requests; needed for hmac
 *     emitter: shop            # the one X-Emitter it may speak for; "*" for any
 *     limits:                  # optional; each overrides a LOGOPS_RATE_LIMIT_… setting
 *       requests_per_sec: 100
 *       requests_burst: 200
 *       bytes_per_sec: 1000000
 *       bytes_burst: 4000000
 *     bad_records: quarantine  # optional; instead of LOGOPS_BAD_RECORDS
 * ```
 */
import { hintFor, isSameText, knownKeys } from "../../contract/mod.ts";
import { createHmac } from "node:crypto";
import { type Document, isMap, isScalar, LineCounter, parseDocument } from "yaml";
import { z } from "zod";

/** May speak for any emitter. */
export const ANY_EMITTER = "*";

/** What becomes of a record that cannot be stored: the batch is refused, or it is kept apart. */
export const BAD_RECORDS = ["refuse", "quarantine"] as const;

const KEY_LENGTH_MIN = 8;
const SECRET_LENGTH_MIN = 16;

const Limits = z.strictObject({
  requests_per_sec: z.number().positive().optional(),
  requests_burst: z.number().positive().optional(),
  bytes_per_sec: z.number().positive().optional(),
  bytes_burst: z.number().positive().optional(),
});

const Client = z.strictObject({
  id: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/),
  key: z.string().min(KEY_LENGTH_MIN),
  secret: z.string().min(SECRET_LENGTH_MIN).optional(),
  emitter: z.string().regex(/^(\*|[A-Za-z0-9][A-Za-z0-9._:-]{0,127})$/),
  limits: Limits.default({}),
  bad_records: z.enum(BAD_RECORDS).optional(),
});
export type Client = z.infer<typeof Client>;

const ClientsFile = z.strictObject({ clients: z.array(Client).min(1) });

/** Clients, found by the key that they present. */
export interface Clients {
  readonly count: number;
  /** Takes as long for a wrong key as for a right one, however much of it is right. */
  byKey(key: string): Client | undefined;
  byId(id: string): Client | undefined;
}

export type ClientsResult =
  | { readonly ok: true; readonly clients: Clients }
  | { readonly ok: false; readonly problems: readonly string[] };

/** Reads the text of a clients file; `file` is its name in errors, `salt` is random bytes. */
export function readClients(text: string, file: string, salt: Uint8Array): ClientsResult {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const at = (offset: number, message: string) => {
    const { line, col } = lines.linePos(offset);
    return `Cannot read clients file ${file}:${line}:${col}: ${message}`;
  };
  if (document.errors.length > 0) {
    // The parser's own messages can quote the line, which may hold a secret: the code is enough.
    const problems = document.errors.map(({ pos, code }) =>
      at(pos[0], `not valid YAML (${code.toLowerCase().replaceAll("_", " ")})`)
    );
    return { ok: false, problems };
  }
  const parsed = ClientsFile.safeParse(document.toJS());
  if (!parsed.success) {
    // An unknown key first: a misspelt one is also a missing one.
    const issues = parsed.error.issues.toSorted((a, b) =>
      Number(b.code === "unrecognized_keys") - Number(a.code === "unrecognized_keys")
    );
    const problems = issues.flatMap((issue) =>
      issue.code === "unrecognized_keys"
        ? unknownKeys(document, issue).map(({ offset, message }) => at(offset, message))
        : [at(offsetOf(document, pathOf(issue)), describeIssue(issue))]
    );
    return { ok: false, problems };
  }
  const twins = findTwins(parsed.data.clients).map(({ index, field }) => {
    const node = document.getIn(["clients", index, field], true);
    return at(startOf(node) ?? 0, `'${field}' is another client's already`);
  });
  if (twins.length > 0) return { ok: false, problems: twins };
  return { ok: true, clients: createClients(parsed.data.clients, salt) };
}

function createClients(clients: readonly Client[], salt: Uint8Array): Clients {
  // A digest under a random key tells an attacker who measures look-ups nothing about real keys.
  const digest = (key: string) => createHmac("sha256", salt).update(key).digest("base64");
  const byDigest = new Map(clients.map((client) => [digest(client.key), client]));
  return {
    count: clients.length,
    byId: (id) => clients.find((client) => client.id === id),
    byKey(key) {
      const client = byDigest.get(digest(key));
      return client !== undefined && isSameText(client.key, key) ? client : undefined;
    },
  };
}

function findTwins(clients: readonly Client[]): { index: number; field: "id" | "key" }[] {
  return (["id", "key"] as const).flatMap((field) => {
    const seen = new Set<string>();
    return clients.flatMap((client, index) => {
      const isTwin = seen.has(client[field]);
      seen.add(client[field]);
      return isTwin ? [{ index, field }] : [];
    });
  });
}

function describeIssue(issue: z.core.$ZodIssue): string {
  const name = issue.path.findLast((part) => typeof part === "string") ?? "clients";
  switch (issue.code) {
    case "too_small":
      return `'${String(name)}' must have at least ${issue.minimum} ${
        issue.origin === "string" ? "characters" : "entries, or be above that number"
      }`;
    case "invalid_format":
      return `'${String(name)}' must be letters, digits and . _ -`;
    case "invalid_type":
      return `'${String(name)}' must be a ${issue.expected}`;
    default:
      return `'${String(name)}' is not valid`;
  }
}

/** Each at its own place: that of the item would be lines above. */
function unknownKeys(document: Document, issue: z.core.$ZodIssueUnrecognizedKeys) {
  const path = pathOf(issue);
  const around = path.length === 0 ? document.contents : document.getIn(path, true);
  return issue.keys.map((name) => {
    const pair = isMap(around)
      ? around.items.find(({ key }) => isScalar(key) && String(key.value) === name)
      : undefined;
    const hint = hintFor(name, knownKeys(ClientsFile, path));
    return {
      offset: startOf(pair?.key) ?? offsetOf(document, path),
      message: `unknown key '${name}'${hint === undefined ? "" : ` (${hint})`}`,
    };
  });
}

function pathOf(issue: z.core.$ZodIssue): (string | number)[] {
  return issue.path.filter((part) => typeof part !== "symbol");
}

function offsetOf(document: Document, path: readonly (string | number)[]): number {
  for (let length = path.length; length >= 0; length--) {
    const start = startOf(document.getIn(path.slice(0, length), true));
    if (start !== undefined) return start;
  }
  return 0;
}

function startOf(node: unknown): number | undefined {
  if (typeof node !== "object" || node === null || !("range" in node)) return undefined;
  return Array.isArray(node.range) ? node.range[0] as number : undefined;
}
