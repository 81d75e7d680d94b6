/** An untrusted record, as a tree, → its line, obviously: `normalise.ts` says what becomes of what. */
import type { Level } from "../../../contract/mod.ts";
import { readLevel, readLevelNumber } from "../../level.ts";
import {
  countLevel,
  isOwnedName,
  type NamedRole,
  type NormaliseCounts,
  type Origin,
  roleOf,
} from "../../normalise.ts";
import { readEpochNumber, readTimestamp } from "../../timestamp.ts";
import { messageOf, type Node, textNode, type TreeField, writeFields, writeTree } from "./tree.ts";
import { numbered, type TreeMasker } from "./tree_mask.ts";

export interface RawRecord {
  readonly fields: readonly TreeField[];
  /** What the format says by itself. */
  readonly ts?: string | undefined;
  readonly level?: Level | undefined;
  /** Names that a field is not given anew, whether or not the record has it. */
  readonly names?: readonly string[];
}

export interface TreeRecordDeps {
  readonly masker: TreeMasker;
  readonly counts: NormaliseCounts;
  readonly origin: Origin;
  /** Dotted paths and names whose originals are sealed; with `msg`. */
  readonly sealed: readonly string[];
  readonly takeIndex: () => string[] | undefined;
}

export interface StoredRecord {
  /** Without its end, where a token comes. */
  readonly line: string;
  /** JSON text. */
  readonly originals: string | undefined;
}

export function storeRecord(raw: RawRecord, deps: TreeRecordDeps): StoredRecord {
  const { masker, counts, origin } = deps;
  const first = firstOf(raw.fields);
  const given = (name: string, isPresent: (node: Node) => boolean) => {
    const field = first.get(name);
    return field !== undefined && isPresent(field.node) ? field : undefined;
  };
  const pick = (role: NamedRole, isPresent: (node: Node) => boolean) =>
    [...first.keys()].filter((name) => roleOf(name)?.role === role)
      .toSorted((one, other) => roleOf(one)!.rank - roleOf(other)!.rank)
      .map((name) => given(name, isPresent)).find((field) => field !== undefined);
  const tsField = raw.ts === undefined ? pick("ts", isPresent) : undefined;
  const levelField = raw.level === undefined ? pick("level", isPresent) : undefined;
  const msgField = pick("msg", isGiven);

  const ts = raw.ts ?? timeOf(tsField?.node);
  if (ts === undefined) counts[tsField === undefined ? "missing_ts" : "unreadable_ts"]++;
  const level = raw.level ??
    levelOf(levelField === undefined ? nestedLevel(first) : levelField.node);
  if (level === undefined) {
    counts[levelField === undefined ? "missing_level" : "unreadable_level"]++;
  }
  countLevel(counts.levels, level ?? "INFO");

  const storedNames = masker.storedNames(raw.fields);
  const names = [...raw.names ?? [], ...storedNames];
  const rawName = (name: string) => {
    let stored = `${name}_raw`;
    while (names.includes(stored)) stored += "_raw";
    return stored;
  };
  const msg = msgField === undefined
    ? textNode("")
    : msgField.node.kind === "text"
    ? msgField.node
    : textNode(messageOf(msgField.node));

  const scenario = ownScenario(first.get("scenario_id")?.node, origin);
  const before: TreeField[] = [{ name: "msg", node: msg }];
  if (scenario !== undefined) before.push({ name: "scenario_id", node: scenario });
  for (const [i, field] of raw.fields.entries()) {
    const { name, node } = field;
    const isFirst = first.get(name) === field;
    if (field === tsField || field === levelField || field === msgField) continue;
    if (!isFirst || !isOwnedName(name)) {
      before.push({ ...field, stored: storedNames[i]!, isRepeated: !isFirst });
    } else if (isPresent(node) && !isSaid(name, node)) before.push({ name: rawName(name), node });
  }
  if (ts === undefined && tsField !== undefined) {
    before.push({ name: rawName("ts"), node: tsField.node });
  }
  if (level === undefined && levelField !== undefined) {
    before.push({ name: rawName("level"), node: levelField.node });
  }

  function isSaid(name: string, node: Node): boolean {
    if (node.kind !== "text") return false;
    if (name === "emitter") return node.value === origin.emitter;
    if (name === "tenant_id") return node.value === origin.tenantId;
    if (name === "scenario_id") {
      return scenario !== undefined || node.value === origin.scenarioId;
    }
    return name === "msg" && msg.kind === "text" && node.value === msg.value;
  }

  const [msgAfter, ...others] = masker.fields(before, { steps: [], secret: undefined });
  const scenarioAfter = scenario === undefined ? undefined : others.shift();
  const line = `{"ts":"${ts ?? origin.receivedTs}","level":"${level ?? "INFO"}","msg":` +
    writeTree(msgAfter!.node) + `,"emitter":${JSON.stringify(origin.emitter)}` +
    (origin.scenarioId === undefined ? "" : `,"scenario_id":${JSON.stringify(origin.scenarioId)}`) +
    (scenarioAfter === undefined ? "" : `,"scenario_id":${writeTree(scenarioAfter.node)}`) +
    (origin.tenantId === undefined ? "" : `,"tenant_id":${JSON.stringify(origin.tenantId)}`) +
    (others.length === 0 ? "" : `,${writeFields(others)}`);
  const index = deps.takeIndex();
  return {
    line: line + (index === undefined ? "" : `,"pii_index":${JSON.stringify(index.toSorted())}`),
    originals: originalsOf(before, [msgAfter!, ...scenarioAfter ? [scenarioAfter] : [], ...others]),
  };

  /** Of what is listed the fields in which masking changed something, as they were. */
  function originalsOf(
    from: readonly TreeField[],
    to: readonly TreeField[],
  ): string | undefined {
    const found: string[] = [];
    for (const listed of new Set(deps.sealed)) {
      const place = from.findIndex((one) => one.name === listed && one.isRepeated !== true);
      const one = place !== -1
        ? [from[place]!.node, to[place]!.node] as const
        : pairAt(from, to, listed.split("."));
      if (one === undefined || writeTree(numbered(one[0])) === writeTree(one[1])) continue;
      found.push(`${JSON.stringify(listed)}:${one[0].spelling}`);
    }
    return found.length === 0 ? undefined : `{${found.join(",")}}`;
  }
}

