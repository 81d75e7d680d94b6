/** Every variable of delivery, described once. What is sent where stands in a file of its own. */
import { z } from "zod";
import { bytes, wholeNumber } from "../contract/mod.ts";

const MIB = 2 ** 20;

export const DeliverySettings = z.object({
  LOGOPS_SINK_DIR: z.string().default("./data/ingest")
    .describe("Directory of the journal's files"),
  LOGOPS_DELIVERY_FILE: z.string().default("config/delivery.yaml")
    .describe("YAML file of the sinks that records are delivered to"),
  LOGOPS_DELIVERY_DEAD_DIR: z.string().default("./data/dead")
    .describe("Directory of the records that a sink refused for good"),
  LOGOPS_DELIVERY_HOST: z.string().default("127.0.0.1")
    .describe(
      "Address for /metrics, /healthz and /status; 0.0.0.0 for a Prometheus in a container",
    ),
  LOGOPS_DELIVERY_PORT: wholeNumber(0, 65_535).default(8082)
    .describe("Port for /metrics, /healthz and /status; 0 picks a free one"),
  LOGOPS_DELIVERY_DRAIN_TIMEOUT_SEC: wholeNumber(1, 86_400).default(30)
    .describe("Seconds that `deliver --drain` takes at most; what is left comes at the next start"),
  LOGOPS_DELIVERY_INFLIGHT_BYTES_MAX: bytes(MIB).default(64 * MIB)
    .describe("Bytes of batches that all sinks together may hold: the sum of their bytes_max"),
});
export type DeliverySettings = z.infer<typeof DeliverySettings>;

/** As it stands in an address. */
export function urlHost(host: string): string {
  return host.includes(":") && !host.startsWith("[") ? `[${host}]` : host;
}
