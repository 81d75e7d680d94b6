/** A run in words and numbers, ready to stand in the page. Pure. */
import type { EmitterRow, RunDetail, RunSummary, TailPair } from "../messages.ts";
import { clock, count, DASH, millis, moment, rate } from "./numbers.ts";

const PHASES = {
  running: "running",
  paused: "paused",
  draining: "waiting for answers",
  verifying: "checking what is stored",
  ended: "ended",
} as const;

export interface Tile {
  readonly label: string;
  readonly value: string;
  readonly note: string;
  readonly tone: string;
}

export interface Part {
  readonly key: number;
  readonly text: string;
  readonly kind: string;
}

export function badgeOf({ phase, outcome }: RunSummary) {
  const kind = phase === "ended" ? outcome ?? "interrupted" : phase;
  return { kind, text: phase === "ended" ? kind : PHASES[phase] };
}

export function factsOf({ summary, seed, rateFactor }: RunDetail): string {
  const rates = rateFactor === 1 ? [] : [`rates × ${rateFactor}`];
  return [summary.id, summary.target, `seed ${seed}`, ...rates, moment(summary.startedMs)]
    .join(" · ");
}

export function progressOf({ elapsedSec, durationSec, phase }: RunSummary) {
  return {
    share: durationSec === 0 ? 1 : Math.min(1, elapsedSec / durationSec),
    text: phase === "ended" && elapsedSec >= durationSec
      ? `all of ${clock(durationSec)}`
      : `${clock(elapsedSec)} of ${clock(durationSec)}`,
  };
}

export function tilesOf({ total, summary }: RunDetail): Tile[] {
  const bad = (value: number) => value > 0 ? "bad" : "";
  const astray = total.rejected - total.refused;
  const isLive = summary.phase === "running";
  return [
    {
      label: "Sent",
      value: count(total.sent),
      note: isLive
        ? `${rate(total.currentEps)}/s of ${rate(total.askedEps)}/s asked`
        : `of ${count(total.planned)} planned`,
      tone: "",
    },
    { label: "Accepted", value: count(total.accepted), note: share(total), tone: "" },
    {
      label: "Rejected",
      value: count(total.rejected),
      note: total.refused > 0 ? `${count(total.refused)} broken on purpose` : "",
      tone: bad(astray),
    },
    { label: "Unanswered", value: count(total.unanswered), note: "", tone: bad(total.unanswered) },
    {
      label: "Dropped",
      value: count(total.dropped),
      note: total.dropped > 0 ? "due, but not sent in time" : "",
      tone: bad(total.dropped),
    },
    {
      label: "Latency p99",
      value: millis(total.p99Ms),
      note: total.p50Ms === undefined ? "" : `p50 ${millis(total.p50Ms)}`,
      tone: "",
    },
  ];
}

function share({ accepted, sent }: EmitterRow): string {
  if (sent === 0) return "";
  const value = accepted / sent * 100;
  return `${value === 100 ? "100" : (Math.floor(value * 10) / 10).toFixed(1)} % of sent`;
}

export function rowsOf({ emitters, total }: RunDetail) {
  const all = emitters.length > 1 ? [{ ...total, label: "all" }] : [];
  return [...emitters, ...all].map((row) => ({
    label: row.label,
    kind: row.label === "all" ? "total" : "",
    emitter: row.label === "all" ? "" : row.label,
    asked: rate(row.askedEps),
    rate: rate(row.currentEps),
    sent: count(row.sent),
    accepted: count(row.accepted),
    rejected: count(row.rejected),
    unanswered: count(row.unanswered),
    dropped: count(row.dropped),
    p50: millis(row.p50Ms),
    p95: millis(row.p95Ms),
    p99: millis(row.p99Ms),
    factor: row.factor,
    factorLabel: row.label === "all"
      ? "Rate factor of all emitters"
      : `Rate factor of ${row.label}`,
  }));
}

const MARKS = { passed: "✔", broken: "✘", unchecked: "·" } as const;
const STATUS_TEXTS = { passed: ": holds", broken: ": broken", unchecked: ": not known" } as const;

export function checksOf({ checks }: RunDetail) {
  return checks.map(({ name, wanted, got, status, note, says }) => ({
    name,
    // Runs that an earlier version has kept have no words.
    says: says ?? `${got}${note === undefined ? "" : ` (${note})`}`,
    wanted,
    status,
    mark: MARKS[status],
    statusText: STATUS_TEXTS[status],
  }));
}

const FATES = {
  rejected: "refused",
  unanswered: "not answered",
  dropped: "not sent",
  retried: "sent again",
} as const;