/** What stands at a path before and after. */
function pairAt(
  from: readonly TreeField[],
  to: readonly TreeField[],
  [step, ...steps]: readonly string[],
): readonly [Node, Node] | undefined {
  const place = from.findIndex((one) => one.name === step && one.isRepeated !== true);
  if (place === -1) return undefined;
  let pair: readonly [Node, Node] = [from[place]!.node, to[place]!.node];
  for (const [i, name] of steps.entries()) {
    const [one, other] = pair;
    if (one.kind === "array" && other.kind === "array") {
      if (!/^(?:0|[1-9]\d*)$/.test(name) || Number(name) >= one.items.length) return undefined;
      pair = [one.items[Number(name)]!, other.items[Number(name)]!];
    } else if (one.kind === "object" && other.kind === "object") {
      return pairAt(one.fields, other.fields, steps.slice(i));
    } else return undefined;
  }
  return pair;
}

function firstOf(fields: readonly TreeField[]): Map<string, TreeField> {
  const first = new Map<string, TreeField>();
  for (const field of fields) if (!first.has(field.name)) first.set(field.name, field);
  return first;
}

function isGiven(node: Node): boolean {
  return node.spelling !== "null";
}

function isPresent(node: Node): boolean {
  return isGiven(node) && node.spelling !== '""';
}

function timeOf(node: Node | undefined): string | undefined {
  if (node === undefined) return undefined;
  if (node.kind === "text") return readTimestamp(node.value);
  return node.kind === "number" ? readEpochNumber(node.spelling) : undefined;
}

function levelOf(node: Node | undefined): Level | undefined {
  if (node === undefined) return undefined;
  if (node.kind === "text") return readLevel(node.value);
  return node.kind === "number" ? readLevelNumber(node.spelling) : undefined;
}

/** ECS writes `{"log": {"level": "info"}}`. */
function nestedLevel(first: ReadonlyMap<string, TreeField>): Node | undefined {
  const log = first.get("log")?.node;
  return log?.kind === "object" ? firstOf(log.fields).get("level")?.node : undefined;
}

function ownScenario(node: Node | undefined, origin: Origin): Node | undefined {
  const isOwn = node?.kind === "text" && node.value !== "" && origin.scenarioId === undefined;
  return isOwn ? node : undefined;
}
