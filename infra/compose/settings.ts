/** What the compose files read from `.env` beside the programs' own settings. */
import { z } from "zod";

export const ComposeSettings = z.object({
  LOGOPS_IMAGE_TAG: z.string().default("latest").describe("Tag of the LogOps images"),
  LOGOPS_IMAGE_PREFIX: z.string().default("logops").describe(
    "Where the LogOps images are: a registry and a folder, or a name for images built here",
  ),
  LOGOPS_SECRETS_DIR: z.string().default("../../config/secrets").describe(
    "Folder of the secret files, from infra/compose; docs/infra.md lists them",
  ),
  LOGOPS_BIND: z.string().default("127.0.0.1").describe("Address on which the stack is reachable"),
});
