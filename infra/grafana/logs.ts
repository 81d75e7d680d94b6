/**
 * The records themselves, from Loki: by emitter, level and run. `scenario_id` is structured
 * metadata, not a label, so it is filtered after the stream selector.
 */
import { TextBoxVariableBuilder } from "@grafana/grafana-foundation-sdk/dashboard";
import { choice, type Dashboard, logLines, logs, LOKI, newDashboard } from "./panels.ts";

const LINES_PANEL_HEIGHT = 18;
const STREAMS = '{job="logops", emitter=~"$emitter", level=~"$level"}';
const RUN = '| scenario_id=~".*$scenario.*"';

export function logsDashboard(): Dashboard {
  const values = (label: string) => ({ type: 1, label, stream: '{job="logops"}', refId: label });
  return newDashboard("LogOps: logs", "logops-logs", "Stored records, masked, by emitter and run.")
    .withVariable(
      choice({ name: "emitter", label: "Emitter", query: values("emitter"), datasource: LOKI }),
    )
    .withVariable(
      choice({ name: "level", label: "Level", query: values("level"), datasource: LOKI }),
    )
    .withVariable(new TextBoxVariableBuilder("scenario").label("Run contains").defaultValue(""))
    .withVariable(new TextBoxVariableBuilder("text").label("Line contains").defaultValue(""))
    .withPanel(logLines(
      "Records by level",
      `sum by (level) (count_over_time(${STREAMS} ${RUN} |= "$text" [$__auto]))`,
      "{{level}}",
    ))
    .withPanel(logLines(
      "Records by emitter",
      `sum by (emitter) (count_over_time(${STREAMS} ${RUN} |= "$text" [$__auto]))`,
      "{{emitter}}",
    ))
    .withPanel(logs("Records", `${STREAMS} ${RUN} |= "$text"`, LINES_PANEL_HEIGHT))
    .build();
}
