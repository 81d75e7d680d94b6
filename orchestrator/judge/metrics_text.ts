/**
 * Reads the Prometheus text exposition format, as far as counters need it:
 * `name{label="value",…} number`. Comments and timestamps are passed over.
 */

export interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

export type Samples = readonly Sample[];

const LINE = /^([A-Za-z_:][\w:]*)(?:\{(.*)\})?\s+(\S+)(?:\s+-?\d+)?$/;
const LABEL = /([A-Za-z_]\w*)="((?:[^"\\]|\\.)*)"/g;

export function parseMetrics(text: string): Samples {
  return text.split("\n").flatMap((line): Sample[] => {
    const match = LINE.exec(line.trim());
    if (match === null || line.startsWith("#")) return [];
    const [, name, labelText = "", value] = match;
    const labels = Object.fromEntries(
      [...labelText.matchAll(LABEL)].map(([, key, quoted]) => [key, unescape(quoted!)]),
    );
    return [{ name: name!, labels, value: Number(value) }];
  });
}

export interface Selector {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** The sum over the series that have the name and all of the labels. */
export function sumOf(samples: Samples, { name, labels }: Selector): number {
  const wanted = Object.entries(labels);
  return samples
    .filter((sample) => sample.name === name && wanted.every(([k, v]) => sample.labels[k] === v))
    .reduce((sum, { value }) => sum + value, 0);
}

/** How much a counter grew. A series that was not there before began at 0. */
export function increaseOf(before: Samples, after: Samples, selector: Selector): number {
  return sumOf(after, selector) - sumOf(before, selector);
}

function unescape(quoted: string): string {
  return quoted.replace(/\\(.)/g, (_, letter) => letter === "n" ? "\n" : letter);
}
