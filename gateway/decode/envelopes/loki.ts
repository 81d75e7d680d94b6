/** Loki's push API, JSON: `{"streams":[{"stream":{labels},"values":[["ns","line",{metadata}]]}]}`. */
import { type AddLine, type Fields, isFields, lineOf, listOf, pairsOf } from "./exact.ts";

export function readLoki(body: Fields, add: AddLine): boolean {
  if (!Array.isArray(body.streams)) return false;
  for (const one of body.streams) {
    if (!isFields(one)) continue;
    const labels = pairsOf(one.stream);
    for (const value of listOf(one.values)) {
      const [ts, msg, metadata] = listOf(value);
      if (!add(lineOf([["ts", ts], ["msg", msg], ...labels, ...pairsOf(metadata)]))) return true;
    }
  }
  return true;
}
