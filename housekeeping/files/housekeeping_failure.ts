/**
 * What can keep housekeeping from its work. `kind` is also the `reason` label of
 * `logops_housekeep_errors_total`. Details name files, never their content.
 */
export const FAILURE_KINDS = [
  "disk_full",
  "permission_denied",
  "corrupt_archive",
  "source_changed",
  "interrupted",
  "not_found",
  "exists",
  "io_error",
] as const;
export type HousekeepingFailureKind = typeof FAILURE_KINDS[number];

export interface HousekeepingFailure {
  readonly kind: HousekeepingFailureKind;
  readonly detail: string;
}

export type HousekeepingResult<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly failure: HousekeepingFailure };

export function refuse(kind: HousekeepingFailureKind, detail: string): HousekeepingResult<never> {
  return { ok: false, failure: { kind, detail } };
}

const KIND_BY_CODE: Readonly<Record<string, HousekeepingFailureKind>> = {
  ENOSPC: "disk_full",
  EDQUOT: "disk_full",
  EFBIG: "disk_full",
  EACCES: "permission_denied",
  EPERM: "permission_denied",
  EROFS: "permission_denied",
  ENOENT: "not_found",
};

/** Turns an error of the operating system into a failure; anything else is a bug, and thrown on. */
export function failureOf(error: unknown, action: string): HousekeepingFailure {
  if (error instanceof DOMException && error.name === "AbortError") {
    return { kind: "interrupted", detail: `${action}: interrupted` };
  }
  if (!(error instanceof Error)) throw error;
  const code = "code" in error && typeof error.code === "string" ? error.code : undefined;
  if (code === undefined && !isDenoError(error)) throw error;
  const kind = error instanceof Deno.errors.NotCapable
    ? "permission_denied"
    : KIND_BY_CODE[code ?? ""] ?? "io_error";
  return { kind, detail: `${action}: ${error.message}` };
}

function isDenoError(error: Error): boolean {
  return Object.values(Deno.errors).some((kind) => error instanceof kind);
}
