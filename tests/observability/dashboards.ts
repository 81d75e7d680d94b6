/** The dashboards as Grafana reads them: which queries their panels and variables ask. */
import { ROOT } from "../repository.ts";

const FOLDER = "infra/grafana/dashboards";

export interface Dashboard {
  readonly name: string;
  readonly uid: string;
  readonly promql: readonly string[];
  readonly logql: readonly string[];
  /** Sources that panels and variables ask. */
  readonly datasources: ReadonlySet<string>;
}

interface Panel {
  readonly type: string;
  readonly title?: string;
  readonly targets?: readonly { readonly expr: string; readonly datasource: { uid: string } }[];
  readonly panels?: readonly Panel[];
}

export async function readDashboards(): Promise<Dashboard[]> {
  const dashboards: Dashboard[] = [];
  for await (const { name } of Deno.readDir(new URL(FOLDER, ROOT))) {
    const json = JSON.parse(await Deno.readTextFile(new URL(`${FOLDER}/${name}`, ROOT))) as {
      uid: string;
      panels: readonly Panel[];
    };
    const targets = panelsOf(json.panels).flatMap((panel) => panel.targets ?? []);
    const of = (uid: string) =>
      targets.filter(({ datasource }) => datasource.uid === uid).map(({ expr }) => expr);
    dashboards.push({
      name,
      uid: json.uid,
      promql: of("logops-prometheus"),
      logql: of("logops-loki"),
      datasources: new Set(targets.map(({ datasource }) => datasource.uid)),
    });
  }
  return dashboards;
}

function panelsOf(panels: readonly Panel[]): Panel[] {
  return panels.flatMap((panel) => [panel, ...panelsOf(panel.panels ?? [])]);
}
