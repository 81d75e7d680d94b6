/**
 * Writes an archive: entries of the existing one as they are, then the originals, deflated and
 * digested on the way, and the manifest last. Streams, so that a file of any size needs the same
 * memory.
 */
import { type FileEntry, ZipReader, ZipWriter } from "@zip.js/zip.js";
import { ContentDigest } from "./content_digest.ts";
import { type HousekeepingResult, openUnchanged, refuse } from "../files/mod.ts";
import { createManifest, type Manifest, MANIFEST_NAME, type ManifestFile } from "./manifest.ts";
import type { Merge, MergeStep } from "./merge.ts";
import { CHUNK_BYTES, configureZip, FileReader } from "./zip_file.ts";

/**
 * Buffers that are read into in turn: new ones would be garbage faster than it is collected. The
 * stages behind hold a chunk each at most, far fewer than this, because nothing is pulled before it
 * is asked for; and if a buffer were ever overwritten too early, the read-back would say so.
 */
const RING_CHUNKS = 32;

export interface ZipContent extends Merge {
  readonly period: string;
  /** Path of the archive that `kept` entries are copied from. */
  readonly existing: string;
}

export interface ZipWriterDeps {
  readonly sinkDir: string;
  readonly nowMs: number;
  readonly signal?: AbortSignal | undefined;
  readonly onStep?: ((step: "entry_written") => void) | undefined;
}

/** Writes `content` to `target`, which stays open, to be synced. Returns the manifest. */
export async function writeZip(
  target: Deno.FsFile,
  { period, existing, steps, kept }: ZipContent,
  deps: ZipWriterDeps,
): Promise<HousekeepingResult<Manifest>> {
  configureZip();
  const zip = new ZipWriter(writableOf(target));
  if (kept.length > 0) await copyEntries(existing, zip, new Set(kept.map((file) => file.name)));
  const entries = [...kept];
  for (const step of steps) {
    if (step.action === "held") continue;
    const written = await writeEntry(zip, step, deps);
    if (!written.ok) return written;
    entries.push(written.value);
    deps.onStep?.("entry_written");
  }
  const manifest = createManifest(period, entries);
  await zip.add(MANIFEST_NAME, textStream(JSON.stringify(manifest, null, 1) + "\n"), {
    lastModDate: new Date(deps.nowMs),
  });
  await zip.close();
  return { ok: true, value: manifest };
}

async function writeEntry(
  zip: ZipWriter<unknown>,
  { file, entryName }: MergeStep,
  deps: ZipWriterDeps,
): Promise<HousekeepingResult<ManifestFile>> {
  const source = await openUnchanged(deps.sinkDir, file);
  if (source === undefined) {
    return refuse("source_changed", `Cannot archive ${file.name}: it changed since it was listed`);
  }
  try {
    const digest = new ContentDigest();
    await zip.add(entryName, digestedStream(source, digest, deps.signal), {
      uncompressedSize: file.bytes,
      lastModDate: new Date(file.mtimeMs),
    });
    return {
      ok: true,
      value: {
        name: entryName,
        source: file.name,
        content: file.content,
        ...digest.finish(),
        archived_at: new Date(deps.nowMs).toISOString(),
      },
    };
  } finally {
    source.close();
  }
}

/** Copies entries of an archive as they are, without inflating them. */
async function copyEntries(
  path: string,
  zip: ZipWriter<unknown>,
  names: ReadonlySet<string>,
): Promise<void> {
  const handle = await Deno.open(path, { read: true });
  try {
    const reader = new ZipReader(new FileReader(handle));
    for await (const entry of reader.getEntriesGenerator()) {
      if (!entry.directory && names.has(entry.filename)) await copyEntry(entry, zip);
    }
  } finally {
    handle.close();
  }
}

async function copyEntry(entry: FileEntry, zip: ZipWriter<unknown>): Promise<void> {
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
  await Promise.all([
    entry.getData(writable, { passThrough: true }),
    zip.add(entry.filename, readable, { entry, passThrough: true }),
  ]);
}

function digestedStream(
  source: Deno.FsFile,
  digest: ContentDigest,
  signal: AbortSignal | undefined,
): ReadableStream<Uint8Array> {
  const ring = Array.from({ length: RING_CHUNKS }, () => new Uint8Array(CHUNK_BYTES));
  let turn = 0;
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      signal?.throwIfAborted();
      const chunk = ring[turn++ % RING_CHUNKS]!;
      const count = await source.read(chunk);
      if (count === null) return controller.close();
      digest.update(chunk.subarray(0, count));
      controller.enqueue(chunk.subarray(0, count));
    },
  }, { highWaterMark: 0 });
}

/** A stream that writes to an open file and leaves it open, to be synced. */
function writableOf(target: Deno.FsFile): WritableStream<Uint8Array> {
  return new WritableStream<Uint8Array>({
    async write(chunk) {
      let written = 0;
      while (written < chunk.length) written += await target.write(chunk.subarray(written));
    },
  });
}

function textStream(text: string): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(new TextEncoder().encode(text));
      controller.close();
    },
  });
}
