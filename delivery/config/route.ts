/** Which records a sink takes, from its `match`: all conditions must hold, each for one of its values. */
import type { Match } from "./sink_fields.ts";

/** `undefined` for a sink that takes everything: then no record needs to be read. */
export function createRoute(match: Match): ((line: Uint8Array) => boolean) | undefined {
  const { emitters, levels, tenants, scenarios } = match;
  const conditions = ([
    ["emitter", emitters],
    ["level", levels],
    ["tenant_id", tenants],
    ["scenario_id", scenarios],
  ] as const).flatMap(([field, values]) =>
    values === undefined ? [] : [{ field, values: new Set<string>(values) }]
  );
  if (conditions.length === 0) return undefined;
  const decoder = new TextDecoder();
  return (line) => {
    const record = parse(decoder.decode(line));
    // A line that is not a record is no one's: it goes along, so that the sink's own refusal tells of it.
    if (record === undefined) return true;
    return conditions.every(({ field, values }) => {
      const value = record[field];
      return typeof value === "string" && values.has(value);
    });
  };
}

function parse(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null
      ? value as Record<string, unknown>
      : undefined;
  } catch {
    return undefined;
  }
}
