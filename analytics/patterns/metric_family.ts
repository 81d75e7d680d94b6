/** One gauge and its samples, in the text format of Prometheus (exposition format 0.0.4). */

export type MetricSample = readonly [labels: Readonly<Record<string, string>>, value: number];

export function metricFamily(
  name: string,
  help: string,
  samples: readonly MetricSample[],
): string {
  const rows = samples.map(([labels, value]) => {
    const pairs = Object.entries(labels).map(([label, text]) => `${label}="${escaped(text)}"`);
    return `${name}${pairs.length === 0 ? "" : `{${pairs.join(",")}}`} ${value}\n`;
  });
  return `# HELP ${name} ${help}\n# TYPE ${name} gauge\n${rows.join("")}`;
}

function escaped(text: string): string {
  return text.replace(/\\/g, "\\\\").replace(/"/g, '\\"').replace(/\n/g, "\\n");
}
