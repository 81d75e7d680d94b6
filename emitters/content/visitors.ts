/**
 * Visitors of the shop: people who walk from page to page, crawlers that follow every link, and
 * scanners that try doors. A fixed number is on the site at once; one that leaves is replaced.
 */
import type { Level } from "../../contract/mod.ts";
import type { PlantedPii } from "../emitter.ts";
import { NO_PII } from "../record/mod.ts";
import { createPii, type PiiSource } from "../pii/mod.ts";
import { createTokens, drawQuantile, LATENCY_MS, PAGE_BYTES, type Random } from "../chance/mod.ts";
import { createSite, ENTRY_PAGES, NEXT_PAGES, type Page, type Site, SLOWNESS } from "./site.ts";

/** One line of an access log, before it is written. */
export interface Access {
  /** Address, or the name that it resolves to. */
  readonly client: string;
  readonly user: string;
  readonly session: string;
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly bytes: number;
  readonly durationMs: number;
  /** A URL, or `-`. */
  readonly referer: string;
  readonly userAgent: string;
  readonly planted: readonly PlantedPii[];
}

export interface VisitorOptions {
  /** On the site at once. */
  readonly count: number;
  /** Share of crawlers and scanners. */
  readonly botRatio: number;
  /** Whether addresses, user names and queries identify somebody. */
  readonly arePersonal: boolean;
}

type Kind = "person" | "crawler" | "scanner";

interface Visitor {
  readonly kind: Kind;
  readonly client: string;
  readonly user: string;
  readonly session: string;
  readonly userAgent: string;
  readonly planted: readonly PlantedPii[];
  page: Page;
  path: string;
}

const ORIGIN = "https://shop.example.com";
const LEAVE_CHANCE = 0.08;
const SIGNED_IN_CHANCE = 0.2;
const TELLING_QUERY_CHANCE = 0.04;

/** Each call gives the next access of somebody: one that a log keeps at `level`. */
export function createVisitors(
  random: Random,
  { count, botRatio, arePersonal }: VisitorOptions,
): (level: Level) => Access {
  const site = createSite(random.fork("site"));
  const pii = createPii(random.fork("pii"));
  const enter = createEntrance(random.fork("entrance"), pii, { botRatio, arePersonal });
  const visitors = Array.from({ length: count }, enter);
  return (level) => {
    const at = random.int(visitors.length);
    const visitor = visitors[at]!;
    const access = visit(visitor, level, { random, site });
    const hasLeft = random.float() < LEAVE_CHANCE;
    if (hasLeft) visitors[at] = enter();
    const mayTell = arePersonal && visitor.kind === "person" && level === "INFO";
    const isTelling = mayTell && random.float() < TELLING_QUERY_CHANCE;
    return isTelling ? withTellingQuery(access, pii, random) : access;
  };
}

function createEntrance(
  random: Random,
  pii: PiiSource,
  { botRatio, arePersonal }: Pick<VisitorOptions, "botRatio" | "arePersonal">,
): () => Visitor {
  const { hex, word } = createTokens(random);
  return () => {
    const kind: Kind = random.float() >= botRatio
      ? "person"
      : random.chance(0.8)
      ? "crawler"
      : "scanner";
    const isSignedIn = kind === "person" && random.chance(SIGNED_IN_CHANCE);
    const visitor = {
      kind,
      session: hex(3),
      userAgent: random.pick(USER_AGENTS[kind]),
      page: random.pick(ENTRY_PAGES),
      path: "",
    };
    if (!arePersonal) {
      const user = isSignedIn ? `u-${word(2)}` : "-";
      return { ...visitor, client: `${word(2)}.dial.example.net`, user, planted: NO_PII };
    }
    const isIpv4 = random.chance(0.7);
    const client = isIpv4 ? pii.ipv4() : pii.ipv6();
    const planted: PlantedPii[] = [{ kind: isIpv4 ? "ipv4" : "ipv6", value: client }];
    const user = isSignedIn ? pii.email() : "-";
    if (isSignedIn) planted.push({ kind: "email", value: user });
    return { ...visitor, client, user, planted };
  };
}

interface Surroundings {
  readonly random: Random;
  readonly site: Site;
}

