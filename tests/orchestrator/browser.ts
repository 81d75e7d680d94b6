/** A headless Chromium for tests, where the machine has one. */
import { type Browser, chromium, type Page } from "playwright-core";

const PATHS = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/usr/bin/google-chrome-stable",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

export const NO_CHROMIUM = "no Chromium on this machine: 'apt-get install chromium' on Debian, " +
  "or set CHROMIUM_PATH";

/** Where Chromium is; `undefined` if nowhere. */
export function chromiumPath(): string | undefined {
  const paths = [Deno.env.get("CHROMIUM_PATH"), ...PATHS];
  return paths.find((path) => {
    try {
      return path !== undefined && path !== "" && Deno.statSync(path).isFile;
    } catch {
      return false;
    }
  });
}

export async function openBrowser(executablePath: string): Promise<Browser> {
  return await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
}

export interface Tab extends AsyncDisposable {
  readonly page: Page;
  /** Errors of scripts, refusals of the content policy, requests to anywhere else. */
  readonly faults: readonly string[];
}

export interface TabOptions {
  readonly dark?: boolean;
  readonly width?: number;
  /** What the browser may complain of; a service that was killed does not answer. */
  readonly expected?: RegExp;
}

/** A tab of its own profile, with patience enough for a busy machine. */
export async function openTab(
  browser: Browser,
  url: string,
  { dark = false, width = 1280, expected }: TabOptions = {},
): Promise<Tab> {
  const context = await browser.newContext({
    viewport: { width, height: 860 },
    colorScheme: dark ? "dark" : "light",
  });
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  const faults: string[] = [];
  const note = (text: string) => {
    if (expected === undefined || !expected.test(text)) faults.push(text);
  };
  page.on("pageerror", (error) => note(error.message));
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") note(message.text());
  });
  page.on("request", (request) => {
    const { origin, protocol } = new URL(request.url());
    const isOwn = origin === new URL(url).origin || protocol === "blob:" || protocol === "data:";
    if (!isOwn) note(`asked for ${request.url()}`);
  });
  await page.goto(url);
  return { page, faults, [Symbol.asyncDispose]: () => context.close() };
}
