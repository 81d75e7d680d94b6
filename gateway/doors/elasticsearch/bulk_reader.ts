/**
 * The bulk API's body: lines of actions, each of `index` and `create` with its document on the next line.
 *
 * ```
 * {"create":{"_index":"logs"}}        → status 201
 * {"@timestamp":"…","message":"hi"}
 * {"delete":{"_id":"7"}}              → status 400, and the others are stored
 * ```
 *
 * A document that cannot be stored is an item that says so; an action line that is none makes the rest
 * of the body unreadable, and refuses it.
 */
import type { Failure } from "../../../contract/mod.ts";
import { type BatchWriter, blanksEnd, BODY_START, type ReadTools } from "../../transcribe/mod.ts";

/** What became of an action; `reason` where nothing did. */
export interface BulkItem {
  readonly action: BulkAction;
  readonly reason: string | undefined;
}

export interface BulkAction {
  readonly name: string;
  readonly index: string;
  readonly id: string | undefined;
}

const NAMES: ReadonlySet<string> = new Set(["index", "create", "update", "delete"]);
const LF = 0x0a;
const OPEN_OBJECT = 0x7b;

/** Adds the documents of a body to the batch and an item of each action to `items`. */
export function readBulk(
  body: Uint8Array,
  batch: BatchWriter,
  tools: ReadTools,
  { index, items }: { readonly index: string | undefined; readonly items: BulkItem[] },
): Failure | undefined {
  const decoded = tools.json(body);
  if (!decoded.ok) return decoded.failure;
  const { source, replaced } = decoded.value;
  batch.counts.replaced += replaced;
  const { codes, text } = source;
  const { record } = batch;
  const last = codes.length - 1;
  const known = new Map<string, BulkAction>();
  let line = 1;

  for (let at = BODY_START; at < last;) {
    const end = codes.indexOf(LF, at);
    if (blanksEnd(codes, at) > end) {
      at = end + 1;
      line++;
      continue;
    }
    const action = actionOf(text.slice(at, end));
    if (action === undefined) {
      return badLine("must be one of index, create, update, delete, with an object");
    }
    at = end + 1;
    line++;
    if (action.name === "delete") {
      refuse(action, "documents are never deleted here");
      continue;
    }
    if (at >= last) return badLine("has no document on the next line");
    const documentEnd = codes.indexOf(LF, at);
    if (action.name === "update") refuse(action, "documents are never changed here");
    else {
      if (!batch.hasRoom()) return { kind: "too_many_records", limit: batch.recordsMax };
      document(action, at, documentEnd);
      if (!batch.isWithin()) return { kind: "decoded_too_large", limit: batch.linesCharsMax };
    }
    at = documentEnd + 1;
    line++;
  }
  if (items.length > 0) return undefined;
  return { kind: "bad_envelope", detail: "The body has no action: it must be lines of actions" };

  function document(action: BulkAction, start: number, end: number): void {
    const from = blanksEnd(codes, start);
    record.begin(source);
    const to = codes[from] === OPEN_OBJECT && from < end ? record.object(from) : -1;
    if (to < 0 || to > end || blanksEnd(codes, to) < end) {
      batch.bad?.add("bad_json", source, start, end);
      return refuse(action, "the document is no object of JSON, or nested too deep");
    }
    if (action.index !== "") {
      record.field("_index");
      record.text(action.index);
    }
    if (action.id !== undefined) {
      record.field("_id");
      record.text(action.id);
    }
    batch.add();
    items.push({ action, reason: undefined });
  }

  function refuse(action: BulkAction, reason: string): void {
    items.push({ action, reason });
  }

  /** Most actions of a body are the same. */
  function actionOf(text: string): BulkAction | undefined {
    const before = known.get(text);
    if (before !== undefined) return before;
    const action = readAction(text, index);
    if (action !== undefined && action.id === undefined) known.set(text, action);
    return action;
  }

  function badLine(must: string): Failure {
    const detail = `Cannot read the action in line ${line}: it ${must}`;
    return { kind: "bad_ndjson", detail, place: { line } };
  }
}

function readAction(text: string, index: string | undefined): BulkAction | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isObject(parsed)) return undefined;
  const entries = Object.entries(parsed);
  const [name, about] = entries[0] ?? [];
  if (entries.length !== 1 || !NAMES.has(name!) || !isObject(about)) return undefined;
  const { _index: own, _id: id } = about;
  return {
    name: name!,
    index: typeof own === "string" ? own : index ?? "",
    id: typeof id === "string" || typeof id === "number" ? String(id) : undefined,
  };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
