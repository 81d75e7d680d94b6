/** `deno task prove:archive-size [GiB]`: the long form of `housekeeping_size_test.ts`. */
import { archiveBigFile, describeSize } from "./size.ts";

const RESIDENT_BYTES_MAX = 150 * 2 ** 20;

const size = await archiveBigFile(Number(Deno.args[0] ?? 2) * 2 ** 30);
console.log(describeSize(size));
if (size.residentBytesMax >= RESIDENT_BYTES_MAX) {
  console.error("That is more than 150 MiB.");
  Deno.exit(1);
}
