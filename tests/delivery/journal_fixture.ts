/** A journal in a temporary folder, written as a gateway writes it. */
import { join } from "node:path";

export interface JournalFixture {
  readonly folder: string;
  readonly dead: string;
  /** Appends `count` records that follow those before them; gives their lines. */
  append(file: string, count: number, more?: Readonly<Record<string, unknown>>): string[];
  remove(): void;
}

export function createJournal(): JournalFixture {
  const root = Deno.makeTempDirSync({ prefix: "logops-delivery-" });
  const folder = join(root, "ingest");
  Deno.mkdirSync(folder);
  let seq = 0;
  return {
    folder,
    dead: join(root, "dead"),
    append(file, count, more = {}) {
      const lines = Array.from({ length: count }, () => {
        const ts = new Date(Date.UTC(2026, 11, 1, 10) + Math.floor(seq / 3)).toISOString();
        const level = ["INFO", "WARN", "ERROR"][seq % 3];
        const msg = `ordinary message with ünïcode and "quotes" ${"x".repeat(seq % 90)}`;
        return JSON.stringify({ ts, level, msg, emitter: "json", seq: seq++, ...more });
      });
      Deno.writeTextFileSync(join(folder, file), lines.map((line) => `${line}\n`).join(""), {
        append: true,
      });
      return lines;
    },
    remove: () => Deno.removeSync(root, { recursive: true }),
  };
}
