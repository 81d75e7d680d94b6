/** Fills the placeholders of a subject's file: `{port}` becomes a port. Pure. */
import { type Placeholder, PLACEHOLDERS } from "./subject_schema.ts";

export type Filling = Readonly<Record<Placeholder, string>>;

/** Other words in braces stay: configuration files are full of them. */
export function fill(text: string, filling: Filling): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const known = PLACEHOLDERS.find((each) => each === name);
    return known === undefined ? whole : filling[known];
  });
}
