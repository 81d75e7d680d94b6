/** The tables of the corpus: each shape with its ratio to the limit, the mean of them, and the worst. */
import { geometricMean } from "./figures.ts";
import { ratio, whole } from "./number_text.ts";
import { SHAPE_FORMS, type ShapeForm, type ShapeResult } from "./shapes.ts";
import type { Table } from "./table.ts";

const TITLES: Readonly<Record<ShapeForm, string>> = {
  json: "Shapes of JSON",
  ndjson: "The same as NDJSON",
  csv: "The same as CSV",
  text: "Lines of text",
};

/** Records per CPU-second to those of the limit. */
export function ratioOf({ gateway, limit }: ShapeResult): number {
  return gateway.recordsPerCpuSec / limit.recordsPerCpuSec;
}

export interface ShapeSummary {
  readonly mean: number;
  readonly worst: number;
}

export function summaryOf(
  shapes: readonly ShapeResult[],
  form: ShapeForm,
): ShapeSummary | undefined {
  const ratios = shapes.filter((shape) => shape.form === form).map(ratioOf);
  return ratios.length === 0
    ? undefined
    : { mean: geometricMean(ratios), worst: Math.min(...ratios) };
}

export function shapeTables(shapes: readonly ShapeResult[]): Table[] {
  return SHAPE_FORMS.flatMap((form) => {
    const summary = summaryOf(shapes, form);
    return summary === undefined ? [] : [tableOf(shapes, form, summary)];
  });
}

function tableOf(
  shapes: readonly ShapeResult[],
  form: ShapeForm,
  { mean, worst }: ShapeSummary,
): Table {
  return {
    title: TITLES[form],
    header: ["shape", "bytes", "records/CPU-s", "limit: append", "ratio"],
    rows: [
      ...shapes.filter((shape) => shape.form === form).map((each) => [
        each.shape,
        whole(each.bytesPerRecord),
        whole(each.gateway.recordsPerCpuSec),
        whole(each.limit.recordsPerCpuSec),
        ratio(ratioOf(each)),
      ]),
      ["geometric mean", "", "", "", ratio(mean)],
      ["worst", "", "", "", ratio(worst)],
    ],
    notes: [
      "`limit: append` parses, writes and appends the same records as JSON, and neither masks nor " +
      "syncs; each pair was measured right after one another.",
    ],
  };
}
