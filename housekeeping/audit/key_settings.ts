/**
 * The settings that hold keys, as the tools that work offline read them. The gateway reads the same
 * variables.
 */
import { z } from "zod";
import { keyRing } from "../../contract/mod.ts";

export const KeySettings = z.object({
  LOGOPS_SECRET_KEYS: keyRing().optional()
    .describe("Keys that seal PII: the first seals, all open (deno task keys)"),
  LOGOPS_PII_INDEX_KEYS: keyRing().optional()
    .describe("Keys of the blind index: the first writes, all find (deno task keys --for index)"),
});
export type KeySettings = z.infer<typeof KeySettings>;
