/** What a sender needs to know about its gateway; the source of the clients' part of `docs/settings.md`. */
import { z } from "zod";

export const LOGOPS_URL_DEFAULT = "http://127.0.0.1:8080/v1/logs";

export const ClientSettings = z.object({
  LOGOPS_URL: httpUrl().default(LOGOPS_URL_DEFAULT).describe("Where scenarios are sent"),
  LOGOPS_API_KEY: z.string().optional().meta({ secret: true })
    .describe("Key to send with, as X-Api-Key"),
  LOGOPS_SECRET: z.string().optional().meta({ secret: true })
    .describe("Secret that signs requests (HMAC); unset sends the key alone"),
  LOGOPS_VERIFY_USER: z.string().optional()
    .describe("User, account or access key that reads the store of --verify"),
  LOGOPS_VERIFY_SECRET: z.string().optional().meta({ secret: true })
    .describe("Its password or secret; without a user, a bearer token"),
});
export type ClientSettings = z.infer<typeof ClientSettings>;

/** The URL to send to: a gateway's address alone means its ingest route. */
export function ingestUrl(text: string): string {
  const url = new URL(text);
  if (url.pathname !== "/") return text;
  url.pathname = "/v1/logs";
  return url.href;
}

/** Whether `text` is an absolute `http:` or `https:` URL. */
export function isHttpUrl(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}

function httpUrl() {
  return z.string().transform((text, context) => {
    if (isHttpUrl(text)) return ingestUrl(text);
    context.addIssue({ code: "custom", message: "must be an http or https URL" });
    return z.NEVER;
  }).meta({ shape: "http(s)://host:port/path" });
}
