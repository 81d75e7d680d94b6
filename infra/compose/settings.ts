/** What the compose files read from `.env` beside the programs' own settings. */
import { z } from "zod";

const image = (name: string, preset: string) =>
  z.string().default(preset).describe(`Image of ${name}; name@sha256:… pins its bytes`);

export const ComposeSettings = z.object({
  LOGOPS_BIND: z.string().default("127.0.0.1").describe("Address on which the stack is reachable"),
  LOGOPS_SECRETS_DIR: z.string().default("../../config/secrets").describe(
    "Folder of the secret files, from infra/compose; docs/infra.md lists them",
  ),
  LOGOPS_ENV_FILE: z.string().default("../../.env").describe(
    "File whose settings the gateway's container gets, from infra/compose",
  ),
  LOGOPS_JOURNAL_DIR: z.string().default("../../data/ingest").describe(
    "Journal of a gateway on the host, for the shipper, from infra/compose",
  ),
  LOGOPS_METRICS_DIR: z.string().default("../../data/metrics").describe(
    "Folder of the files that patterns and anomalies write with --metrics, from infra/compose",
  ),
  LOGOPS_IMAGE_PREFIX: z.string().default("logops").describe(
    "Where the LogOps images are: a registry and a folder, or a name for images built here",
  ),
  LOGOPS_IMAGE_TAG: z.string().default("latest").describe("Tag of the LogOps images"),
  LOGOPS_DENO_DIGEST: z.string().optional().describe(
    "Digest of the Deno image (sha256:…) that LogOps images are built on; needed to build",
  ),
  LOGOPS_PROMETHEUS_IMAGE: image("Prometheus", "prom/prometheus:v3.5.0"),
  LOGOPS_ALERTMANAGER_IMAGE: image("Alertmanager", "prom/alertmanager:v0.28.1"),
  LOGOPS_NODE_EXPORTER_IMAGE: image("node_exporter", "prom/node-exporter:v1.9.1"),
  LOGOPS_GRAFANA_IMAGE: image("Grafana", "grafana/grafana:12.0.2"),
  LOGOPS_LOKI_IMAGE: image("Loki", "grafana/loki:3.5.1"),
  LOGOPS_ALLOY_IMAGE: image("Grafana Alloy", "grafana/alloy:v1.9.1"),
  LOGOPS_PROMTAIL_IMAGE: image("Promtail", "grafana/promtail:3.5.1"),
});
