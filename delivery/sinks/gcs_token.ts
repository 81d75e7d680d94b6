/**
 * Access tokens of Google Cloud: one that is given, or one that a service account's key buys at its
 * `token_uri` by a signed assertion (RFC 7523), and that is kept until shortly before its end.
 */
import { importPKCS8, SignJWT } from "jose";
import { z } from "zod";
import { ask } from "./http_answer.ts";

const SCOPE = "https://www.googleapis.com/auth/devstorage.read_write";
const LIFE_SEC = 3_600;
/** A token is not used so shortly before its end. */
const MARGIN_SEC = 120;

export const ServiceAccount = z.object({
  client_email: z.string(),
  private_key: z.string(),
  token_uri: z.url(),
});
export type ServiceAccount = z.infer<typeof ServiceAccount>;

/** The account in the text of a key file; `undefined` if there is none. */
export function parseServiceAccount(text: string): ServiceAccount | undefined {
  try {
    const parsed = ServiceAccount.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}

const TokenAnswer = z.object({ access_token: z.string(), expires_in: z.number() });

export type Token =
  | { readonly ok: true; readonly headers: Record<string, string> }
  | { readonly ok: false; readonly detail: string; readonly isDenied: boolean };

export interface TokenDeps {
  readonly fetch: typeof fetch;
  readonly nowMs: () => number;
}

export function createTokens(
  account: ServiceAccount,
  { fetch, nowMs }: TokenDeps,
): (signal: AbortSignal) => Promise<Token> {
  let kept: { readonly token: string; readonly untilMs: number } | undefined;
  return async (signal) => {
    if (kept === undefined || nowMs() >= kept.untilMs) {
      const assertion = await assertionOf(account, Math.floor(nowMs() / 1000));
      const grant = "urn:ietf:params:oauth:grant-type:jwt-bearer";
      const body = new URLSearchParams({ grant_type: grant, assertion });
      const asked = await ask(fetch, account.token_uri, { method: "POST", body, signal });
      if (!asked.ok) return { ok: false, detail: `a token: ${asked.detail}`, isDenied: false };
      const { status } = asked.answer;
      if (status !== 200) {
        return { ok: false, detail: `a token: answered ${status}`, isDenied: status < 500 };
      }
      const parsed = parseAnswer(asked.answer.body);
      if (parsed === undefined) {
        return { ok: false, detail: "a token: no token came", isDenied: false };
      }
      const untilMs = nowMs() + Math.max(0, parsed.expires_in - MARGIN_SEC) * 1000;
      kept = { token: parsed.access_token, untilMs };
    }
    return { ok: true, headers: { authorization: `Bearer ${kept.token}` } };
  };
}

async function assertionOf(account: ServiceAccount, nowSec: number): Promise<string> {
  const key = await importPKCS8(account.private_key, "RS256");
  return await new SignJWT({ scope: SCOPE })
    .setProtectedHeader({ alg: "RS256", typ: "JWT" })
    .setIssuer(account.client_email)
    .setAudience(account.token_uri)
    .setIssuedAt(nowSec)
    .setExpirationTime(nowSec + LIFE_SEC)
    .sign(key);
}

function parseAnswer(text: string): z.infer<typeof TokenAnswer> | undefined {
  try {
    const parsed = TokenAnswer.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}
