/**
 * The files of this repository that are written from code, or drawn from a model, so that they
 * cannot go stale unseen: `deno task dev:docs` writes them, `deno task dev:docs --check` and a test compare them.
 */
import { drawWorkspace } from "./diagrams/mod.ts";
import { UpSettings } from "../cli/mod.ts";
import { DeliverySettings } from "../delivery/mod.ts";
import { emitterDocs } from "../emitters/mod.ts";
import { GatewaySettings } from "../gateway/mod.ts";
import { HousekeepingSettings } from "../housekeeping/mod.ts";
import { ComposeSettings, dashboardFiles } from "../infra/mod.ts";
import { ClientSettings, OrchestratorSettings } from "../orchestrator/mod.ts";
import {
  environmentExample,
  settingNames,
  settingsPage,
  type SettingsSection,
} from "./settings_page.ts";

export { parseWorkspace } from "./diagrams/mod.ts";
export type { ModelElement, Relationship, Workspace } from "./diagrams/mod.ts";

export interface GeneratedFile {
  /** From the repository's root. */
  readonly path: string;
  readonly content: string;
}

/** Every program's settings, in the order in which the page shows them. */
const PROGRAMS: readonly SettingsSection[] = [
  { title: "Gateway", schema: GatewaySettings },
  { title: "Scenarios and single emitters", schema: ClientSettings },
  { title: "Orchestrator", schema: OrchestratorSettings },
  { title: "Housekeeping", schema: HousekeepingSettings },
  { title: "Delivery", schema: DeliverySettings },
  { title: "All programs as one (up)", schema: UpSettings },
];
const SETTINGS: readonly SettingsSection[] = [
  ...PROGRAMS,
  { title: "Compose files", schema: ComposeSettings },
];

/** What compose files read, and tests, and a person may leave set. */
const OTHER_VARIABLES = [
  ...Object.keys(ComposeSettings.shape),
  ...["LOGOPS_RUNS", "LOGOPS_TEST_LOGHUB"],
];

/** What the pictures beside it are drawn from. */
export const ARCHITECTURE = "docs/architecture/workspace.dsl";

/** Every generated file, as it should be now. */
export type GeneratedFiles =
  | { readonly ok: true; readonly files: readonly GeneratedFile[] }
  | { readonly ok: false; readonly problems: readonly string[] };

/** `read` gives the text of a file of this repository. */
export async function generatedFiles(
  read: (path: string) => Promise<string>,
): Promise<GeneratedFiles> {
  const drawn = await drawWorkspace(await read(ARCHITECTURE), ARCHITECTURE);
  if (!drawn.ok) return drawn;
  return {
    ok: true,
    files: [
      { path: ".env.example", content: environmentExample(SETTINGS) },
      { path: "docs/settings.md", content: settingsPage(SETTINGS) },
      { path: "contract/setting_names.ts", content: settingNames(PROGRAMS, OTHER_VARIABLES) },
      ...emitterDocs(),
      ...dashboardFiles(),
      ...drawn.pictures.map(({ key, svg }) => ({
        path: `docs/architecture/${key}.svg`,
        content: svg,
      })),
    ],
  };
}

/** Paths of the files that `read` does not find, or finds different. */
export async function staleFiles(
  files: readonly GeneratedFile[],
  read: (path: string) => Promise<string | undefined>,
): Promise<string[]> {
  const found = await Promise.all(files.map(({ path }) => read(path)));
  return files.filter(({ content }, index) => content !== found[index]).map(({ path }) => path);
}
