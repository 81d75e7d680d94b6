/**
 * Who is signed in, where a token is set. A browser gets a cookie that says until when, with an
 * HMAC under the token: nothing is kept here, and another token ends every session.
 *
 * ```
 * Authorization: Bearer <token>        clients
 * logops_orch=<expiry>.<base64url of HMAC-SHA256(token, "session\n" + expiry)>   browsers
 * ```
 */
import { createHmac } from "node:crypto";
import { isSameText } from "../../contract/mod.ts";

const COOKIE = "logops_orch";
const SESSION_MS = 12 * 3_600_000;

export interface Sessions {
  /** Whether the request proves that it knows the token; always, where none is set. */
  admits(request: Request): boolean;
  isToken(text: string): boolean;
  /** The value of `Set-Cookie` that signs a browser in. */
  open(): string;
  /** … and out. */
  readonly close: string;
  /** Whether there is anything to sign in to. */
  readonly required: boolean;
}

export function createSessions(token: string | undefined, nowMs: () => number): Sessions {
  const attributes = "Path=/; HttpOnly; SameSite=Strict";
  const close = `${COOKIE}=; ${attributes}; Max-Age=0`;
  if (token === undefined) {
    return { admits: () => true, isToken: () => true, open: () => close, close, required: false };
  }
  const signed = (expiry: number) => {
    const mac = createHmac("sha256", token).update(`session\n${expiry}`).digest("base64url");
    return `${expiry}.${mac}`;
  };
  const isSession = (value: string) => {
    const expiry = Number(/^(\d{1,15})\./.exec(value)?.[1]);
    return expiry > nowMs() && isSameText(value, signed(expiry));
  };
  return {
    admits(request) {
      const bearer = /^Bearer (.+)$/i.exec(request.headers.get("authorization") ?? "")?.[1];
      if (bearer !== undefined) return isSameText(bearer, token);
      return cookiesOf(request).some(([name, value]) => name === COOKIE && isSession(value));
    },
    isToken: (text) => isSameText(text, token),
    open() {
      const value = signed(Math.ceil(nowMs()) + SESSION_MS);
      return `${COOKIE}=${value}; ${attributes}; Max-Age=${SESSION_MS / 1000}`;
    },
    close,
    required: true,
  };
}

function cookiesOf(request: Request): [name: string, value: string][] {
  return (request.headers.get("cookie") ?? "").split(";").map((pair) => {
    const at = pair.indexOf("=");
    return [pair.slice(0, at).trim(), pair.slice(at + 1).trim()];
  });
}
