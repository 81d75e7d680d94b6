/** Bodies read as objects, for tests to compare with. */
export { decode, readCsvRows } from "./records.ts";
