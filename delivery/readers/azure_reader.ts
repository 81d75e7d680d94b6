/** Azure Blob Storage: lists a container, then gets each blob. */
import { azureHeaders } from "../sinks/mod.ts";
import type { StoreAddress } from "./address.ts";
import { answerOf, bytesOf, textOf } from "./http_lines.ts";
import { objectReader } from "./object_lines.ts";
import type { Reader, ReaderDeps } from "./reader.ts";
import { unescaped } from "./s3_reader.ts";

export function azureReader(
  { host: container, path, options }: StoreAddress,
  deps: ReaderDeps,
): Reader {
  const account = options.account ?? deps.username ?? "";
  const base = options.endpoint === undefined
    ? `https://${account}.blob.core.windows.net/${container}`
    : `${options.endpoint.replace(/\/$/, "")}/${account}/${container}`;
  const access = deps.secret === undefined ? undefined : { account, key: deps.secret };
  const get = async (text: string) => {
    const url = new URL(text);
    const headers = await azureHeaders({ method: "GET", url }, access, deps.nowMs());
    return await answerOf(deps, url, { headers });
  };
  return objectReader({
    async *list() {
      let marker = "";
      do {
        const query = new URLSearchParams({ restype: "container", comp: "list", prefix: path });
        if (marker !== "") query.set("marker", marker);
        const xml = await textOf(await get(`${base}?${query}`));
        yield [...xml.matchAll(/<Blob>([\s\S]*?)<\/Blob>/g)].map(([, one]) => ({
          name: unescaped(/<Name>([^<]*)<\/Name>/.exec(one!)?.[1] ?? ""),
          modifiedMs: Date.parse(/<Last-Modified>([^<]*)<\/Last-Modified>/.exec(one!)?.[1] ?? ""),
        }));
        marker = unescaped(/<NextMarker>([^<]+)<\/NextMarker>/.exec(xml)?.[1] ?? "");
      } while (marker !== "");
    },
    get: async (name) =>
      await bytesOf(await get(`${base}/${name.split("/").map(encodeURIComponent).join("/")}`)),
  });
}
