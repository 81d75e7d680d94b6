/**
 * Gathers the blind index of a record while it is masked: the masker tells of each finding, and what
 * was gathered becomes the record's `pii_index`.
 *
 * ```
 * masker ── onFound("email", text, start, end) ──▶ index ── take() ──▶ ["e:8Uu…","i:qX0…"]
 * ```
 *
 * A finding of `email` is the local part: the domain stays in clear, and is read here from behind it.
 * Traffic repeats its addresses, so the last few thousand entries are kept by their text.
 */
import {
  blindIndexEntry,
  INDEX_ENTRIES_MAX,
  INDEX_IS_CUT,
  type KeyRing,
} from "../../contract/mod.ts";

/** Told of each finding in `text[start, end)`, before it is masked. */
export type OnFound = (kind: string, text: string, start: number, end: number) => void;

export interface BlindIndex {
  readonly onFound: OnFound;
  /** The distinct entries since the last call, in the order found; `undefined` for none. */
  take(): string[] | undefined;
}

/** Entries that are remembered by the text they were made from. */
const REMEMBERED_MAX = 4096;
const REMEMBERED_CHARS_MAX = 128;

/** The `@`, in its spellings, and the domain or address literal behind it. */
const DOMAIN =
  /(?:@|%40|\\u0040|\\x40)(\[[^\]\s]{1,64}\]|[\p{L}\p{M}\p{N}_-]{1,63}(?:\.[\p{L}\p{M}\p{N}_-]{1,63}){0,10})/uy;

/** Entries are made with the first key of `keys`, which is a ring of its own. */
export function createBlindIndex(keys: KeyRing): BlindIndex {
  const [key] = keys.keys;
  const remembered = new Map<string, string>();
  let entries: string[] = [];
  let isCut = false;

  function entryOf(isEmail: boolean, original: string): string | undefined {
    const known = remembered.get(original);
    if (known !== undefined) return known;
    const entry = blindIndexEntry(key, isEmail ? "email" : "ip", original);
    if (entry === undefined || original.length > REMEMBERED_CHARS_MAX) return entry;
    if (remembered.size >= REMEMBERED_MAX) remembered.clear();
    remembered.set(original, entry);
    return entry;
  }

  return {
    onFound(kind, text, start, end) {
      const isEmail = kind === "email";
      if (!isEmail && kind !== "ipv4" && kind !== "ipv6") return;
      const original = isEmail ? emailAt(text, start, end) : addressAt(text, start, end);
      const entry = original === undefined ? undefined : entryOf(isEmail, original);
      if (entry === undefined || entries.includes(entry)) return;
      if (entries.length < INDEX_ENTRIES_MAX) entries.push(entry);
      else isCut = true;
    },
    take() {
      if (entries.length === 0) return undefined;
      const taken = entries;
      if (isCut) taken.push(INDEX_IS_CUT);
      entries = [];
      isCut = false;
      return taken;
    },
  };
}

function emailAt(text: string, start: number, end: number): string | undefined {
  DOMAIN.lastIndex = end;
  const match = DOMAIN.exec(text);
  if (match === null) return undefined;
  const local = text.slice(start, end);
  const isInUrl = text.charCodeAt(end) === 0x25;
  return `${isInUrl ? unescaped(local) : local}@${match[1]}`;
}

/** IPv6 may stand in a URL with its colons as `%3A`. */
function addressAt(text: string, start: number, end: number): string {
  const address = text.slice(start, end);
  return address.includes("%") ? unescaped(address) : address;
}

function unescaped(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
