/**
 * The web shop that access logs tell of: its pages, how visitors walk from one to the next, and what
 * each request looks like.
 *
 * ```
 * home → category ⇄ product → cart → checkout → confirm
 *   ↘ search ↗        login → account
 * ```
 */
import { createTokens, createZipf, type Random } from "../chance/mod.ts";

export type Page =
  | "home"
  | "category"
  | "search"
  | "product"
  | "cart"
  | "login"
  | "account"
  | "checkout"
  | "confirm";

/** Where a visitor goes next; a page that is listed twice is twice as likely. */
export const NEXT_PAGES: Readonly<Record<Page, readonly Page[]>> = {
  home: ["category", "category", "category", "search", "search", "product", "login"],
  category: ["product", "product", "product", "product", "category", "category", "search"],
  search: ["product", "product", "product", "search", "category"],
  product: ["product", "product", "cart", "category", "search", "home"],
  cart: ["checkout", "checkout", "product", "cart", "login"],
  login: ["account", "account", "home", "cart"],
  account: ["home", "product", "cart"],
  checkout: ["confirm", "confirm", "cart"],
  confirm: ["home", "account"],
};

/** Pages that a visit may begin with. */
export const ENTRY_PAGES: readonly Page[] = ["home", "home", "category", "product", "product"];

/** How much longer than the median page each takes to answer. */
export const SLOWNESS: Readonly<Record<Page, number>> = {
  home: 1,
  category: 1.5,
  search: 3,
  product: 1,
  cart: 1.2,
  login: 2.5,
  account: 1.5,
  checkout: 4,
  confirm: 6,
};

export interface SiteRequest {
  readonly method: string;
  readonly path: string;
}

export interface Site {
  /** The request that opens `page`. */
  open(page: Page): SiteRequest;
  /** A product page, each as likely: what a crawler asks for. */
  crawl(): SiteRequest;
  /** A file that a page loads. */
  asset(): SiteRequest;
  /** What is not there, for visitors with old links. */
  stale(): SiteRequest;
}

const PRODUCTS = 500;
const WORDS = [
  ...["chair", "lamp", "desk", "sofa", "shelf", "rug", "mirror", "clock", "vase", "stool"],
  ...["bench", "table", "bed", "curtain", "pillow", "basket"],
];
const COLOURS = ["blue", "oak", "black", "white", "green", "linen", "walnut", "red"];

export function createSite(random: Random): Site {
  const { hex, between } = createTokens(random);
  const product = createZipf(random, PRODUCTS);
  const word = createZipf(random, WORDS.length);
  const build = hex(2);
  const slug = (index: number) =>
    `/product/${COLOURS[index % COLOURS.length]}-${WORDS[index % WORDS.length]}-${index + 1}`;
  return {
    open(page) {
      switch (page) {
        case "home":
          return { method: "GET", path: "/" };
        case "category": {
          const path = `/category/${WORDS[word()]}s`;
          return {
            method: "GET",
            path: random.chance(0.3) ? `${path}?page=${between(2, 9)}` : path,
          };
        }
        case "search":
          return { method: "GET", path: `/search?q=${random.pick(COLOURS)}+${WORDS[word()]}` };
        case "product":
          return { method: "GET", path: slug(product()) };
        case "cart":
          return random.chance(0.5)
            ? { method: "POST", path: "/cart/items" }
            : { method: "GET", path: "/cart" };
        case "login":
          return { method: random.chance(0.5) ? "POST" : "GET", path: "/login" };
        case "account":
          return { method: "GET", path: random.pick(["/account", "/account/orders"]) };
        case "checkout":
          return { method: "GET", path: "/checkout" };
        case "confirm":
          return { method: "POST", path: "/checkout/pay" };
      }
    },
    crawl: () => ({ method: "GET", path: slug(random.int(PRODUCTS)) }),
    asset: () => ({ method: "GET", path: random.pick(ASSETS).replace("*", build) }),
    stale: () => ({ method: "GET", path: `/product/sold-out-${between(1000, 9999)}` }),
  };
}

const ASSETS = [
  "/static/app.*.js",
  "/static/app.*.css",
  "/static/fonts/text.woff2",
  "/img/hero.*.webp",
  "/img/logo.svg",
  "/favicon.ico",
];