/** Level by status: files of a page DEBUG, 2xx and 3xx INFO, 4xx WARN, 5xx ERROR. */
function visit(visitor: Visitor, level: Level, { random, site }: Surroundings): Access {
  const { client, user, session, userAgent, planted, kind } = visitor;
  const from = visitor.path === "" || kind !== "person" ? "-" : ORIGIN + visitor.path;
  const who = { client, user, session, userAgent, planted, referer: from };
  if (level === "DEBUG") {
    const status = random.chance(0.4) ? 304 : 200;
    return {
      ...who,
      ...(kind === "person" ? site.asset() : { method: "GET", path: random.pick(BOT_FILES) }),
      status,
      bytes: status === 304 ? 0 : drawQuantile(PAGE_BYTES, random),
      durationMs: 1 + random.int(4),
    };
  }
  const page = random.pick(NEXT_PAGES[visitor.page]);
  const request = kind === "scanner"
    ? { method: "GET", path: random.pick(DOORS) }
    : kind === "crawler"
    ? site.crawl()
    : site.open(page);
  const durationMs = Math.round(SLOWNESS[page] * drawQuantile(LATENCY_MS, random));
  if (level === "ERROR") {
    const status = random.pick(SERVER_ERRORS);
    const waitedMs = status === 504 ? 30_000 : 0;
    return {
      ...who,
      ...request,
      status,
      bytes: 150 + random.int(40),
      durationMs: durationMs + waitedMs,
    };
  }
  if (level === "WARN") {
    const status = kind === "scanner" ? 404 : random.pick(CLIENT_ERRORS[page] ?? NOT_FOUND);
    const wrong = status === 404 && kind !== "scanner" ? site.stale() : request;
    return { ...who, ...wrong, status, bytes: 300 + random.int(200), durationMs };
  }
  visitor.page = page;
  visitor.path = request.method === "GET" ? request.path : visitor.path;
  const status = request.method === "POST" ? 303 : random.chance(0.03) ? 301 : 200;
  return {
    ...who,
    ...request,
    status,
    bytes: status === 200 ? drawQuantile(PAGE_BYTES, random) : 0,
    durationMs,
  };
}

/** What people put into links all the same: who they are, and what lets them in. */
function withTellingQuery(access: Access, pii: PiiSource, random: Random): Access {
  const isMail = random.chance(0.5);
  const value = isMail ? pii.email() : pii.jwt();
  return {
    ...access,
    method: "GET",
    status: 200,
    path: isMail ? `/newsletter/stop?email=${value}` : `/password/reset?token=${value}`,
    planted: [...access.planted, { kind: isMail ? "email" : "jwt", value }],
  };
}

const SERVER_ERRORS = [500, 500, 500, 502, 503, 503, 504];
const NOT_FOUND = [404, 404, 404, 404, 403, 410, 499];
const CLIENT_ERRORS: Readonly<Partial<Record<Page, readonly number[]>>> = {
  login: [401, 401, 401, 403, 429],
  account: [401, 403],
  search: [400, 429, 499],
  cart: [409, 422],
  checkout: [401, 409, 499],
  confirm: [402, 402, 409, 422],
};
const BOT_FILES = ["/robots.txt", "/sitemap.xml", "/favicon.ico"];
const DOORS = ["/wp-login.php", "/.env", "/admin/", "/phpmyadmin/", "/.git/config", "/api/v1/pods"];

/** `Chrome/124.0.0.0` is also in the list of decoys: a version that reads like an address. */
const USER_AGENTS: Readonly<Record<Kind, readonly string[]>> = {
  person: [
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0.0.0 Safari/537.36",
    "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0.0.0 Mobile Safari/537.36",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4 Mobile/15E148 Safari/604.1",
    "Mozilla/5.0 (X11; Linux x86_64; rv:125.0) Gecko/20100101 Firefox/125.0",
  ],
  crawler: [
    "Mozilla/5.0 (compatible; examplebot/2.1; +https://bot.example.org/about)",
    "Mozilla/5.0 (compatible; pricewatch/1.4; +https://watch.example.net/)",
  ],
  scanner: ["curl/8.5.0", "python-requests/2.31.0", "-"],
};
