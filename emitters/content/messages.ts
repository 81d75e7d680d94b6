/**
 * Makes messages from templates. A template is taken apart once per stream; making a message is then
 * joining its literals with what its slots draw.
 *
 * Slots for personal data: `email ipv4 ipv6 card iban jwt bearer basic password cloud_key`.
 * Other slots: `amount bytes currency decoy host method ms n order path pod queue service small
 * status table token trace user`.
 */
import { type Level, LEVELS } from "../../contract/mod.ts";
import { DECOYS } from "./decoys.ts";
import type { PiiKind, PlantedPii } from "../emitter.ts";
import { createTokens, drawQuantile, LATENCY_MS, type Random } from "../chance/mod.ts";
import { TEMPLATES } from "./message_templates.ts";
import { createPii, KIND_BY_NAME, type PiiName } from "../pii/mod.ts";

export interface MessageOptions {
  /** Whether a message may have several lines, as with stack traces. */
  readonly multiline: boolean;
  /** Writes a message as a value of the format. Applied once to each template, so it must leave
   * slots as they are, and what slots draw must need no escaping. */
  readonly encode: (text: string) => string;
}

export interface MessageSource {
  /** A message; with personal data, which is added to `planted`, where that is given. */
  next(level: Level, planted?: PlantedPii[]): string;
}

export function createMessages(
  random: Random,
  { multiline, encode }: MessageOptions,
): MessageSource {
  const slots = createSlots(random);
  const compileAll = (wanted: (template: Template) => boolean) =>
    byLevel((level) =>
      TEMPLATES[level]
        .filter((text) => multiline || !text.includes("\n"))
        .map((text) => compile(encode(text), slots))
        .filter(wanted)
    );
  const plain = compileAll((template) => !hasPii(template));
  const personal = compileAll(hasPii);
  return {
    next: (level, planted) =>
      planted === undefined
        ? write(random.pick(plain[level]), NOWHERE)
        : write(random.pick(personal[level]), planted),
  };
}

export const SERVICES: readonly string[] = [
  ...[
    "auth",
    "checkout",
    "payments",
    "catalog",
    "search",
    "orders",
    "mailer",
    "gateway",
    "billing",
  ],
];
export const METHODS: readonly string[] = ["GET", "GET", "GET", "GET", "POST", "PUT", "DELETE"];
export const PATHS: readonly string[] = [
  ...["/", "/login", "/cart", "/api/v1/orders", "/api/v1/users/me", "/api/v1/search", "/healthz"],
  ...["/api/v1/payments", "/static/app.js", "/api/v2/items/batch", "/products/blue-chair"],
];
export const STATUSES: readonly number[] = [200, 200, 200, 200, 201, 204, 302, 304, 400, 404, 503];

const TABLES = ["users", "orders", "payments", "sessions", "audit_log", "inventory"];
const QUEUES = ["orders.created", "mail.outbound", "payments.settled", "search.reindex"];
const CURRENCIES = ["EUR", "PLN", "USD", "GBP", "CHF"];

interface Slot {
  readonly kind?: PiiKind;
  readonly draw: () => string;
}

interface Template {
  readonly head: string;
  readonly slots: readonly Slot[];
  /** What follows each slot. */
  readonly tails: readonly string[];
}

/** For templates without personal data, which write nothing here. */
const NOWHERE: PlantedPii[] = Object.freeze([] as PlantedPii[]) as PlantedPii[];

function write(template: Template, planted: PlantedPii[]): string {
  let text = template.head;
  for (let i = 0; i < template.slots.length; i++) {
    const slot = template.slots[i]!;
    const value = slot.draw();
    if (slot.kind !== undefined) planted.push({ kind: slot.kind, value });
    text += value + template.tails[i];
  }
  return text;
}

function compile(text: string, slots: ReadonlyMap<string, Slot>): Template {
  const [head = "", ...rest] = text.split("{");
  const parts = rest.map((part) => {
    const end = part.indexOf("}");
    const slot = slots.get(part.slice(0, end));
    if (slot === undefined) throw new Error(`Message template has an unknown slot: ${text}`);
    return { slot, tail: part.slice(end + 1) };
  });
  return { head, slots: parts.map(({ slot }) => slot), tails: parts.map(({ tail }) => tail) };
}

function hasPii(template: Template): boolean {
  return template.slots.some(({ kind }) => kind !== undefined);
}

function byLevel<T>(make: (level: Level) => T): Record<Level, T> {
  return Object.fromEntries(LEVELS.map((level) => [level, make(level)])) as Record<Level, T>;
}

function createSlots(random: Random): ReadonlyMap<string, Slot> {
  const { hex, word, between } = createTokens(random);
  const pii = createPii(random);
  const plain: Record<string, () => string> = {
    amount: () => `${between(1, 900)}.${between(10, 100)}`,
    bytes: () => String(between(120, 900_000)),
    currency: () => random.pick(CURRENCIES),
    decoy: () => random.pick(DECOYS).text,
    host: () => `${random.pick(SERVICES)}-${word(1)}.internal`,
    method: () => random.pick(METHODS),
    ms: () => String(drawQuantile(LATENCY_MS, random)),
    n: () => String(between(2, 9000)),
    order: () => `ord-${word(2)}`,
    path: () => random.pick(PATHS),
    pod: () => `${random.pick(SERVICES)}-${hex(2)}-${word(2)}`,
    queue: () => random.pick(QUEUES),
    service: () => random.pick(SERVICES),
    small: () => String(between(1, 40)),
    status: () => String(random.pick(STATUSES)),
    table: () => random.pick(TABLES),
    token: () => hex(2),
    trace: () => hex(8),
    user: () => `u-${word(2)}`,
  };
  return new Map<string, Slot>([
    ...Object.entries(plain).map(([name, draw]): [string, Slot] => [name, { draw }]),
    ...Object.entries(KIND_BY_NAME).map(([name, kind]): [string, Slot] => [
      name,
      { kind, draw: pii[name as PiiName] },
    ]),
  ]);
}
