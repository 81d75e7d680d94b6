/**
 * Fields that are held until all of the record is known: those that have a place of their own in its
 * line (`normalise.ts`), and those whose name the gateway owns.
 *
 * ```
 * {"time":"…","log":{"level":"warn"},"seq":7,"message":"hi"}
 *   ts         stays                  stays   msg               and no `level` but the one in `log`
 * ```
 *
 * Of several names the first that is given has the place. What turns out to be a field like any other
 * is put where it would have come; few records need that.
 */
import type { Field } from "./field.ts";
import type { Form, Given } from "./given.ts";
import { forgetFound, type Line } from "./line.ts";

export interface Held extends Given {
  /** How many were held before it in its record. */
  readonly nth: number;
  /** Where it belongs in what is written, and what of that it is already. */
  at: number;
  to: number;
  /** What was found in it: from which number of the findings to before which. */
  foundFrom: number;
  foundTo: number;
  /** Whether it has its place. */
  isPlaced: boolean;
}

/** In place of `out[from, to)`. */
interface Edit {
  readonly held: Held;
  readonly by: string;
}

export interface HeldFields {
  readonly count: number;
  readonly list: readonly Held[];
  clear(): void;
  hold(field: Field, form: Form, start: number, end: number, own: string): Held;
  /** Notes that `by` is to stand where `held` belongs, and that what was found in it does not count. */
  put(held: Held, by: string): void;
  /** Does so. */
  apply(): void;
}

/** Fields for which memory is kept from one record to the next. */
const HELD_KEPT_MAX = 256;

export function createHeldFields(line: Line): HeldFields {
  const list: Held[] = [];
  const edits: Edit[] = [];

  function hold(field: Field, form: Form, start: number, end: number, own: string): Held {
    const at = line.out.length;
    const found = line.found.count;
    const held = list[fields.count];
    fields.count++;
    if (held === undefined) {
      const made = { field, form, start, end, own, at, to: at };
      list.push({ ...made, nth: list.length, foundFrom: found, foundTo: found, isPlaced: false });
      return list.at(-1)!;
    }
    held.field = field;
    held.form = form;
    held.start = start;
    held.end = end;
    held.own = own;
    held.at = held.to = at;
    held.foundFrom = held.foundTo = found;
    held.isPlaced = false;
    return held;
  }

  function apply(): void {
    if (edits.length === 0) return;
    edits.sort((one, other) => one.held.at - other.held.at || one.held.nth - other.held.nth);
    let out = "";
    let copied = 0;
    for (const { held, by } of edits) {
      out += line.out.slice(copied, held.at) + by;
      copied = held.to;
    }
    line.out = out + line.out.slice(copied);
    const ranges = edits.map(({ held }) => held);
    forgetFound(line, ranges.sort((one, other) => one.foundFrom - other.foundFrom));
    edits.length = 0;
  }

  const fields = {
    count: 0,
    list,
    clear() {
      if (list.length > HELD_KEPT_MAX) list.length = HELD_KEPT_MAX;
      fields.count = 0;
      if (edits.length > 0) edits.length = 0;
    },
    hold,
    put: (held: Held, by: string) => void edits.push({ held, by }),
    apply,
  };
  return fields;
}
