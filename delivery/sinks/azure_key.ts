/**
 * Requests to Azure Blob Storage, signed with an account's key.
 * https://learn.microsoft.com/en-us/rest/api/storageservices/authorize-with-shared-key
 */

export const AZURE_VERSION = "2023-11-03";

export interface AzureAccount {
  readonly account: string;
  /** Base64. */
  readonly key: string;
}

export interface AzureRequest {
  readonly method: "GET" | "PUT" | "DELETE";
  readonly url: URL;
  readonly headers?: Readonly<Record<string, string>>;
  readonly length?: number;
}

/** Headers with which the request is authorised; without an account, as a SAS or nobody. */
export async function azureHeaders(
  { method, url, headers = {}, length = 0 }: AzureRequest,
  account: AzureAccount | undefined,
  nowMs: number,
): Promise<Record<string, string>> {
  const all: Record<string, string> = {
    "x-ms-date": new Date(nowMs).toUTCString(),
    "x-ms-version": AZURE_VERSION,
    ...headers,
  };
  if (account === undefined) return all;
  const key = await crypto.subtle.importKey(
    "raw",
    Uint8Array.fromBase64(account.key),
    { name: "HMAC", hash: "SHA-256" },
    false,
    ["sign"],
  );
  const text = new TextEncoder().encode(stringToSign(method, url, all, length, account.account));
  const signature = new Uint8Array(await crypto.subtle.sign("HMAC", key, text)).toBase64();
  return { ...all, authorization: `SharedKey ${account.account}:${signature}` };
}

/** Headers of the standard in their order, then those of the service, then the resource. */
function stringToSign(
  method: string,
  url: URL,
  headers: Readonly<Record<string, string>>,
  length: number,
  account: string,
): string {
  const standard = [
    ...["content-encoding", "content-language", "content-length", "content-md5", "content-type"],
    ...["date", "if-modified-since", "if-match", "if-none-match", "if-unmodified-since", "range"],
  ].map((name) =>
    name === "content-length" ? (length === 0 ? "" : String(length)) : headers[name] ?? ""
  );
  const own = Object.entries(headers).filter(([name]) => name.startsWith("x-ms-"))
    .map(([name, value]) => `${name}:${value}`).sort();
  const query = [...url.searchParams].map(([name, value]) => `${name.toLowerCase()}:${value}`)
    .sort();
  return [method, ...standard, ...own, `/${account}${url.pathname}`, ...query].join("\n");
}
