/**
 * What is read from one line of text. Fields that the line does not have are absent; text of the
 * line that is in no other field is in `msg`.
 */
export interface SyslogRecord {
  /** RFC 3339 in UTC with milliseconds. */
  ts?: string;
  /** A contract level where the line has a priority, else the word that the line has. */
  level?: string;
  facility?: string;
  host?: string;
  app?: string;
  /** A number where it is written as one. */
  pid?: number | string;
  msgid?: string;
  structured_data?: StructuredData;
  msg: string;
}

/** SD-ID → parameter → value; the values of a parameter that is repeated are in an array. */
export type StructuredData = Record<string, Record<string, string | string[]>>;
