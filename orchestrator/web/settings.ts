/**
 * Every setting of the orchestrator's web service, described once: parser, `--check`,
 * `.env.example` and `docs/settings.md` come from here.
 */
import { list, wholeNumber } from "../../contract/mod.ts";
import { ClientSettings } from "../drive/mod.ts";
import { z } from "zod";

/** A shorter token could be guessed over the network. */
export const TOKEN_CHARS_MIN = 16;

export const OrchestratorSettings = z.object({
  LOGOPS_ORCH_HOST: z.string().default("127.0.0.1")
    .describe("Address to listen on; any but a loopback address needs LOGOPS_ORCH_TOKEN"),
  LOGOPS_ORCH_PORT: wholeNumber(0, 65_535).default(8090)
    .describe("Port to listen on; 0 picks a free one, which the start line in the log names"),
  LOGOPS_ORCH_TOKEN: z.string()
    .min(TOKEN_CHARS_MIN, { error: `must have at least ${TOKEN_CHARS_MIN} characters` })
    .optional().meta({ secret: true })
    .describe("What a visitor must know: typed into the sign-in page, or sent as a bearer token"),
  LOGOPS_ORCH_HOSTNAMES: list(z.string()).default([]).describe(
    "Names the service may be reached by, beside localhost and IP addresses (the Host header)",
  ),
  LOGOPS_ORCH_TARGETS: list(z.string()).default(["loopback"]).describe(
    "Where runs may be sent: loopback, and origins such as https://logs.example.org:8443",
  ),
  LOGOPS_ORCH_SCENARIO_DIR: z.string().default("./scenarios")
    .describe("Folder of the scenarios; no other file is read as one"),
  LOGOPS_ORCH_KV_PATH: z.string().default("./data/kv/orchestrator.sqlite3")
    .describe("Deno KV file that keeps past runs"),
  LOGOPS_ORCH_RUNS_MAX: wholeNumber(1, 100).default(4).describe("Runs that may go on at once"),
  LOGOPS_ORCH_RUNS_KEPT_MAX: wholeNumber(1, 10_000).default(200)
    .describe("Past runs to keep; older ones are deleted"),
  LOGOPS_ORCH_RECORDS_MAX: wholeNumber(1, 1_000_000_000).default(20_000_000)
    .describe("Most records in one run, at about two bytes of memory each"),
  LOGOPS_SINK_DIR: z.string().default("./data/ingest").describe(
    "Folder of the gateway's journal files, where it can be read: shows and proves what is stored",
  ),
  LOGOPS_ORCH_VERIFY: z.string().optional().describe(
    "Store that runs are verified in, as loki://127.0.0.1:3100 (docs/verify.md); LOGOPS_SINK_DIR, if absent",
  ),
  ...ClientSettings.shape,
});
export type OrchestratorSettings = z.infer<typeof OrchestratorSettings>;
