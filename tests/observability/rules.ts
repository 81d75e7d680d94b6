/**
 * The rule files, read: groups, records and alerts with what they say. For tests that ask things of
 * all of them, and for the live test, which runs them faster than life.
 */
import { parse } from "yaml";
import { ROOT } from "../repository.ts";

export const RULES_DIR = "infra/prometheus/rules";

export interface AlertRule {
  readonly alert: string;
  readonly expr: string;
  readonly for?: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

export interface RecordRule {
  readonly record: string;
  readonly expr: string;
}

export interface RuleGroup {
  readonly name: string;
  readonly interval?: string;
  readonly rules: readonly (AlertRule | RecordRule)[];
}

export interface RuleFile {
  readonly name: string;
  readonly groups: readonly RuleGroup[];
}

export async function readRuleFiles(): Promise<RuleFile[]> {
  const files: RuleFile[] = [];
  for await (const { name } of Deno.readDir(new URL(RULES_DIR, ROOT))) {
    const text = await Deno.readTextFile(new URL(`${RULES_DIR}/${name}`, ROOT));
    files.push({ name, ...parse(text) as { groups: RuleGroup[] } });
  }
  return files.sort((a, b) => a.name < b.name ? -1 : 1);
}

export async function readAlerts(): Promise<AlertRule[]> {
  const files = await readRuleFiles();
  return files.flatMap(({ groups }) => groups.flatMap(({ rules }) => rules.filter(isAlert)));
}

export async function readRecords(): Promise<RecordRule[]> {
  const files = await readRuleFiles();
  return files.flatMap(({ groups }) => groups.flatMap(({ rules }) => rules.filter(isRecord)));
}

export function isAlert(rule: AlertRule | RecordRule): rule is AlertRule {
  return "alert" in rule;
}

function isRecord(rule: AlertRule | RecordRule): rule is RecordRule {
  return "record" in rule;
}
