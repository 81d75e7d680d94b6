/** The paths and hosts that a command line and the settings name, by what is granted for them. Pure. */
import type { Granted } from "./permissions.ts";
import type { Right, Verb } from "./verbs.ts";
import { dirname, resolve } from "node:path";

export interface Given {
  readonly args: readonly string[];
  /** A setting, from the environment or from `.env`; `undefined` where it is not set. */
  readonly setting: (name: string) => string | undefined;
  readonly cwd: string;
}

export function grantsOf(verb: Verb, { args, setting, cwd }: Given): Granted {
  const granted = { read: [] as string[], write: [] as string[], net: [] as string[] };
  const grant = (right: Right, value: string) => {
    const path = resolve(cwd, value);
    switch (right) {
      case "net":
        granted.net.push(...hostsOf(value));
        break;
      case "read":
        granted.read.push(path);
        break;
      case "write":
        granted.write.push(isDatabase(path) ? dirname(path) : path);
        break;
      case "replace":
        granted.read.push(dirname(path));
        granted.write.push(path, `${path}.tmp`);
    }
  };
  for (const [name, right] of Object.entries(verb.settings ?? {})) {
    const value = setting(name);
    if (value !== undefined && value !== "") grant(right, value);
  }
  for (const { option, value } of valuesOf(verb, args)) {
    if (option === undefined) {
      if (verb.operands !== undefined && value !== "-") grant(verb.operands, value);
    } else grant(verb.options![option]!, value);
  }
  return granted;
}

/** Values of the options that name something, and operands, which may be values of other options too. */
function valuesOf({ options = {} }: Verb, args: readonly string[]) {
  const found: { readonly option?: string; readonly value: string }[] = [];
  for (let i = 0; i < args.length; i++) {
    const arg = args[i]!;
    const equals = arg.indexOf("=");
    const name = equals < 0 ? arg : arg.slice(0, equals);
    if (name in options) {
      const value = equals < 0 ? args[++i] : arg.slice(equals + 1);
      // Without a value, or with another option in its place, the program says what is wrong.
      if (value !== undefined && !value.startsWith("--") && !isUrl(value)) {
        found.push({ option: name, value });
      }
    } else if (!arg.startsWith("--") && looksLikePath(arg)) found.push({ value: arg });
  }
  return found;
}

/** `mine.yaml`, `./mine`, `/x`: what has a slash or an ending; not `json`, `burst` or `50`. */
function looksLikePath(text: string): boolean {
  return /[/\\]|\.[A-Za-z]\w*$/.test(text) && !isUrl(text);
}

function isUrl(text: string): boolean {
  return /^\w+:\/\//.test(text);
}

/** A database keeps files beside its own, and its folder may have to be made. */
function isDatabase(path: string): boolean {
  return /\.sqlite3?$/.test(path);
}

/** `host`, `host:port`, and the hosts of origins that are parted by commas. */
function hostsOf(value: string): string[] {
  return value.split(",").map((one) => one.trim()).filter((one) => one !== "").map((one) => {
    if (URL.canParse(one) && one.includes("://")) {
      const url = new URL(one);
      const endpoint = url.searchParams.get("endpoint");
      return endpoint !== null && URL.canParse(endpoint) ? new URL(endpoint).host : url.host;
    }
    return one.includes(":") && !one.startsWith("[") && one.split(":").length > 2
      ? `[${one}]`
      : one;
  });
}
