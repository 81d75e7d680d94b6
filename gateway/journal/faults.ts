/**
 * What the operating system says, as a `Failure`: the table of `docs/journal.md`.
 *
 * | error | kind |
 * |---|---|
 * | `ENOSPC`, `EDQUOT` | `disk_full` |
 * | everything else (`EIO`, `EACCES`, `EROFS`, `ENOENT`, …) | `journal_error` |
 *
 * Deno throws an `Error` with a `code` for each of them, and one without where its own
 * permissions refuse.
 */
import type { FailureKind } from "../../contract/mod.ts";

/** The failures that a journal answers with. */
export interface JournalFailure {
  readonly kind: FailureKind & ("disk_full" | "queue_full" | "draining" | "journal_error");
  readonly detail: string;
  readonly retryAfterSec: number;
}

/** How long a client is asked to wait. The journal itself looks for room every second. */
export const RETRY_AFTER_SEC = {
  disk_full: 5,
  queue_full: 1,
  draining: 5,
  journal_error: 5,
} as const satisfies Record<JournalFailure["kind"], number>;

export function journalFailure(kind: JournalFailure["kind"], detail: string): JournalFailure {
  return { kind, detail, retryAfterSec: RETRY_AFTER_SEC[kind] };
}

/** Reads a thrown error; `action` is what could not be done, such as `write journal file x`. */
export function failureOf(error: unknown, action: string): JournalFailure {
  const code = errorCode(error);
  const kind = code === "ENOSPC" || code === "EDQUOT" ? "disk_full" : "journal_error";
  return journalFailure(kind, `Cannot ${action}: ${reasonOf(error, code)}`);
}

/** The errno name of a thrown error, such as `ENOENT`. */
export function errorCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !("code" in error)) return undefined;
  return typeof error.code === "string" ? error.code : undefined;
}

/** `No space left on device (ENOSPC)`; what Deno adds behind the errno repeats the action. */
function reasonOf(error: unknown, code: string | undefined): string {
  const message = error instanceof Error ? error.message : String(error);
  return code === undefined ? message : `${message.replace(/ \(os error \d+\).*$/s, "")} (${code})`;
}
