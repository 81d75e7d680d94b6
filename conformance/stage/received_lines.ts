/**
 * The records of a body that a pipeline sends on, a line each, as they were sent into it:
 *
 * | body | a record is |
 * |---|---|
 * | `{"resourceLogs":…}` | `stringValue` of each log record's body, or the body as JSON |
 * | `{"streams":…}` | the second item of each value |
 * | an array of JSON | each item |
 * | anything else | each line |
 */

const GZIP = "gzip";

export async function linesOfBody(body: Uint8Array, encoding: string | null): Promise<string[]> {
  const bytes = encoding === GZIP ? await gunzip(body) : body;
  return linesOfText(new TextDecoder().decode(bytes));
}

export function linesOfText(text: string): string[] {
  const value = text.startsWith("{") || text.startsWith("[") ? parsed(text) : undefined;
  if (Array.isArray(value)) return value.map((item) => JSON.stringify(item));
  if (isObject(value) && Array.isArray(value.resourceLogs)) return otlpLines(value.resourceLogs);
  if (isObject(value) && Array.isArray(value.streams)) return lokiLines(value.streams);
  return text.split("\n").filter((line) => line !== "");
}

function otlpLines(resources: readonly unknown[]): string[] {
  return resources.flatMap((resource) => listOf(resource, "scopeLogs"))
    .flatMap((scope) => listOf(scope, "logRecords"))
    .map((record) => {
      const body = isObject(record) ? record.body : undefined;
      const text = isObject(body) ? body.stringValue : undefined;
      return typeof text === "string" ? text : JSON.stringify(body ?? null);
    });
}

function lokiLines(streams: readonly unknown[]): string[] {
  return streams.flatMap((stream) => listOf(stream, "values"))
    .map((value) => Array.isArray(value) ? String(value[1]) : "");
}

function listOf(value: unknown, key: string): readonly unknown[] {
  const list = isObject(value) ? value[key] : undefined;
  return Array.isArray(list) ? list : [];
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function gunzip(bytes: Uint8Array): Promise<Uint8Array> {
  const stream = new Blob([bytes as Uint8Array<ArrayBuffer>]).stream()
    .pipeThrough(new DecompressionStream(GZIP));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}
