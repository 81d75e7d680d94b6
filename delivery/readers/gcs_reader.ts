/** Google Cloud Storage by its JSON API. The secret is an access token. */
import { z } from "zod";
import type { StoreAddress } from "./address.ts";
import { answerOf, bytesOf, jsonOf } from "./http_lines.ts";
import { objectReader } from "./object_lines.ts";
import { type Reader, type ReaderDeps, StoreUnreadable } from "./reader.ts";

const Page = z.object({
  nextPageToken: z.string().optional(),
  items: z.array(z.object({ name: z.string(), updated: z.string() })).default([]),
});

export function gcsReader({ host: bucket, path, options }: StoreAddress, deps: ReaderDeps): Reader {
  const endpoint = (options.endpoint ?? "https://storage.googleapis.com").replace(/\/$/, "");
  const base = `${endpoint}/storage/v1/b/${bucket}/o`;
  const headers: Record<string, string> = deps.secret === undefined
    ? {}
    : { authorization: `Bearer ${deps.secret}` };
  return objectReader({
    async *list() {
      let pageToken: string | undefined;
      do {
        const query = new URLSearchParams({ prefix: path });
        if (pageToken !== undefined) query.set("pageToken", pageToken);
        const parsed = Page.safeParse(
          await jsonOf(await answerOf(deps, `${base}?${query}`, { headers })),
        );
        if (!parsed.success) throw new StoreUnreadable("the answer is no list of objects");
        yield parsed.data.items.map(({ name, updated }) => {
          return { name, modifiedMs: Date.parse(updated) };
        });
        pageToken = parsed.data.nextPageToken;
      } while (pageToken !== undefined);
    },
    get: async (name) =>
      await bytesOf(
        await answerOf(deps, `${base}/${encodeURIComponent(name)}?alt=media`, { headers }),
      ),
  });
}
