/**
 * What a container's HEALTHCHECK runs: exits 0 when the URL answers 2xx in time, 1 when it does not.
 * It has no more permission than to reach that address.
 */
const TIMEOUT_MS = 2_000;

const [url] = Deno.args;
if (url === undefined) {
  console.error("Usage: health_cli.ts <url>");
  Deno.exit(2);
}
try {
  const response = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) });
  await response.body?.cancel();
  if (!response.ok) console.error(`${url} answers ${response.status}`);
  Deno.exit(response.ok ? 0 : 1);
} catch {
  console.error(`${url} does not answer`);
  Deno.exit(1);
}
