/**
 * Which forms are one pattern: a word is a value where enough different ones stand in its place
 * while all else is the same.
 *
 * ```
 * session closed for user <alice|bob>            two are enough behind "user"
 * tag=<"View"|"Scan"|…> name=<com.a|com.b|…>     four behind "=", in several places at once
 * VM Started · VM Paused · VM Resumed            three plain words are three messages
 * ```
 *
 * Forms are only ever joined, and what joins them is that there are many: with more forms, those
 * that were one pattern stay one. So patterns can grow and join while a log goes on, and never part.
 */
import { ANY } from "../message/mod.ts";

/** A word of the message, and its place, decide how many different ones make it a value. */
export const DISTINCT_MIN = {
  /** Words as in a dictionary: as likely another message. */
  plain: 6,
  /** With dots, digits, capitals inside: names of things. */
  valueLike: 4,
  /** Behind `=`. */
  assigned: 4,
  /** Alone between quotes, or brackets. */
  enclosed: 3,
  /** Behind a word that announces a name: `user alice`. */
  named: 2,
} as const;

/** Generalised forms that are looked at, for each form: a bound on work. */
const ITEMS_PER_FORM_MAX = 8;
const ITEMS_MIN = 100;

const NAMED = /^(?:user|users?name|host|hostname|node|login|account|owner|uid|logname)$/i;
const QUOTE = /^["'`]$/;
const BRACKETS: Readonly<Record<string, string>> = { "(": ")", "[": "]", "{": "}" };
const LETTER = /[a-zA-Z\u0080-\uffff]/;
const WORDLIKE = /[\w\u0080-\uffff]/;
const VALUE_LIKE = /[a-z][A-Z]|[\d._\-/$@\\~]|[\u0080-\uffff]/;
/** Parts of keys of maps; no word has them in it. */
const BETWEEN = "\u0003", GAP = "\u0004", SOFT = "\u0005";

type Keys = readonly string[];

/** For each of `forms` the index of the first one of its pattern. */
export function groupForms(forms: readonly Keys[]): number[] {
  const groups = new Groups(forms.length);
  const slots = new Slots(groups);
  forms.forEach((keys, index) => slots.add(keys, index));
  joinWhereSeveralVary(forms, slots);
  const itemsMax = forms.length * ITEMS_PER_FORM_MAX + ITEMS_MIN;
  while (slots.size < itemsMax && slots.generalise());
  return forms.map((_, index) => groups.find(index));
}

/** What a word at `at` is called in a pattern where it varies. */
export function nameOfPlace(before: string | undefined): string {
  return before !== undefined && /^user/i.test(before) ? "<user>" : "<word>";
}

/** Sets of forms that only ever join; a set is called by its first form. */
class Groups {
  readonly #parents: Int32Array;

  constructor(size: number) {
    this.#parents = Int32Array.from({ length: size }, (_, index) => index);
  }

  find(index: number): number {
    const parents = this.#parents;
    let at = index;
    while (parents[at] !== at) at = parents[at] = parents[parents[at]!]!;
    return at;
  }

  join(a: number, b: number): void {
    const first = this.find(a), second = this.find(b);
    this.#parents[Math.max(first, second)] = Math.min(first, second);
  }
}

interface Item {
  readonly keys: Keys;
  readonly form: number;
}

interface Slot {
  readonly keys: Keys;
  readonly at: number;
  /** What stands there, and in which items. */
  readonly values: Map<string, Item[]>;
}

/** Forms by each of their places: what differs in one place only is in one slot. */
class Slots {
  readonly #groups: Groups;
  readonly #items = new Map<string, Item>();
  readonly #slots = new Map<string, Slot>();
  #changed = new Set<Slot>();

  constructor(groups: Groups) {
    this.#groups = groups;
  }

  get size(): number {
    return this.#items.size;
  }

  add(keys: Keys, form: number): void {
    const name = keys.join(BETWEEN);
    const known = this.#items.get(name);
    if (known !== undefined) return this.#groups.join(known.form, form);
    const item = { keys, form };
    this.#items.set(name, item);
    for (let at = 0; at < keys.length; at++) {
      const key = keys[at]!;
      if (key !== ANY && !WORDLIKE.test(key)) continue;
      const around = keys.slice(0, at).join(BETWEEN) + GAP + keys.slice(at + 1).join(BETWEEN);
      let slot = this.#slots.get(around);
      if (slot === undefined) this.#slots.set(around, slot = { keys, at, values: new Map() });
      const items = slot.values.get(key);
      if (items === undefined) slot.values.set(key, [item]);
      else items.push(item);
      if (slot.values.size > 1) this.#changed.add(slot);
    }
  }

  /** Joins what the slots that have changed say, and adds its general form; whether there was any. */
  generalise(): boolean {
    const changed = this.#changed;
    this.#changed = new Set();
    const found: Item[] = [];
    for (const { keys, at, values } of changed) {
      for (const [key, members] of variants(keys, at, [...values.keys()])) {
        const items = members.flatMap((member) => values.get(member)!);
        for (const { form } of items) this.#groups.join(items[0]!.form, form);
        found.push({ keys: keys.with(at, key), form: items[0]!.form });
      }
    }
    for (const { keys, form } of found) this.add(keys, form);
    return this.#changed.size > 0;
  }
}

/** What `values` of the place `at` are together: one value, values that differ in digits, or words. */
function variants(
  keys: Keys,
  at: number,
  values: readonly string[],
): [string, readonly string[]][] {
  if (isValue(keys, at, values)) return [[ANY, values]];
  const alike = new Map<string, string[]>();
  for (const value of values) {
    if (!/\d/.test(value)) continue;
    const shape = value.replace(/\d/g, ANY);
    alike.set(shape, [...alike.get(shape) ?? [], value]);
  }
  return [...alike].filter(([, members]) => members.length > 1);
}

function isValue(keys: Keys, at: number, values: readonly string[]): boolean {
  const words = values.filter((value) => value !== ANY);
  const hasAny = words.length < values.length;
  const valueLike = words.filter(isValueLike).length;
  const constants = countConstants(keys, (index) => index === at);
  const times = evidenceTimes(constants);
  if (words.length >= DISTINCT_MIN.plain * times) return true;
  if (valueLike >= DISTINCT_MIN.valueLike * times) return true;
  if (constants >= 1 && hasAny && (valueLike >= 1 || words.length >= DISTINCT_MIN.enclosed)) {
    return true;
  }
  if (constants >= 2 && words.filter((word) => word.includes(ANY)).length >= 2) return true;
  const before = keys[at - 1] ?? "";
  if (before === "=" && (hasAny || words.length >= DISTINCT_MIN.assigned)) return true;
  if (NAMED.test(before) && (hasAny || words.length >= DISTINCT_MIN.named)) return true;
  const after = keys[at + 1];
  const isQuoted = QUOTE.test(before) && after === before;
  const isBracketed = BRACKETS[before] !== undefined && after === BRACKETS[before];
  if (!isQuoted && !isBracketed) return false;
  return words.length >= DISTINCT_MIN.enclosed * (isQuoted ? 1 : times);
}

/** The less is the same, the more must differ; where nothing is, nothing tells. */
function evidenceTimes(constants: number): number {
  if (constants >= 3) return 1;
  return constants === 2 ? 2 : constants === 1 ? 3 : Infinity;
}

function countConstants(keys: Keys, isLeftOut: (index: number) => boolean): number {
  let count = 0;
  for (let index = 0; index < keys.length; index++) {
    if (keys[index] !== ANY && !isLeftOut(index) && LETTER.test(keys[index]!)) count++;
  }
  return count;
}

function isValueLike(word: string): boolean {
  return word.includes(ANY) || VALUE_LIKE.test(word);
}

/** Whether a word may be a value by its look or place alone. */
function isSoft(keys: Keys, at: number): boolean {
  const key = keys[at]!;
  if (key === ANY || !WORDLIKE.test(key)) return false;
  const before = keys[at - 1] ?? "";
  return before === "=" || NAMED.test(before) || isValueLike(key);
}

/** Several places that vary at once, among forms that agree in all but what may be a value. */
function joinWhereSeveralVary(forms: readonly Keys[], slots: Slots): void {
  const alike = new Map<string, number[]>();
  forms.forEach((keys, form) => {
    const hard = keys.map((key, at) => isSoft(keys, at) ? SOFT : key).join(BETWEEN);
    if (!hard.includes(SOFT)) return;
    const members = alike.get(hard);
    if (members === undefined) alike.set(hard, [form]);
    else members.push(form);
  });
  for (const members of alike.values()) {
    if (members.length < 2) continue;
    const first = forms[members[0]!]!;
    const soft = first.map((_, at) => isSoft(first, at));
    const times = evidenceTimes(countConstants(first, (index) => soft[index]!));
    const varies = first.map((_, at) => {
      if (!soft[at]) return false;
      const distinct = new Set(members.map((member) => forms[member]![at])).size;
      const before = first[at - 1] ?? "";
      if (before === "=") return distinct >= DISTINCT_MIN.assigned * times;
      if (NAMED.test(before)) return distinct >= DISTINCT_MIN.named * times;
      return distinct >= DISTINCT_MIN.valueLike * times;
    });
    if (!varies.includes(true)) continue;
    for (const member of members) {
      slots.add(forms[member]!.map((key, at) => varies[at] ? ANY : key), member);
    }
  }
}
