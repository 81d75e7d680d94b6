/**
 * Secrets stand in the environment or in files, and the configuration names where:
 *
 * ```yaml
 * secret_access_key: ${env:S3_SECRET}
 * bearer_token: ${file:/run/secrets/loki_token}
 * ```
 */

export interface ReferenceSource {
  readonly env: (name: string) => string | undefined;
  /** The text of a file; `undefined` where it cannot be read. */
  readonly file: (path: string) => string | undefined;
}

/** What a configuration names, so that exactly this can be granted. */
export interface References {
  readonly env: readonly string[];
  readonly files: readonly string[];
}

const REFERENCE = /\$\{(env|file):([^}]*)\}/g;
const SECRET_FILE_LENGTH_MAX = 65_536;

export function referencesIn(text: string): References {
  const found = [...text.matchAll(REFERENCE)];
  const of = (kind: string) => [
    ...new Set(found.filter((match) => match[1] === kind).map((match) => match[2]!)),
  ];
  return { env: of("env"), files: of("file") };
}

/** Whether a text is one reference and nothing else. */
export function isReference(text: string): boolean {
  return /^\$\{(env|file):[^}]+\}$/.test(text);
}

export type Resolved =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly message: string };

/** A text with every reference in it replaced. Line ends at the end of a file are not part of it. */
export function resolveReferences(text: string, source: ReferenceSource): Resolved {
  const faults: string[] = [];
  const resolved = text.replace(REFERENCE, (_whole, kind: string, name: string) => {
    if (kind === "env" && !/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) {
      faults.push("names no variable: write ${env:NAME}");
      return "";
    }
    const value = kind === "env" ? source.env(name) : source.file(name);
    if (value === undefined || value === "") {
      faults.push(
        kind === "env"
          ? `needs the environment variable ${name}, which is not set`
          : `needs the file ${name}, which cannot be read or is empty`,
      );
      return "";
    }
    if (value.length > SECRET_FILE_LENGTH_MAX) {
      faults.push(`needs ${name}, which has more than ${SECRET_FILE_LENGTH_MAX} characters`);
      return "";
    }
    return kind === "file" ? value.replace(/[\r\n]+$/, "") : value;
  });
  const [fault] = faults;
  return fault === undefined ? { ok: true, text: resolved } : { ok: false, message: fault };
}
