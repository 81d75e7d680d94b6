/**
 * Gateways and sinks as rows, and what all of them do together, by emitter, refusal and kind:
 *
 * ```
 * gateway         state  records/s  batches/s  MB/s     p50    p99  masked/s  refused/s  open
 * 127.0.0.1:8080  ready     12,400        124   4.1  3.0 ms  12 ms       310          0    18
 * ```
 */
import { duration, fit, painter, rate, type Style, table, visibleLength } from "../report/mod.ts";
import type { State } from "./look.ts";
import type { Named, Rates } from "./rates.ts";

export interface TopRow {
  readonly name: string;
  readonly state: State;
  readonly why: string | undefined;
  /** Undefined until there are two readings. */
  readonly rates: Rates | undefined;
}

type Paint = ReturnType<typeof painter>;

interface Column {
  readonly title: string;
  readonly of: (rates: Rates, paint: Paint) => string;
  /** Of all gateways together: a sum, where there is one. */
  readonly sum?: (rates: Rates) => number;
}

const refused = (value: number, paint: Paint) => value === 0 ? "0" : paint("red", rate(value));

/** As they stand; on a narrow screen those that are named last in `RANK` go first. */
const COLUMNS: readonly Column[] = [
  {
    title: "records/s",
    of: (one, paint) => paint("bold", rate(one.recordsPerSec)),
    sum: (one) => one.recordsPerSec,
  },
  {
    title: "batches/s",
    of: (one) => rate(one.batchesPerSec),
    sum: (one) => one.batchesPerSec,
  },
  { title: "MB/s", of: (one) => rate(one.bytesPerSec / 1e6), sum: (one) => one.bytesPerSec / 1e6 },
  { title: "p50", of: (one) => duration(one.p50Ms) },
  { title: "p99", of: (one) => duration(one.p99Ms) },
  { title: "sync p99", of: (one) => duration(one.fsyncP99Ms) },
  { title: "masked/s", of: (one) => rate(one.maskedPerSec), sum: (one) => one.maskedPerSec },
  {
    title: "refused/s",
    of: (one, paint) => refused(one.rejectedPerSec, paint),
    sum: (one) => one.rejectedPerSec,
  },
  { title: "again/s", of: (one) => rate(one.replayedPerSec), sum: (one) => one.replayedPerSec },
  { title: "waiting", of: (one) => bytes(one.pendingBytes) },
  { title: "open", of: (one) => rate(one.connections), sum: (one) => one.connections },
];
const RANK = [
  ...["records/s", "p99", "refused/s", "masked/s", "batches/s", "MB/s", "sync p99"],
  ...["waiting", "open", "again/s", "p50"],
];

/** `height`: lines of the screen. */
export function renderTop(rows: readonly TopRow[], height: number, style: Style): string[] {
  const paint = painter(style);
  const dim = (titles: readonly string[]) => titles.map((title) => paint("dim", title));
  const gateways = rows.filter(({ rates }) => rates === undefined || rates.version !== undefined);
  const sinks = rows.flatMap(({ rates }) => rates?.sinks ?? []);
  const troubles = rows.filter(({ why }) => why !== undefined);
  const sections = [
    section(
      "sink",
      ["records/s", "behind", "dead", "state"],
      sinks.map((sink) => [
        sink.name,
        rate(sink.perSec),
        bytes(sink.lagBytes),
        refused(sink.dead, paint),
        sink.waiting === undefined
          ? paint("green", "sends")
          : paint("yellow", `waits: ${sink.waiting}`),
      ]),
    ),
    section("emitter", ["records/s", "batches/s", "refused/s"], emittersOf(gateways)),
    section("refused", ["a second"], namedRows(gateways, ({ reasons }) => reasons)),
    section("masked", ["a second"], namedRows(gateways, ({ masked }) => masked)),
  ].filter((lines) => lines.length > 0);
  const lines = [
    ...gatewayTable(gateways, style, paint),
    ...troubles.map(({ name, why }) => paint("yellow", `${name}: ${why}`)),
  ];
  for (const section of sections) {
    const room = height - lines.length - 1;
    if (room < 2) break;
    lines.push("", ...section.slice(0, room));
  }
  return lines.slice(0, height).map((line) => fit(line, style.width));

  function section(title: string, titles: readonly string[], rows: readonly string[][]): string[] {
    return rows.length === 0 ? [] : table([dim([title, ...titles]), ...rows]);
  }
}

function gatewayTable(rows: readonly TopRow[], { width }: Style, paint: Paint): string[] {
  const colours = { ready: "green", "not ready": "yellow", down: "red" } as const;
  const known = rows.flatMap(({ rates }) => rates === undefined ? [] : [rates]);
  for (let shown = RANK.length;; shown--) {
    const columns = COLUMNS.filter(({ title }) => RANK.indexOf(title) < shown);
    const titles = ["gateway", "state", ...columns.map(({ title }) => title)];
    const cells = rows.map(({ name, state, rates }) => [
      name,
      paint(colours[state], state),
      ...columns.map(({ of }) => rates === undefined ? "–" : of(rates, paint)),
    ]);
    const sums = known.length < 2 ? [] : [[
      ...["all", ""],
      ...columns.map(({ sum }) =>
        sum === undefined ? "" : rate(known.reduce((total, one) => total + sum(one), 0))
      ),
    ]];
    const lines = table([titles.map((title) => paint("dim", title)), ...cells, ...sums], 2);
    if (shown === 1 || lines.every((line) => visibleLength(line) <= width)) return lines;
  }
}

function emittersOf(rows: readonly TopRow[]): string[][] {
  const sums = new Map<string, [number, number, number]>();
  for (const { name, perSec, batchesPerSec, rejectedPerSec } of all(rows, (one) => one.emitters)) {
    const [records, batches, rejected] = sums.get(name) ?? [0, 0, 0];
    sums.set(name, [records + perSec, batches + batchesPerSec, rejected + rejectedPerSec]);
  }
  return [...sums].toSorted(([, one], [, other]) => other[0] - one[0])
    .map(([name, values]) => [name, ...values.map(rate)]);
}

function namedRows(
  rows: readonly TopRow[],
  of: (rates: Rates) => readonly Named[],
): string[][] {
  const sums = new Map<string, number>();
  for (const { name, perSec } of all(rows, of)) sums.set(name, (sums.get(name) ?? 0) + perSec);
  return [...sums].toSorted(([, one], [, other]) => other - one)
    .map(([name, perSec]) => [name, rate(perSec)]);
}

function all<T>(rows: readonly TopRow[], of: (rates: Rates) => readonly T[]): readonly T[] {
  return rows.flatMap(({ rates }) => rates === undefined ? [] : of(rates));
}

function bytes(value: number): string {
  if (value < 1000) return `${Math.round(value)} B`;
  if (value < 1e6) return `${(value / 1e3).toFixed(1)} kB`;
  return value < 1e9 ? `${(value / 1e6).toFixed(1)} MB` : `${(value / 1e9).toFixed(1)} GB`;
}
