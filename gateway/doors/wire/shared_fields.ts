/** Fields that a request says of all of its records. */
import type { BatchWriter } from "../../transcribe/mod.ts";

export type SharedFields = readonly (readonly [name: string, value: string])[];

/** The batch, with these after the fields that each record has itself. */
export function withFields(batch: BatchWriter, fields: SharedFields): BatchWriter {
  if (fields.length === 0) return batch;
  const { record } = batch;
  return Object.create(batch, {
    add: {
      value() {
        for (const [name, value] of fields) {
          record.field(name);
          record.text(value);
        }
        batch.add();
      },
    },
  });
}
