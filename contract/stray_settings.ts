/**
 * What was meant to be a setting and is none. A typing error in `LOGOPS_AUTH_MODE` must not leave a
 * gateway open, and one in `LOGOPS_RETENTION_DAYS` must not delete what was to be kept: a name that
 * is nearly a known one is refused, and so is a line of `.env` that says nothing. Any other name that
 * begins with `LOGOPS_` may be another tool's: it is a warning.
 *
 * ```
 * 'LOGOPS_PROT' is no setting: did you mean 'LOGOPS_PORT'?
 * .env:3: must be NAME=value, a comment (#) or blank
 * ```
 *
 * Names are told, values never.
 */
import { readDotenvLines } from "./dotenv_lines.ts";
import { nearestName } from "./nearest_name.ts";
import type { SettingProblem } from "./settings.ts";

export interface GivenNames {
  /** Variables of the process that are set to something. */
  readonly inProcess: readonly string[];
  readonly dotenv?: { readonly path: string; readonly text: string } | undefined;
  /** Those of all programs: they share one `.env`. */
  readonly settings: readonly string[];
  /** Names that other readers of `.env` know. */
  readonly others: readonly string[];
}

export interface Strays {
  readonly problems: readonly SettingProblem[];
  readonly warnings: readonly string[];
}

const PREFIX = "LOGOPS_";
/** One typing error for so many letters. */
const LETTERS_PER_EDIT = 3;
const EDITS_MAX = 3;

export function findStrays({ inProcess, dotenv, settings, others }: GivenNames): Strays {
  const known = [...settings, ...others];
  const problems: SettingProblem[] = [];
  const warnings: string[] = [];
  const judge = (name: string, place: string) => {
    if (known.includes(name)) return;
    const meant = meantBy(name, settings);
    const said = `${place}'${name}' is no setting`;
    if (meant !== undefined) {
      problems.push({ name, message: `${said}: did you mean '${meant}'?` });
    } else if (isOurs(name)) warnings.push(`${said}: it has no effect`);
  };
  for (const name of inProcess) if (isOurs(name)) judge(name, "");
  if (dotenv !== undefined) {
    const { names, faults } = readDotenvLines(dotenv.text);
    for (const { line, message } of faults) {
      problems.push({ name: dotenv.path, message: `${dotenv.path}:${line}: ${message}` });
    }
    for (const { name, line, isEmpty } of names) {
      if (!isEmpty) judge(name, `${dotenv.path}:${line}: `);
    }
  }
  return { problems, warnings };
}

/**
 * What `name` is a slip of, or the setting that it is the beginning of: `LOGOPS_AUTH` is too near to
 * be chance, but `LOGOPS_ENV` is not.
 */
function meantBy(name: string, settings: readonly string[]): string | undefined {
  // `.env` may hold anyone's variables: of those only a slip in the prefix itself is ours.
  if (!isOurs(name)) return nearestName(name, settings, 1);
  const spelt = name.replace(/[-.]/g, "_");
  const letters = spelt.length - PREFIX.length;
  const edits = Math.min(EDITS_MAX, Math.max(1, Math.floor(letters / LETTERS_PER_EDIT)));
  return nearestName(spelt, settings, edits) ??
    settings.find((each) => each.startsWith(`${spelt}_`));
}

/** In any spelling: a shell cannot set `logops.port`, a file can. */
function isOurs(name: string): boolean {
  return /^LOGOPS[-_.]/i.test(name);
}
