/** Readers of stores, by the scheme of their address. */
import { type StoreAddress } from "./address.ts";
import { azureReader } from "./azure_reader.ts";
import { elasticsearchReader } from "./elasticsearch_reader.ts";
import { gcsReader } from "./gcs_reader.ts";
import { httpReader } from "./http_reader.ts";
import { kafkaReader } from "./kafka_reader.ts";
import { lokiReader } from "./loki_reader.ts";
import type { Reader, ReaderDeps } from "./reader.ts";
import { s3Reader } from "./s3_reader.ts";
import { victoriaLogsReader } from "./victorialogs_reader.ts";

export {
  hostsOf as hostsOfStore,
  isStoreAddress,
  parseStoreAddress,
  SCHEMES as STORE_SCHEMES,
  type StoreAddress,
} from "./address.ts";
export { type FoundLine, type Reader, type ReaderDeps, StoreUnreadable } from "./reader.ts";

type OpenReader = (address: StoreAddress, deps: ReaderDeps) => Reader;

const READERS: Readonly<Record<string, OpenReader>> = {
  loki: lokiReader,
  victorialogs: victoriaLogsReader,
  elasticsearch: elasticsearchReader,
  kafka: kafkaReader,
  s3: s3Reader,
  gs: gcsReader,
  azblob: azureReader,
  http: httpReader,
  https: httpReader,
};

export function openReader(address: StoreAddress, deps: ReaderDeps): Reader {
  return READERS[address.scheme]!(address, deps);
}
