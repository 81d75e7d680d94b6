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
import { Hasher, HashSet, type KeysHash } from "./keys_hash.ts";

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
/** Stands for all that may be a value; no word is that. */
const SOFT = "\u0005";

type Keys = readonly string[];

/** For each of `forms` the index of the first one of its pattern. */
export function groupForms(forms: readonly Keys[]): number[] {
  const groups = new Groups(forms.length);
  const items = new Items(groups);
  forms.forEach((keys, index) => items.add(keys, index));
  joinWhereSeveralVary(forms, items);
  const itemsMax = forms.length * ITEMS_PER_FORM_MAX + ITEMS_MIN;
  while (items.size < itemsMax && joinWhereOneVaries(items, groups));
  return forms.map((_, index) => groups.find(index));
}

/** What a word at `at` is called in a pattern where it varies: what the word before it announces. */
export function nameOfPlace(keys: Keys, at: number): string {
  const before = keys[at - 1] === "=" || keys[at - 1] === ":" ? keys[at - 2] : keys[at - 1];
  if (before === undefined) return "<word>";
  if (/^(?:user|users?name|login|account|owner|logname|ruser)$/i.test(before)) return "<user>";
  if (/^r?(?:host|hostname|node|server|addr|address)$/i.test(before)) return "<host>";
  return /^(?:file|path|dir|directory|folder)$/i.test(before) ? "<path>" : "<word>";
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
  readonly hash: KeysHash;
}

/** Forms, and more general ones that were made of them, each once. */
class Items {
  readonly list: Item[] = [];
  readonly #groups: Groups;
  readonly #hasher = new Hasher();
  readonly #byHash = new Map<number, Item>();

  constructor(groups: Groups) {
    this.#groups = groups;
  }

  get size(): number {
    return this.list.length;
  }

  /** Whether it is new; if it is not, its form is of the pattern of the one that is known. */
  add(keys: Keys, form: number): boolean {
    const hash = this.#hasher.read(keys);
    const known = this.#byHash.get(hash.whole);
    if (known !== undefined) {
      this.#groups.join(known.form, form);
      return false;
    }
    const item = { keys, form, hash };
    this.list.push(item);
    this.#byHash.set(hash.whole, item);
    return true;
  }

  /** The hash of all keys of `item` but the one at `at`. */
  around(item: Item, at: number): number {
    return this.#hasher.without(item.hash, item.keys, at);
  }
}

/** Items that differ in one place only: joins what is one value there, and adds its general form. */
function joinWhereOneVaries(items: Items, groups: Groups): boolean {
  const repeated = repeatedHashes(items);
  const slots = new Map<number, { keys: Keys; at: number; values: Map<string, Item[]> }>();
  for (const item of items.list) {
    for (let at = 0; at < item.keys.length; at++) {
      if (!mayVary(item.keys[at]!)) continue;
      const around = items.around(item, at);
      if (!repeated.has(around)) continue;
      let slot = slots.get(around);
      if (slot === undefined) slots.set(around, slot = { keys: item.keys, at, values: new Map() });
      const members = slot.values.get(item.keys[at]!);
      if (members === undefined) slot.values.set(item.keys[at]!, [item]);
      else members.push(item);
    }
  }
  const found: { keys: Keys; form: number }[] = [];
  for (const { keys, at, values } of slots.values()) {
    if (values.size < 2) continue;
    for (const [key, alike] of variants(keys, at, [...values.keys()])) {
      const members = alike.flatMap((value) => values.get(value)!);
      for (const { form } of members) groups.join(members[0]!.form, form);
      found.push({ keys: keys.with(at, key), form: members[0]!.form });
    }
  }
  let hasMore = false;
  for (const { keys, form } of found) hasMore = items.add(keys, form) || hasMore;
  return hasMore;
}

/** Hashes of what is around a place that several items have: most have only one, and need no room. */
function repeatedHashes(items: Items): HashSet {
  let places = 0;
  for (const { keys } of items.list) places += keys.length;
  const seen = new HashSet(places), repeated = new HashSet(places);
  for (const item of items.list) {
    for (let at = 0; at < item.keys.length; at++) {
      if (!mayVary(item.keys[at]!)) continue;
      const around = items.around(item, at);
      if (!seen.add(around)) repeated.add(around);
    }
  }
  return repeated;
}

function mayVary(key: string): boolean {
  return key === ANY || WORDLIKE.test(key);
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
    if (value === ANY) continue;
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
function joinWhereSeveralVary(forms: readonly Keys[], items: Items): void {
  const hasher = new Hasher();
  const alike = new Map<number, number[]>();
  forms.forEach((keys, form) => {
    let isHard = true;
    const hard = keys.map((key, at) => {
      if (!isSoft(keys, at)) return key;
      isHard = false;
      return SOFT;
    });
    if (isHard) return;
    const { whole } = hasher.read(hard);
    const members = alike.get(whole);
    if (members === undefined) alike.set(whole, [form]);
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
      items.add(forms[member]!.map((key, at) => varies[at] ? ANY : key), member);
    }
  }
}
