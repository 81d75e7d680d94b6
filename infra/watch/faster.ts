/**
 * The shipped rules, scrapes and routes, faster than life: every duration in them is divided by one
 * factor (windows, offsets, `for`, `group_wait` …), and nothing else changes but addresses and
 * receivers. By 30, "five times the half hour before, for 15 s" is judged within seconds.
 *
 * Scrapes and evaluations have a floor, `SCRAPE_MS_MIN`, so that a busy machine keeps up.
 */
import { durationMs, scaleDuration, scaleExpression } from "./promql.ts";
import { parse, stringify } from "yaml";

export const SCRAPE_MS_MIN = 250;

interface RuleFile {
  readonly groups: readonly {
    readonly rules: readonly { readonly expr: string; readonly for?: string }[];
  }[];
}

/** A rule file. */
export function fasterRules(yaml: string, factor: number): string {
  const { groups } = parse(yaml) as RuleFile;
  return stringify({
    groups: groups.map((group) => ({
      ...group,
      rules: group.rules.map((rule) => ({
        ...rule,
        expr: scaleExpression(rule.expr, factor),
        ...rule.for !== undefined && { for: scaleDuration(rule.for, factor) },
      })),
    })),
  });
}

interface PrometheusFile {
  readonly global: Readonly<Record<string, string>>;
  readonly scrape_configs: readonly { readonly job_name: string }[];
}

export interface PrometheusAddresses {
  /** Pattern of the rule files. */
  readonly rules: string;
  /** `host:port` of the Alertmanager. */
  readonly alertmanager: string;
  /** Scrape job → addresses; jobs that are not named are left out. */
  readonly targets: Readonly<Record<string, readonly string[]>>;
}

/** `prometheus.yml`; a job that it does not have is a bug of the caller. */
export function fasterPrometheus(
  yaml: string,
  factor: number,
  { rules, alertmanager, targets }: PrometheusAddresses,
): string {
  const { global, scrape_configs } = parse(yaml) as PrometheusFile;
  const jobs = scrape_configs.map(({ job_name }) => job_name);
  const unknown = Object.keys(targets).filter((job) => !jobs.includes(job));
  if (unknown.length > 0) throw new Error(`prometheus.yml has no job ${unknown.join(", ")}`);
  const often = (duration: string) =>
    `${Math.max(SCRAPE_MS_MIN, Math.floor(durationMs(duration) / factor))}ms`;
  return stringify({
    global: {
      scrape_interval: often(global.scrape_interval!),
      scrape_timeout: often(global.scrape_timeout!),
      evaluation_interval: often(global.evaluation_interval!),
    },
    rule_files: [rules],
    alerting: { alertmanagers: [{ static_configs: [{ targets: [alertmanager] }] }] },
    scrape_configs: Object.entries(targets).map(([job_name, addresses]) => ({
      job_name,
      static_configs: [{ targets: addresses }],
    })),
  });
}

/** `alertmanager.yml`: routes and inhibition; each receiver is a webhook under its own name. */
export function fasterAlertmanager(yaml: string, factor: number, webhookUrl: string): string {
  const { route, inhibit_rules, receivers } = parse(yaml) as {
    route: unknown;
    inhibit_rules: unknown;
    receivers: readonly { name: string }[];
  };
  return stringify({
    route: fasterRoute(route, factor),
    inhibit_rules,
    receivers: receivers.map(({ name }) => ({
      name,
      webhook_configs: [{ url: `${webhookUrl}/${name}`, send_resolved: true }],
    })),
  });
}

/** `group_wait`, `group_interval` and `repeat_interval`, at any depth. */
function fasterRoute(value: unknown, factor: number): unknown {
  if (Array.isArray(value)) return value.map((each) => fasterRoute(each, factor));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [
      key,
      /_(wait|interval)$/.test(key)
        ? scaleDuration(String(each), factor)
        : fasterRoute(each, factor),
    ]),
  );
}
