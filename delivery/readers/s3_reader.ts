/** S3 and compatible stores: `ListObjectsV2`, then each object. */
import { AwsClient } from "aws4fetch";
import type { StoreAddress } from "./address.ts";
import { answerOf, bytesOf, textOf } from "./http_lines.ts";
import { objectReader, type StoredObject } from "./object_lines.ts";
import type { Reader, ReaderDeps } from "./reader.ts";

export function s3Reader({ host: bucket, path, options }: StoreAddress, deps: ReaderDeps): Reader {
  const region = options.region ?? "us-east-1";
  const endpoint = options.endpoint ?? `https://s3.${region}.amazonaws.com`;
  const base = `${endpoint.replace(/\/$/, "")}/${bucket}`;
  const { username, secret } = deps;
  const client = username === undefined || secret === undefined ? undefined : new AwsClient({
    accessKeyId: username,
    secretAccessKey: secret,
    region,
    service: "s3",
    retries: 0,
  });
  const get = async (url: string) =>
    await answerOf(deps, client === undefined ? url : await client.sign(url));
  return objectReader({
    async *list() {
      let after = "";
      for (;;) {
        const query = new URLSearchParams({ "list-type": "2", prefix: path });
        if (after !== "") query.set("start-after", after);
        const text = await textOf(await get(`${base}?${query}`));
        const page = objectsIn(text);
        yield page;
        if (!/<IsTruncated>true/i.test(text) || page.length === 0) return;
        after = page.at(-1)!.name;
      }
    },
    get: async (name) =>
      await bytesOf(await get(`${base}/${name.split("/").map(encodeURIComponent).join("/")}`)),
  });
}

function objectsIn(xml: string): StoredObject[] {
  return [...xml.matchAll(/<Contents>([\s\S]*?)<\/Contents>/g)].map(([, one]) => ({
    name: unescaped(/<Key>([^<]*)<\/Key>/.exec(one!)?.[1] ?? ""),
    modifiedMs: Date.parse(/<LastModified>([^<]*)<\/LastModified>/.exec(one!)?.[1] ?? ""),
  }));
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&amp;": "&",
  "&lt;": "<",
  "&gt;": ">",
  "&quot;": '"',
  "&apos;": "'",
};

/** Text of XML as it is meant. */
export function unescaped(text: string): string {
  return text.replace(/&(amp|lt|gt|quot|apos);/g, (entity) => ENTITIES[entity]!);
}
