/**
 * The forms of messages that have been seen, and what is known of each. A form is a message with
 * values taken out; one pattern is one form or several. The table is bounded: when it is full, forms
 * that are one pattern by now become one, and what is new when that does not help counts as
 * `overflow`. So memory goes with patterns, and no line is lost from the counts.
 */
import { createHash } from "node:crypto";
import { LEVELS } from "../../contract/mod.ts";
import { groupForms, nameOfPlace } from "./form_groups.ts";
import { ANY, commonText, type Word } from "../message/mod.ts";

/** Forms held at a time. */
export const FORMS_MAX = 10_000;
/** Forms numbered in all: each costs four bytes for good. */
export const FORMS_EVER_MAX = 4_000_000;
/** Joining forms is dear: where it frees less than this share of them, the table stays full. */
const FREED_MIN = 0.25;
/** Emitters counted by name for one form; the others are one. */
const EMITTERS_MAX = 16;
export const OVERFLOW_ID = "overflow";
export const OVERFLOW_TEMPLATE = "<more patterns than are told apart>";

/** What is counted of a form in one of the inputs that are compared. */
export interface Tally {
  /** Lines by level, in the order of `LEVELS`. */
  readonly levels: number[];
  /** Times as lines of text have them, in the order of the lines. */
  first: string | null;
  last: string | null;
  /** Times of records, epoch milliseconds. */
  firstMs: number;
  lastMs: number;
  readonly emitters: Map<string, number>;
  /** Lines by the start of their bucket, epoch milliseconds; for records, where it was asked for. */
  readonly buckets: Map<number, number>;
}

export interface Form {
  /** Made of the message that was first in it. */
  readonly id: string;
  words: readonly Word[];
  keys: readonly string[];
  example: string;
  readonly tallies: Tally[];
}

export interface FormTableOptions {
  readonly formsMax?: number;
  /** Inputs that are told apart. */
  readonly sides?: number;
}

const BETWEEN = "\u0003";
const ID_HEX = 12;
/** The first number is that of all forms which found no room. */
export const OVERFLOW = 0;

export class FormTable {
  readonly sides: number;
  readonly #formsMax: number;
  readonly #byKeys = new Map<string, number>();
  readonly #forms = new Map<number, Form>();
  /** Which form a number stands for by now. */
  readonly #aliases: number[] = [];
  /** By count of words: places that are values in joined forms and may be words in a message. */
  /** Each word once, however many forms have it. */
  readonly #vocabulary = new Map<string, Word>();
  readonly #masks = new Map<number, Map<string, readonly (readonly [number, string])[]>>();
  #isFull = false;

  constructor({ formsMax = FORMS_MAX, sides = 1 }: FormTableOptions = {}) {
    this.#formsMax = formsMax;
    this.sides = sides;
    this.#insert({
      id: OVERFLOW_ID,
      words: [],
      keys: [],
      example: "",
      tallies: this.#newTallies(),
    });
  }

  get size(): number {
    return this.#forms.size;
  }

  /** Whether the next new form may join others: what is known of them by number is told before that. */
  get isAtLimit(): boolean {
    return this.#forms.size >= this.#formsMax;
  }

  /** How often forms were joined: numbers that were given before may stand for others since. */
  generation = 0;

  /** The number of the form with `words`; a new one if need be. `example` is asked for then only. */
  find(words: readonly Word[], example: () => string): number {
    const keys = words.map(({ key }) => key);
    const known = this.#byKeys.get(keys.join(BETWEEN)) ?? this.#findMasked(keys);
    if (known !== undefined) {
      const form = this.#forms.get(known)!;
      form.words = withCommonTexts(form, words);
      return known;
    }
    if (!this.#hasRoom()) return OVERFLOW;
    const own = this.#own(words);
    return this.#insert({
      id: idOf(keys),
      words: own,
      keys: own.map(({ key }) => key),
      example: example(),
      tallies: this.#newTallies(),
    });
  }

  /** A form that was known before: its id stays, and messages that it stands for are counted in it. */
  seed(id: string, words: readonly Word[]): void {
    const keys = words.map(({ key }) => key);
    if (this.#byKeys.has(keys.join(BETWEEN)) || !this.#hasRoom()) return;
    this.#insert({ id, words, keys, example: "", tallies: this.#newTallies() });
    this.#remember(keys, (key) => key.includes(ANY));
  }

  resolve(number: number): number {
    let at = number;
    while (this.#aliases[at] !== at) at = this.#aliases[at]!;
    return at;
  }

  form(number: number): Form {
    return this.#forms.get(number)!;
  }

  /** The forms of each pattern, in order of their first message. Changes nothing. */
  patterns(): Form[][] {
    return this.#groups().map((members) => members.map((number) => this.#forms.get(number)!));
  }

  /** For each live number the id of its pattern. */
  patternIds(): Map<number, string> {
    const ids = new Map<number, string>();
    for (const members of this.#groups()) {
      for (const number of members) ids.set(number, this.#forms.get(members[0]!)!.id);
    }
    return ids;
  }

  /** Numbers of the forms of each pattern; what found no room is one of its own. */
  #groups(): number[][] {
    const numbers = [...this.#forms.keys()].filter((number) => number !== OVERFLOW);
    const grouped = groupForms(numbers.map((number) => this.#forms.get(number)!.keys));
    const groups = new Map<number, number[]>([[-1, [OVERFLOW]]]);
    grouped.forEach((first, index) => {
      const members = groups.get(first);
      if (members === undefined) groups.set(first, [numbers[index]!]);
      else members.push(numbers[index]!);
    });
    return [...groups.values()];
  }

  #own(words: readonly Word[]): Word[] {
    return words.map((word) => {
      const name = `${word.gap ? " " : ""}${word.key}${BETWEEN}${word.text}`;
      const known = this.#vocabulary.get(name);
      if (known === undefined) this.#vocabulary.set(name, word);
      return known ?? word;
    });
  }

  #hasRoom(): boolean {
    if (this.#isFull || this.#aliases.length >= FORMS_EVER_MAX) return false;
    if (this.#forms.size < this.#formsMax) return true;
    this.#join();
    this.#isFull = this.#forms.size > this.#formsMax * (1 - FREED_MIN);
    return this.#forms.size < this.#formsMax;
  }

  /** Makes one form of all that are one pattern. */
  #join(): void {
    this.generation++;
    for (const members of this.#groups()) {
      if (members.length === 1) continue;
      const forms = members.map((number) => this.#forms.get(number)!);
      const [first] = forms, [kept] = members;
      const keys = commonKeys(forms);
      for (const number of members) {
        this.#byKeys.delete(this.#forms.get(number)!.keys.join(BETWEEN));
        if (number === kept) continue;
        this.#forms.delete(number);
        this.#aliases[number] = kept!;
      }
      const words = commonWords(forms).map((word, at) => ({ ...word, key: keys[at]! }));
      const tallies = this.#newTallies().map((_, side) =>
        sumOf(forms.map((form) => form.tallies[side]!))
      );
      this.#forms.set(kept!, { id: first!.id, example: first!.example, words, keys, tallies });
      this.#byKeys.set(keys.join(BETWEEN), kept!);
      this.#remember(keys, (key, at) => forms.some((form) => form.keys[at] !== key));
    }
  }

  #remember(keys: readonly string[], isMasked: (key: string, at: number) => boolean): void {
    const mask = keys.flatMap((key, at) => isMasked(key, at) ? [[at, key] as const] : []);
    if (mask.length === 0) return;
    const masks = this.#masks.get(keys.length) ?? new Map();
    masks.set(JSON.stringify(mask), mask);
    this.#masks.set(keys.length, masks);
  }

  #findMasked(keys: readonly string[]): number | undefined {
    for (const mask of this.#masks.get(keys.length)?.values() ?? []) {
      const masked = [...keys];
      for (const [at, key] of mask) masked[at] = key;
      const known = this.#byKeys.get(masked.join(BETWEEN));
      if (known !== undefined) return known;
    }
    return undefined;
  }

  #insert(form: Form): number {
    const number = this.#aliases.length;
    this.#aliases.push(number);
    this.#forms.set(number, form);
    if (number !== OVERFLOW) this.#byKeys.set(form.keys.join(BETWEEN), number);
    return number;
  }

  #newTallies(): Tally[] {
    return Array.from({ length: this.sides }, newTally);
  }
}

