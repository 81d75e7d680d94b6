/** The S3 sink against moto: objects by name, `If-None-Match` as AWS answers it. */
import { gunzipSync, zstdDecompressSync } from "node:zlib";
import { AwsClient } from "aws4fetch";
import { testSink } from "../delivery/sink_contract.ts";
import { testFarEnd } from "./far_end.ts";
import { getMoto, startMoto } from "./moto.ts";

const client = new AwsClient({ accessKeyId: "key", secretAccessKey: "secret", service: "s3" });

for (const compression of ["gzip", "zstd"] as const) {
  testSink(`s3, ${compression}, moto`, async () => {
    const got = await getMoto();
    if ("missing" in got) return got;
    const server = await startMoto(got.path);
    const base = `http://127.0.0.1:${server.port}/logs`;
    const makeBucket = async () => {
      await (await client.fetch(base, { method: "PUT" })).body?.cancel();
    };
    await makeBucket();
    return {
      ...server,
      // moto keeps objects in memory: after a kill they are gone, and so are ours before it.
      start: async () => {
        await server.start();
        await makeBucket();
      },
      type: "s3",
      config: {
        url: `http://127.0.0.1:${server.port}`,
        bucket: "logs",
        prefix: "journal/",
        compression,
        access_key_id: "${env:S3_KEY}",
        secret_access_key: "${env:S3_SECRET}",
      },
      env: { S3_KEY: "key", S3_SECRET: "secret" },
      isOnce: true,
      async seqs() {
        const seqs: number[] = [];
        for (const name of await namesIn(base)) {
          const bytes = await (await client.fetch(`${base}/${name}`)).bytes();
          const text = new TextDecoder().decode(
            compression === "gzip" ? gunzipSync(bytes) : zstdDecompressSync(bytes),
          );
          for (const line of text.split("\n")) if (line !== "") seqs.push(JSON.parse(line).seq);
        }
        return seqs;
      },
    };
  });
}

testFarEnd("s3://", async () => {
  const got = await getMoto();
  if ("missing" in got) return got;
  const server = await startMoto(got.path);
  const endpoint = `http://127.0.0.1:${server.port}`;
  await (await client.fetch(`${endpoint}/logs`, { method: "PUT" })).body?.cancel();
  return {
    sink: {
      ...{ name: "far", type: "s3", url: endpoint, bucket: "logs", prefix: "journal/" },
      ...{ access_key_id: "${env:S3_KEY}", secret_access_key: "${env:S3_SECRET}" },
      batch: { age_ms_max: 500 },
    },
    env: { S3_KEY: "key", S3_SECRET: "secret" },
    address: `s3://logs/journal/?endpoint=${endpoint}`,
    verifyEnv: { LOGOPS_VERIFY_USER: "key", LOGOPS_VERIFY_SECRET: "secret" },
    stop: server.stop,
  };
});

async function namesIn(base: string): Promise<string[]> {
  const names: string[] = [];
  let after = "";
  do {
    const url = `${base}?list-type=2${
      after === "" ? "" : `&start-after=${encodeURIComponent(after)}`
    }`;
    const text = await (await client.fetch(url)).text();
    const page = [...text.matchAll(/<Key>([^<]+)<\/Key>/g)].map((match) => match[1]!);
    names.push(...page);
    after = /<IsTruncated>true/i.test(text) ? page.at(-1)! : "";
  } while (after !== "");
  return names;
}
