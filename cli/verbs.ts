/**
 * The verbs of `logops`, in the order in which help shows them: this is the list.
 *
 * A verb is a task of `deno.json` with a name for people: its program, its permission set and its
 * flags are read from there. What is said here is which of its arguments and settings name files,
 * folders or hosts of the user's own, so that the launcher can grant exactly these.
 */

/**
 * What is granted for a value: to read a path, to read and write it, to replace a file (written as
 * `<name>.tmp`, renamed, and its folder synced), or to reach a host.
 */
export type Right = "read" | "write" | "replace" | "net";

export const GROUPS = ["Run", "Prove", "Look", "Keep"] as const;
export type Group = typeof GROUPS[number];

export interface Verb {
  readonly name: string;
  readonly group: Group;
  readonly summary: string;
  /** The task that it is; its own name, if absent. */
  readonly task?: string;
  /** Options whose values name paths or hosts, as `--log-file`. */
  readonly options?: Readonly<Record<string, Right>>;
  /** What arguments without a name are. */
  readonly operands?: Right;
  /** The program starts others, which get what is granted: it is told as `--grant-<right>=…`. */
  readonly grantsOn?: { readonly set: string };
  /** Settings that name paths or hosts. */
  readonly settings?: Readonly<Record<string, Right>>;
}

const SINK = { LOGOPS_SINK_DIR: "write", LOGOPS_ARCHIVE_DIR: "write" } as const;
const GATEWAY_SETTINGS = {
  ...SINK,
  LOGOPS_QUARANTINE_DIR: "write",
  LOGOPS_KV_PATH: "write",
  LOGOPS_CLIENTS_FILE: "read",
  LOGOPS_TLS_CERT: "read",
  LOGOPS_TLS_KEY: "read",
  LOGOPS_HOST: "net",
} as const;
const RUN_OPTIONS = {
  "--verify": "read",
  "--junit": "write",
  "--report": "write",
  "--log-file": "write",
} as const;

export const VERBS: readonly Verb[] = [
  { name: "demo", group: "Run", summary: "See all of it work in ten seconds" },
  {
    name: "up",
    group: "Run",
    summary: "All of it on this machine: gateway, delivery, orchestrator …",
    settings: {
      LOGOPS_DELIVERY_FILE: "read",
      LOGOPS_HOST: "net",
      LOGOPS_ORCH_HOST: "net",
      LOGOPS_DELIVERY_HOST: "net",
    },
  },
  {
    name: "gateway",
    group: "Run",
    summary: "Take logs in: authenticate, mask, seal, store, acknowledge",
    settings: GATEWAY_SETTINGS,
  },
  {
    name: "workers",
    group: "Run",
    summary: "The same on several cores, one gateway for each",
    task: "gateway:workers",
    settings: GATEWAY_SETTINGS,
    grantsOn: { set: "gateway" },
  },
  {
    name: "deliver",
    group: "Run",
    summary: "Deliver the journal to Loki, S3 and other stores",
    settings: {
      LOGOPS_SINK_DIR: "write",
      LOGOPS_DELIVERY_FILE: "read",
      LOGOPS_DELIVERY_DEAD_DIR: "write",
      LOGOPS_DELIVERY_HOST: "net",
    },
  },
  {
    name: "orchestrator",
    group: "Run",
    summary: "Run and watch scenarios from a browser",
    settings: {
      LOGOPS_SINK_DIR: "read",
      LOGOPS_ORCH_SCENARIO_DIR: "read",
      LOGOPS_ORCH_KV_PATH: "write",
      LOGOPS_ORCH_HOST: "net",
      LOGOPS_ORCH_TARGETS: "net",
      LOGOPS_ORCH_VERIFY: "net",
    },
  },
  {
    name: "verify",
    group: "Prove",
    summary: "A verdict on any pipeline, in one line",
    options: { "--input": "write", "--at": "read" },
  },
  {
    name: "conform",
    group: "Prove",
    summary: "What any log pipeline does when things go wrong",
    options: { "--out": "write", "--publish": "write", "--junit": "write" },
    operands: "read",
  },
  {
    name: "scenario",
    group: "Prove",
    summary: "Run a scenario and print its verdict; init begins a new one",
    options: { ...RUN_OPTIONS, "--from": "read" },
    operands: "read",
  },
  {
    name: "emit",
    group: "Prove",
    summary: "Send records of one type at a constant rate",
    options: RUN_OPTIONS,
    operands: "read",
  },
  {
    name: "sign",
    group: "Prove",
    summary: "Sign a request body and print a curl line for it",
    operands: "read",
  },
  { name: "alert", group: "Prove", summary: "See an alert fire in a real Prometheus" },
  {
    name: "top",
    group: "Look",
    summary: "Watch gateways and sinks, second by second",
    operands: "net",
  },
  {
    name: "read",
    group: "Look",
    summary: "See what the gateway would make of a file",
    operands: "read",
  },
  {
    name: "mask",
    group: "Look",
    summary: "Mask personal data in text or NDJSON, as a filter",
    operands: "read",
    options: { "--score": "read" },
  },
  {
    name: "patterns",
    group: "Look",
    summary: "See which messages are in logs, and what changed",
    operands: "read",
  },
  {
    name: "anomalies",
    group: "Look",
    summary: "See when logs were not as usual, and why",
    options: { "--prometheus": "net" },
    operands: "read",
  },
  {
    name: "housekeeping",
    group: "Keep",
    summary: "Archive or delete old journal files; verify and restore archives",
    settings: SINK,
    options: { "--to": "write" },
    operands: "read",
  },
  {
    name: "quarantine",
    group: "Keep",
    summary: "List records that a gateway kept apart, and send them again",
    options: { "--dir": "read", "--url": "net" },
    settings: { LOGOPS_QUARANTINE_DIR: "read", LOGOPS_URL: "net" },
  },
  {
    name: "keys",
    group: "Keep",
    summary: "Make, list and rotate the keys that seal personal data",
    options: { "--write": "replace" },
  },
  {
    name: "unseal",
    group: "Keep",
    summary: "Open sealed personal data, offline and on the record",
    options: { "--audit": "write" },
    operands: "read",
  },
];
