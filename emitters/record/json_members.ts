/**
 * The members `ts`, `level` and `msg` of a JSON record, whole or broken as its draft says. Written
 * by hand: the values that come from our own tables need no escaping, all others get it.
 */
import type { Draft } from "./drafts.ts";
import type { Random } from "../chance/mod.ts";

/** Names of the three members, and their values as JSON. */
export interface HeadMembers {
  readonly tsKey: string;
  readonly ts: string;
  readonly levelKey: string;
  readonly level: string;
  readonly msgKey: string;
  readonly msg: string;
}

/** Times that no reader of logs understands. */
export const BAD_TIMES: readonly string[] = [
  ...["yesterday", "2026-02-30T25:61:00Z", "31/12/1999", "not-a-time", "T10", "12 o'clock"],
];
/** Words that are no level anywhere. */
export const UNKNOWN_LEVELS: readonly string[] = ["loud", "blue", "???", "none", "level-9"];

const WRONG_TYPES: readonly string[] = ["true", "[]", "{}", '{"value":"x"}', "[1,2]"];

/** Members of a draft that has a defect; each ends with a comma. */
export function brokenHead(draft: Draft, head: HeadMembers, random: Random): string {
  const { tsKey, levelKey, msgKey } = head;
  let ts = `"${tsKey}":${head.ts},`;
  let level = `"${levelKey}":${head.level},`;
  let msg = `"${msgKey}":${head.msg},`;
  switch (draft.defect?.class) {
    case "missing_ts":
      ts = "";
      break;
    case "missing_level":
      level = "";
      break;
    case "missing_ts_and_level":
      ts = level = "";
      break;
    case "bad_ts":
      ts = `"${tsKey}":"${random.pick(BAD_TIMES)}",`;
      break;
    case "wrong_type_ts":
      ts = `"${tsKey}":${random.pick(WRONG_TYPES)},`;
      break;
    case "unknown_level":
      level = `"${levelKey}":"${random.pick(UNKNOWN_LEVELS)}",`;
      break;
    case "wrong_type_level":
      level = `"${levelKey}":${random.pick(WRONG_TYPES)},`;
      break;
    case "wrong_type_msg":
      msg = `"${msgKey}":{"text":${head.msg}},`;
      break;
  }
  return ts + level + msg;
}
