/**
 * A subject as its YAML file says it: a log pipeline of one configuration, how it is started, fed and
 * read, and what its makers promise.
 *
 * ```yaml
 * name: my-pipeline
 * title: Our collector, as in production
 * processes:
 *   - { name: collector, command: [collector, --config, "{folder}/collector.yaml"], ready: { tcp: "{port}" } }
 * files: { collector.yaml: "…" }
 * input: { type: http_json, url: "http://127.0.0.1:{port}/" }
 * output: { type: folder, path: "{folder}/out" }
 * promise: { says: "…", source: "https://…" }
 * ```
 *
 * `{folder}` is a new folder of the run, `{port}` and `{port2}` are free ports, `{sink}` and
 * `{sink_port}` the receiver that conform runs, `{root}` this program's folder, `{deno}` its runtime.
 */
import { z } from "zod";

export const PROCESSES_MAX = 6;
export const PLACEHOLDERS = [
  ...["folder", "port", "port2", "port3", "sink", "sink_port", "root", "deno"],
] as const;
export type Placeholder = typeof PLACEHOLDERS[number];

const READY_SEC = 30;
const text = () => z.string().min(1).max(2_000);

/** How it is known that a process can be fed. */
const Ready = z.union([
  z.strictObject({ url: text().describe("answers GET with 2xx") }),
  z.strictObject({ tcp: text().describe("a port of loopback that takes connections") }),
  z.strictObject({
    log: text().describe("a regular expression that a line of its output matches"),
  }),
]);

export const ProcessFields = z.strictObject({
  name: z.string().regex(/^[a-z][a-z0-9-]*$/, "must be small letters, digits and dashes"),
  command: z.array(text()).min(1).max(100),
  env: z.record(z.string(), z.string()).default({}),
  ready: Ready,
  ready_sec_max: z.number().min(1).max(300).default(READY_SEC),
});

const Input = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("http_json"), url: text() }),
  z.strictObject({ type: z.literal("file"), path: text() }),
  z.strictObject({ type: z.literal("syslog_tcp"), port: text() }),
  z.strictObject({ type: z.literal("otlp_http"), url: text() }),
  z.strictObject({ type: z.literal("loki_push"), url: text() }),
]);

const Output = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("folder"), path: text() }),
  z.strictObject({ type: z.literal("http_sink") }),
  z.strictObject({ type: z.literal("syslog_sink") }),
  z.strictObject({ type: z.literal("victorialogs"), url: text() }),
  z.strictObject({ type: z.literal("loki"), url: text(), query: text() }),
]);

export const SubjectFields = z.strictObject({
  name: z.string().regex(/^[a-z][a-z0-9-]{0,62}$/, "must be small letters, digits and dashes"),
  title: text().describe("what a reader of the table sees"),
  about: text().describe("the configuration, in a sentence").default("as its file says"),
  version: z.array(text()).min(1).optional().describe("a command that prints the version"),
  needs: z.array(z.strictObject({ program: text(), install: text() })).max(10).default([]),
  folders: z.array(text()).max(20).default([]).describe("made before the start"),
  files: z.record(z.string(), z.string().max(65_536)).default({})
    .describe("written to {folder} before the start"),
  processes: z.array(ProcessFields).min(1).max(PROCESSES_MAX)
    .describe("in order of start; the last is the one that faults befall"),
  input: Input,
  output: Output,
  disk: text().optional().describe("the folder that it writes to, to be filled or slowed"),
  sink_process: text().optional().describe("the process that is stopped where its sink is away"),
  reload: z.enum(["SIGHUP"]).optional().describe("the signal that makes it read its configuration"),
  eps: z.number().min(1).max(5_000).default(200).describe("records a second under load"),
  settle_sec: z.number().min(1).max(120).default(15)
    .describe("how long records may be on their way after the last was sent"),
  promise: z.strictObject({
    says: text().describe("what its manual says of delivery, in one sentence"),
    source: text().describe("where it says so"),
    masks: z.boolean().default(false).describe("configured to mask personal data"),
    once: z.boolean().default(false).describe("a request that is sent again is stored once"),
    time_field: text().optional().describe("the member that holds the time, as RFC 3339 in UTC"),
    joins_lines: z.boolean().default(false).describe("a stack trace in text is one record"),
    acknowledges: z.boolean().default(true)
      .describe("the input answers once it has taken a record; plain syslog over TCP does not"),
  }),
});
export type Subject = z.infer<typeof SubjectFields>;
export type SubjectProcess = z.infer<typeof ProcessFields>;
export type SubjectInput = Subject["input"];
export type SubjectOutput = Subject["output"];