export function errorsOf({ errors = [] }: RunDetail) {
  return errors.map(({ fate, reason, count: records, example }) => ({
    key: `${fate} ${reason}`,
    fate: FATES[fate],
    reason: reason.replaceAll("_", " "),
    count: `${count(records)} ${fate === "retried" ? "requests" : "records"}`,
    example: example ?? "",
  }));
}

export function verdictTitleOf({ summary, checks }: RunDetail): string {
  const { phase, outcome, checksBroken } = summary;
  const broken = `${checksBroken} of ${checks.length} expectations broken`;
  if (phase !== "ended") {
    if (checks.length === 0) return "Verdict";
    return checksBroken === 0 ? "Verdict so far: good" : `Verdict so far: ${broken}`;
  }
  if (outcome === "passed") {
    const unchecked = checks.filter(({ status }) => status === "unchecked").length;
    if (unchecked === 0) return "Verdict: passed";
    const of = `${unchecked} of ${checks.length} expectations not checked`;
    return unchecked === checks.length ? `No verdict: ${of}` : `Verdict: passed, ${of}`;
  }
  if (outcome === "broken") return `Verdict: ${broken}`;
  return "Verdict: interrupted";
}

export function deliveryOf({ delivery }: RunDetail) {
  if (delivery === undefined) return { text: "", facts: [] };
  const { total, files, lines } = delivery;
  const clear = Object.values(total.piiInClear).reduce((sum, n) => sum + n, 0);
  const fact = (label: string, value: number, isGood = value === 0) => ({
    label,
    value: count(value),
    tone: isGood ? "" : "bad",
  });
  const text = total.accepted > 0 && total.delivered === 0
    ? "None of this run’s records are in the journal: is LOGOPS_SINK_DIR the folder of this gateway?"
    : `Read ${count(lines)} lines in ${files === 1 ? "one file" : `${files} files`}.`;
  return {
    text,
    facts: [
      fact("accepted", total.accepted, true),
      fact("delivered", total.delivered, total.delivered === total.accepted),
      fact("lost", total.lost),
      fact("duplicated", total.duplicated),
      fact("reordered", total.reordered),
      fact("corrupted", total.corrupted),
      fact("PII looked for", total.piiPlanted, true),
      fact("PII in clear", clear),
    ],
  };
}

/** What stands above records as sent and as stored. With a journal they are read while watched. */
export function tailTextOf({ summary, verifies }: RunDetail, pairs: number): string {
  if (pairs > 0) {
    return verifies
      ? "A few of each second. Planted PII is marked, and what the gateway made of it."
      : "A few of each second, as sent. What is stored cannot be shown: the journal is not read for this run.";
  }
  if (summary.phase !== "ended") return "Waiting for the first records.";
  return verifies && summary.sent > 0
    ? "None: records are taken while this page is open, and are not read again from the journal."
    : "No record was kept for show.";
}

/** What masking leaves of a value: stars, or the first parts of an address. */
const MASKED =
  /([\w.+-]{0,24}\*{3,}[\w@.-]{0,80}|\d{1,3}\.\d{1,3}\.x\.x|[\da-f]{1,4}:[\da-f]{1,4}(?::x)+)/i;

export function pairOf(pair: TailPair, key: string) {
  return {
    key,
    emitter: pair.emitter,
    level: pair.level,
    sentParts: partsOf(splitAt(pair.sent, pair.planted), "pii"),
    hasStored: pair.stored !== undefined,
    storedParts: partsOf((pair.stored ?? "").split(MASKED), "masked"),
  };
}

/** Every other piece is one of `values`. */
function splitAt(text: string, values: readonly string[]): string[] {
  const wanted = [...new Set(values)].filter((value) => value !== "");
  if (wanted.length === 0) return [text];
  const pattern = wanted.sort((a, b) => b.length - a.length)
    .map((value) => value.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|");
  return text.split(new RegExp(`(${pattern})`));
}

function partsOf(pieces: readonly string[], kind: string): Part[] {
  return pieces.map((text, key) => ({ key, text, kind: key % 2 === 1 ? kind : "" }))
    .filter(({ text }) => text !== "");
}

export function listedOf(run: RunSummary) {
  const { share, text } = progressOf(run);
  return {
    id: run.id,
    name: run.name,
    href: `/runs/${encodeURIComponent(run.id)}`,
    phase: run.phase,
    phaseText: PHASES[run.phase],
    share,
    progressText: text,
    rateText: run.phase === "running" ? `${rate(run.currentEps)}/s` : DASH,
  };
}
