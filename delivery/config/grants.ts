/** What a configuration needs to be allowed: hosts, variables and files, and nothing else. */
import { referencesIn } from "./references.ts";
import type { ConfiguredSink } from "./delivery_file.ts";

export interface Grants {
  /** `host:port`. */
  readonly hosts: readonly string[];
  readonly env: readonly string[];
  readonly files: readonly string[];
  /** The folder of npm packages must be readable. */
  readonly readsPackages: boolean;
}

const PORTS: Readonly<Record<string, string>> = { "http:": "80", "https:": "443" };

export function grantsOf(text: string, sinks: readonly ConfiguredSink[]): Grants {
  const { env, files } = referencesIn(text);
  const urls = sinks.flatMap(({ plugin, config }) => plugin.urls(config));
  const readsPackages = sinks.some(({ plugin }) => plugin.readsPackages === true);
  return { hosts: [...new Set(urls.map(hostOf))], env, files, readsPackages };
}

function hostOf(text: string): string {
  const url = new URL(text);
  const port = url.port === "" ? PORTS[url.protocol] : url.port;
  return port === undefined ? url.hostname : `${url.hostname}:${port}`;
}
