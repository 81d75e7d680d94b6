/**
 * Where runs may be sent. The service is a thing that makes HTTP requests at somebody's wish, so
 * each target must be on the list that its owner wrote: `loopback`, or an origin.
 */
import { isHttpUrl } from "../drive/mod.ts";

export interface TargetList {
  allows(url: string): boolean;
  /** Origins that are listed, beside loopback. */
  readonly origins: readonly string[];
  /** As a person would write it. */
  readonly text: string;
}

const LOOPBACK_HOSTS: ReadonlySet<string> = new Set(["127.0.0.1", "localhost", "[::1]"]);

/** Reads the list; a string says what is wrong with it. */
export function readTargets(items: readonly string[]): TargetList | string {
  const origins = new Set<string>();
  let loopback = false;
  for (const item of items) {
    if (item === "loopback") loopback = true;
    else if (isHttpUrl(item) && new URL(item).pathname === "/") origins.add(new URL(item).origin);
    else return `must hold 'loopback' and origins such as https://logs.example.org: got '${item}'`;
  }
  return {
    origins: [...origins],
    text: items.join(", "),
    allows(url) {
      if (!isHttpUrl(url)) return false;
      const { origin, hostname, username, password } = new URL(url);
      if (username !== "" || password !== "") return false;
      return origins.has(origin) || (loopback && LOOPBACK_HOSTS.has(hostname));
    },
  };
}
