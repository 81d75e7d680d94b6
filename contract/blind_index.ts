/**
 * Blind index: a keyed fingerprint of an e-mail or IP address, stored beside the masked text, so that
 * who holds the index key finds every line of one person without opening any.
 *
 * ```
 * "John@EXAMPLE.com " → john@example.com → HMAC-SHA256(key, "email\n" + it) → 128 bits → "e:8Uu…"
 * "::ffff:83.11.23.45" → 83.11.23.45     → HMAC-SHA256(key, "ip\n" + it)    → 128 bits → "i:qX0…"
 * ```
 *
 * Equal values have equal entries: that is what it is for, and what it gives away (docs/privacy.md).
 * Its keys (`LOGOPS_PII_INDEX_KEYS`) are none of the sealing keys, which rotate: a line of last year
 * must be found by this year's search. HMAC is RFC 2104, truncated as in its section 5.
 */
import { createHmac } from "node:crypto";
import type { SecretKey } from "./key_ring.ts";

export const INDEXED_KINDS = ["email", "ip"] as const;
export type IndexedKind = typeof INDEXED_KINDS[number];

/** Distinct entries in one record. What is beyond is said by `INDEX_IS_CUT`. */
export const INDEX_ENTRIES_MAX = 64;

/** Last entry of a record that held more values than are indexed. */
export const INDEX_IS_CUT = "…";

const ENTRY_BYTES = 16;
/** RFC 5321, section 4.5.3.1.3, counts 254; Unicode may be written longer. */
const VALUE_CHARS_MAX = 512;
const OCTET_MAX = 255;

/** The entry of a value under `key`; `undefined` when the value is no address of its kind. */
export function blindIndexEntry(
  key: SecretKey,
  kind: IndexedKind,
  value: string,
): string | undefined {
  const normal = normalAddress(kind, value);
  if (normal === undefined) return undefined;
  const mac = createHmac("sha256", key.bytes()).update(`${kind}\n${normal}`).digest();
  const text = mac.subarray(0, ENTRY_BYTES).toBase64({ alphabet: "base64url", omitPadding: true });
  return `${kind === "email" ? "e" : "i"}:${text}`;
}

/** The one spelling of an address that is indexed; `undefined` when it is none. */
export function normalAddress(kind: IndexedKind, value: string): string | undefined {
  const text = value.trim();
  if (text.length > VALUE_CHARS_MAX) return undefined;
  return kind === "email" ? normalEmail(text) : normalIp(text);
}

/**
 * Lower case throughout: RFC 5321 lets a host tell `John` from `john`, and none in use does. The
 * domain in its ASCII form (UTS #46). Plus tags stay: they name another mailbox.
 */
function normalEmail(text: string): string | undefined {
  const at = text.lastIndexOf("@");
  if (at < 1 || at === text.length - 1) return undefined;
  const local = text.slice(0, at).normalize("NFC").toLowerCase();
  const domain = text.slice(at + 1).replace(/\.$/, "").toLowerCase();
  return `${local}@${asciiDomain(domain)}`;
}

function asciiDomain(domain: string): string {
  if (/^[a-z0-9.-]+$/.test(domain) || !/^[\p{L}\p{M}\p{N}._\u3002-]+$/u.test(domain)) return domain;
  return hostOf(domain) ?? domain;
}

/** IPv4 without leading zeros, IPv6 as in RFC 5952, an IPv4-mapped address as IPv4; no zone. */
function normalIp(text: string): string | undefined {
  const bare = text.replace(/^\[(.*)\]$/, "$1").replace(/%.*$/, "");
  if (!bare.includes(":")) return normalIpv4(bare);
  const host = /^[0-9a-f:.]+$/i.test(bare) ? hostOf(`[${bare}]`) : undefined;
  if (host === undefined) return undefined;
  const mapped = /^\[::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})\]$/.exec(host);
  if (mapped === null) return host.slice(1, -1);
  const [high, low] = [parseInt(mapped[1]!, 16), parseInt(mapped[2]!, 16)];
  return [high >> 8, high & 0xff, low >> 8, low & 0xff].join(".");
}

function normalIpv4(text: string): string | undefined {
  if (!/^\d{1,3}(\.\d{1,3}){3}$/.test(text)) return undefined;
  const octets = text.split(".").map(Number);
  return octets.every((octet) => octet <= OCTET_MAX) ? octets.join(".") : undefined;
}

/** The WHATWG URL parser knows both IDNA and how IPv6 is written. */
function hostOf(host: string): string | undefined {
  return URL.parse(`http://${host}`)?.hostname;
}
