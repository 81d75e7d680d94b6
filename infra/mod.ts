/**
 * Infrastructure as code: the Grafana dashboards, which are written here and committed as JSON, so
 * that Grafana needs nothing but files. All else of this room is configuration, as its programs
 * read it:
 *
 * ```
 * prometheus/    scrapes, rules, rule tests, recorded scenarios
 * alertmanager/  routes, inhibition, templates
 * grafana/       dashboards (from here), provisioning
 * loki/ shipper/ where records go after the journal
 * docker/ compose/
 * watch/         Prometheus and Alertmanager on this machine, for `deno task alert` and tests
 * ```
 */
import { logsDashboard } from "./grafana/logs.ts";
import { overviewDashboard } from "./grafana/overview.ts";
import { scenariosDashboard } from "./grafana/scenarios.ts";

export { ComposeSettings } from "./compose/settings.ts";
export { compileCommands, PROGRAMS, TARGETS } from "./standalone.ts";

export interface DashboardFile {
  /** From the repository's root. */
  readonly path: string;
  readonly content: string;
}

/** Every dashboard, as Grafana reads it from a file. */
export function dashboardFiles(): DashboardFile[] {
  const dashboards = {
    overview: overviewDashboard(),
    scenarios: scenariosDashboard(),
    logs: logsDashboard(),
  };
  return Object.entries(dashboards).map(([name, dashboard]) => ({
    path: `infra/grafana/dashboards/${name}.json`,
    content: JSON.stringify(dashboard, null, 2) + "\n",
  }));
}
