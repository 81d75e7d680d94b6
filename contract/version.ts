/** The version of this LogOps, as `deno.json` states it. */
import config from "../deno.json" with { type: "json" };

export const VERSION: string = config.version;
