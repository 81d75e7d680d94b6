/** The command line of `deno task deliver`: what is asked for, or what is wrong with it. */
import { parseArgs } from "node:util";
import { faultOfArguments, unexpectedArgument, withHelp } from "../../contract/mod.ts";

export const DELIVER_HELP = `Deliver the journal's records to the sinks of config/delivery.yaml.

Usage: deno task deliver [--drain | --check | --status [--json]]
       deno task deliver dead list [--json]
       deno task deliver dead resend <sink>

  (nothing)   deliver, until SIGTERM or SIGINT
  --drain     deliver what is there, then end; 1 if it takes longer than
              LOGOPS_DELIVERY_DRAIN_TIMEOUT_SEC
  --check     prove each sink with a probe, and say what it would deliver
  --status    lag, rate and last error of each sink; live on a terminal
  --json      one JSON object
  dead list   records that sinks refused for good, by file and reason
  dead resend send them again, once they can be taken
  --version   print the version
  --help      print this

Settings are environment variables, or lines of a .env file: see docs/settings.md; sinks: docs/delivery.md.
Exit codes: 0 done, 1 something failed, 2 bad input, 3 another delivery runs, 130 interrupted.`;

export type DeliverCommand =
  | { readonly kind: "run"; readonly drain: boolean }
  | { readonly kind: "check" }
  | { readonly kind: "status" | "dead_list"; readonly json: boolean }
  | { readonly kind: "dead_resend"; readonly sink: string }
  | { readonly kind: "help" | "version" };

const OPTIONS = {
  drain: { type: "boolean", default: false },
  check: { type: "boolean", default: false },
  status: { type: "boolean", default: false },
  json: { type: "boolean", default: false },
  version: { type: "boolean", default: false },
  help: { type: "boolean", short: "h", default: false },
} as const;

export function readCommand(
  args: readonly string[],
): DeliverCommand | { readonly fault: string } {
  const fault = (text: string) => ({ fault: withHelp(text, "deliver") });
  let parsed;
  try {
    parsed = parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  } catch (error) {
    return fault(faultOfArguments(error, OPTIONS));
  }
  const { values: { drain, check, status, json, version, help }, positionals } = parsed;
  if (help) return { kind: "help" };
  if (version) return { kind: "version" };
  const [noun, verb, sink, ...more] = positionals;
  if (noun === undefined) {
    if ([drain, check, status].filter(Boolean).length > 1) {
      return fault("Choose one of --drain, --check and --status");
    }
    if (status) return { kind: "status", json };
    return check ? { kind: "check" } : { kind: "run", drain };
  }
  if (noun !== "dead") return fault(unexpectedArgument(noun));
  if (verb === "list" && sink === undefined) return { kind: "dead_list", json };
  if (verb === "resend" && sink !== undefined && more.length === 0) {
    return { kind: "dead_resend", sink };
  }
  return fault("Write 'dead list' or 'dead resend <sink>'");
}