export function newTally(): Tally {
  return {
    levels: LEVELS.map(() => 0),
    first: null,
    last: null,
    firstMs: Infinity,
    lastMs: -Infinity,
    emitters: new Map(),
    buckets: new Map(),
  };
}

/** Several tallies as one. */
export function sumOf(tallies: readonly Tally[]): Tally {
  const sum = newTally();
  for (const { levels, first, last, firstMs, lastMs, emitters, buckets } of tallies) {
    levels.forEach((count, index) => sum.levels[index]! += count);
    sum.first = earlier(sum.first, first);
    sum.last = later(sum.last, last);
    sum.firstMs = Math.min(sum.firstMs, firstMs);
    sum.lastMs = Math.max(sum.lastMs, lastMs);
    for (const [name, count] of emitters) addEmitter(sum, name, count);
    for (const [start, count] of buckets) {
      sum.buckets.set(start, (sum.buckets.get(start) ?? 0) + count);
    }
  }
  return sum;
}

export function addEmitter({ emitters }: Tally, name: string, count: number): void {
  const label = emitters.has(name) || emitters.size < EMITTERS_MAX ? name : "other";
  emitters.set(label, (emitters.get(label) ?? 0) + count);
}

/** RFC 3339 in UTC sorts as text; other times stand in the order of their lines. */
const SORTABLE = /^\d{4}-\d{2}-\d{2}T.*Z$/;

export function earlier(a: string | null, b: string | null): string | null {
  if (a === null || b === null) return a ?? b;
  return SORTABLE.test(a) && SORTABLE.test(b) && b < a ? b : a;
}

export function later(a: string | null, b: string | null): string | null {
  if (a === null || b === null) return b ?? a;
  return SORTABLE.test(a) && SORTABLE.test(b) && b < a ? a : b;
}

/** The words of a pattern: of each place what its forms have in common. */
export function commonWords(forms: readonly Form[]): Word[] {
  const [first, ...others] = forms;
  return first!.words.map((word, at) => {
    const name = nameOfPlace(first!.keys, at);
    const text = others.reduce(
      (common, form) => commonText(common, form.words[at]!.text, name),
      word.text,
    );
    return { ...word, text };
  });
}

function withCommonTexts(form: Form, words: readonly Word[]): readonly Word[] {
  if (words.every(({ text }, at) => text === form.words[at]!.text)) return form.words;
  return commonWords([form, { ...form, words }]);
}

/** Keys that all forms share; `eth<*>` for `eth0` and `eth1`, and a value for all else. */
function commonKeys(forms: readonly Form[]): string[] {
  return forms[0]!.keys.map((key, at) => {
    const others = forms.filter((form) => form.keys[at] !== key);
    if (others.length === 0) return key;
    const shape = key.replace(/\d/g, ANY);
    return others.every((form) => form.keys[at]!.replace(/\d/g, ANY) === shape) ? shape : ANY;
  });
}

function idOf(keys: readonly string[]): string {
  return createHash("sha256").update(keys.join(BETWEEN)).digest("hex").slice(0, ID_HEX);
}
