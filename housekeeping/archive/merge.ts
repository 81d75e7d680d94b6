/**
 * How files meet an archive that already exists. By name and SHA-256, each file is one of:
 *
 * | the archive holds | then | why it happens |
 * |---|---|---|
 * | the same bytes | `held`: nothing to write, the original goes | a crash came before the removal; a restored file |
 * | the file's beginning | `replace`: the longer one takes the entry's place | it grew after it was archived |
 * | another content, or nothing | `add`: under its own name, or with `~2` | a clock that went back; a worker that came late |
 */
import { ContentDigest } from "./content_digest.ts";
import { type HousekeepingResult, openUnchanged, refuse, type SinkFile } from "../files/mod.ts";
import { freeEntryName, type ManifestFile } from "./manifest.ts";

export interface MergeStep {
  readonly file: SinkFile;
  readonly action: "held" | "replace" | "add";
  readonly entryName: string;
}

export interface Merge {
  readonly steps: readonly MergeStep[];
  /** Entries that stay as they are. */
  readonly kept: readonly ManifestFile[];
}

export interface MergeDeps {
  readonly sinkDir: string;
  readonly signal?: AbortSignal | undefined;
}

const READ_BYTES = 64 * 1024;

export async function planMerge(
  files: readonly SinkFile[],
  archived: readonly ManifestFile[],
  deps: MergeDeps,
): Promise<HousekeepingResult<Merge>> {
  const taken = new Set(archived.map((entry) => entry.name));
  const replaced = new Set<string>();
  const steps: MergeStep[] = [];
  for (const file of files) {
    const candidates = archived.filter((entry) => entry.source === file.name);
    const match = candidates.length === 0 ? NO_MATCH : await compare(file, candidates, deps);
    if (match === undefined) {
      return refuse(
        "source_changed",
        `Cannot archive ${file.name}: it changed since it was listed`,
      );
    }
    if (match.action === "replace") replaced.add(match.entryName);
    const entryName = match.action === "add" ? freeEntryName(file.name, taken) : match.entryName;
    taken.add(entryName);
    steps.push({ file, action: match.action, entryName });
  }
  return { ok: true, value: { steps, kept: archived.filter(({ name }) => !replaced.has(name)) } };
}

interface Match {
  readonly action: MergeStep["action"];
  readonly entryName: string;
}

const NO_MATCH: Match = { action: "add", entryName: "" };

async function compare(
  file: SinkFile,
  candidates: readonly ManifestFile[],
  { sinkDir, signal }: MergeDeps,
): Promise<Match | undefined> {
  const source = await openUnchanged(sinkDir, file);
  if (source === undefined) return undefined;
  try {
    const digest = new ContentDigest(candidates.map((entry) => entry.bytes));
    const chunk = new Uint8Array(READ_BYTES);
    for (let count; (count = await source.read(chunk)) !== null;) {
      signal?.throwIfAborted();
      digest.update(chunk.subarray(0, count));
    }
    const shared = candidates.filter((entry) => digest.prefixSha256(entry.bytes) === entry.sha256);
    const held = shared.find((entry) => entry.bytes === digest.bytes);
    if (held !== undefined) return { action: "held", entryName: held.name };
    const begun = shared.find((entry) => entry.bytes < digest.bytes);
    return begun === undefined ? NO_MATCH : { action: "replace", entryName: begun.name };
  } finally {
    source.close();
  }
}
