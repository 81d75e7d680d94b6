/**
 * Texts of any size in Deno KV, whose values end at 64 KiB: compressed, in numbered pieces. A text
 * can grow by parts, each compressed by itself, so that a log is added to without being read.
 *
 * ```
 * [...key, part, piece] → Uint8Array, the pieces of a part together are gzip (RFC 1952)
 * ```
 */
const PIECE_BYTES_MAX = 60_000;

/** Writes part `part` of a text, in place of what was there. */
export async function writePart(
  kv: Deno.Kv,
  key: Deno.KvKey,
  part: number,
  text: string,
): Promise<void> {
  const bytes = await piped(new TextEncoder().encode(text), new CompressionStream("gzip"));
  await deleteText(kv, [...key, part]);
  for (let at = 0, piece = 0; at < bytes.length; at += PIECE_BYTES_MAX, piece++) {
    await kv.set([...key, part, piece], bytes.slice(at, at + PIECE_BYTES_MAX));
  }
}

/** All parts of a text in order; `undefined` if there is none. */
export async function readText(kv: Deno.Kv, key: Deno.KvKey): Promise<string | undefined> {
  const parts = new Map<Deno.KvKeyPart, Uint8Array<ArrayBuffer>[]>();
  for await (const entry of kv.list<Uint8Array<ArrayBuffer>>({ prefix: key })) {
    const part = entry.key[key.length]!;
    parts.set(part, [...(parts.get(part) ?? []), entry.value]);
  }
  if (parts.size === 0) return undefined;
  const texts: string[] = [];
  for (const pieces of parts.values()) {
    const bytes = new Uint8Array(await new Blob(pieces).arrayBuffer());
    texts.push(new TextDecoder().decode(await piped(bytes, new DecompressionStream("gzip"))));
  }
  return texts.join("");
}

export async function deleteText(kv: Deno.Kv, key: Deno.KvKey): Promise<void> {
  for await (const entry of kv.list({ prefix: key })) await kv.delete(entry.key);
}

async function piped(
  bytes: Uint8Array<ArrayBuffer>,
  through: CompressionStream | DecompressionStream,
): Promise<Uint8Array<ArrayBuffer>> {
  const stream = new Blob([bytes]).stream().pipeThrough(through);
  return new Uint8Array(await new Response(stream).arrayBuffer());
}
