/**
 * The address of a store, as `--verify` and `--at` take it:
 *
 * ```
 * <store>://<host[:port] | bucket>/<path>?<option>=<value>&…
 *
 * loki://127.0.0.1:3100                                        victorialogs://127.0.0.1:9428
 * elasticsearch://127.0.0.1:9200/logs?tls=true                 kafka://127.0.0.1:9092/logs
 * s3://my-logs/journal/?endpoint=http://127.0.0.1:9000         gs://my-logs/journal/
 * azblob://my-logs/journal/?account=acme                       https://host/path?run={scenario_id}
 * ```
 *
 * User and secret never stand in it: an address is shown in reports and lists of processes.
 */

export interface StoreAddress {
  readonly text: string;
  readonly scheme: string;
  /** `host:port`, or the bucket. */
  readonly host: string;
  /** Without the slash at its beginning. */
  readonly path: string;
  readonly options: Readonly<Record<string, string>>;
}

/** Options of each kind of store, with what they mean. `http` and `https` addresses are taken whole. */
export const SCHEMES: Readonly<Record<string, readonly string[]>> = {
  loki: ["tenant", "selector", "days", "tls"],
  victorialogs: ["days", "tls"],
  elasticsearch: ["tls"],
  kafka: ["brokers", "tls"],
  s3: ["endpoint", "region"],
  gs: ["endpoint"],
  azblob: ["account", "endpoint"],
  http: [],
  https: [],
};

const DEFAULT_PORT: Readonly<Record<string, string>> = {
  loki: "3100",
  victorialogs: "9428",
  elasticsearch: "9200",
  kafka: "9092",
};

export function isStoreAddress(text: string): boolean {
  return /^[a-z][a-z0-9+]*:\/\//.test(text);
}

/** The address, or what is wrong with it. */
export function parseStoreAddress(text: string): StoreAddress | { readonly fault: string } {
  const scheme = /^([a-z][a-z0-9+]*):\/\//.exec(text)?.[1] ?? "";
  const known = SCHEMES[scheme];
  if (known === undefined) {
    return { fault: `'${scheme}' is no store: must be one of ${Object.keys(SCHEMES).join(", ")}` };
  }
  if (!URL.canParse(text)) return { fault: "must be <store>://<host or bucket>/<path>" };
  const url = new URL(text);
  if (url.username !== "" || url.password !== "") {
    return {
      fault: "must hold no user or password: set LOGOPS_VERIFY_USER and LOGOPS_VERIFY_SECRET",
    };
  }
  if (url.host === "") return { fault: "must name a host or bucket" };
  if (scheme === "http" || scheme === "https") {
    return { text, scheme, host: url.host, path: url.pathname.slice(1), options: {} };
  }
  const options = Object.fromEntries(url.searchParams);
  const unknown = Object.keys(options).find((name) => !known.includes(name));
  if (unknown !== undefined) {
    const all = known.length === 0 ? "none" : known.join(", ");
    return { fault: `'${unknown}' is no option of ${scheme}: there are ${all}` };
  }
  const days = options.days;
  if (days !== undefined && !/^([1-9]|[12]\d)$/.test(days)) {
    return { fault: "'days' must be a whole number from 1 to 29" };
  }
  if (options.tls !== undefined && options.tls !== "true" && options.tls !== "false") {
    return { fault: "'tls' must be true or false" };
  }
  if (options.endpoint !== undefined && !/^https?:\/\/[^/@]+\/?$/.test(options.endpoint)) {
    return { fault: "'endpoint' must be http://host:port or https://host" };
  }
  const path = decodeURIComponent(url.pathname.slice(1));
  const port = url.port === "" && DEFAULT_PORT[scheme] !== undefined
    ? `:${DEFAULT_PORT[scheme]}`
    : "";
  return { text, scheme, host: url.host + port, path, options };
}

/** The base that requests go to, over HTTP. */
export function baseOf({ host, options }: StoreAddress): string {
  return `${options.tls === "true" ? "https" : "http"}://${host}`;
}

/** Whom a reader of this address talks to: `host:port`, as permissions name it. */
export function hostsOf(address: StoreAddress): string[] {
  const { scheme, host, options } = address;
  if (options.endpoint !== undefined) return [hostOf(options.endpoint)];
  if (scheme === "s3") return [`s3.${options.region ?? "us-east-1"}.amazonaws.com:443`];
  if (scheme === "gs") return ["storage.googleapis.com:443"];
  if (scheme === "azblob") return [`${options.account ?? ""}.blob.core.windows.net:443`];
  if (scheme === "http" || scheme === "https") return [hostOf(address.text)];
  const others = (options.brokers ?? "").split(",").filter((each) => each !== "");
  return [host, ...others];
}

function hostOf(text: string): string {
  const { hostname, port, protocol } = new URL(text);
  return `${hostname}:${port === "" ? (protocol === "https:" ? 443 : 80) : port}`;
}
