/** Settings of `logops up` itself; those of the programs are asked of them (`--check`). */
import { z } from "zod";
import { wholeNumber } from "../../contract/mod.ts";

export const UpSettings = z.object({
  LOGOPS_UP_PORT: wholeNumber(0, 65_535).default(8083)
    .describe("Port on 127.0.0.1 for /healthz of all programs together; 0 picks a free one"),
  LOGOPS_DELIVERY_FILE: z.string().default("config/delivery.yaml")
    .describe("YAML file of the sinks; where there is none, nothing is delivered"),
  LOGOPS_DELIVERY_DRAIN_TIMEOUT_SEC: wholeNumber(1, 86_400).default(30)
    .describe("Seconds that delivery takes at most for the rest, once the gateway has ended"),
});
export type UpSettings = z.infer<typeof UpSettings>;
