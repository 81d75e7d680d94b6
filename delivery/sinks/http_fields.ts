/** Fields that sinks over HTTP have in common, and the headers that they make. */
import { z } from "zod";

/** A text that must come from the environment or a file: `${env:NAME}`, `${file:path}`. */
export function secret() {
  return z.string().min(1).meta({ secret: true });
}

/** An `http` or `https` address without a user or password in it. */
export function httpUrl() {
  return z.string().refine(isPlainHttpUrl, {
    message: "must be an http:// or https:// address without user, password or query",
  });
}

function isPlainHttpUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  return /^https?:$/.test(url.protocol) && url.username === "" && url.password === "" &&
    url.search === "" && url.hash === "";
}

export const Credentials = {
  bearer_token: secret().optional().describe("Sent as Authorization: Bearer …"),
  username: z.string().optional().describe("For basic authentication, with password"),
  password: secret().optional().describe("For basic authentication, with username"),
  tenant: z.string().optional().describe("Sent as X-Scope-OrgID"),
};

export interface CredentialValues {
  readonly bearer_token?: string | undefined;
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  readonly tenant?: string | undefined;
}

export function credentialHeaders(values: CredentialValues): Record<string, string> {
  const { bearer_token, username, password, tenant } = values;
  const headers: Record<string, string> = {};
  if (bearer_token !== undefined) headers.authorization = `Bearer ${bearer_token}`;
  else if (username !== undefined) {
    const pair = new TextEncoder().encode(`${username}:${password ?? ""}`);
    headers.authorization = `Basic ${pair.toBase64()}`;
  }
  if (tenant !== undefined) headers["x-scope-orgid"] = tenant;
  return headers;
}
