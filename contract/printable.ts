/**
 * Text that somebody else wrote, as a terminal may show it: control characters, which can move the
 * cursor, set a title or a clipboard, and marks that turn the direction of writing, which can make a
 * line read as another one, are written as JSON would escape them.
 *
 * ```
 * printable("a\x1b[2Jb") → "a\\u001b[2Jb"
 * ```
 */
const UNPRINTABLE = /[\p{Cc}\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu;

export function printable(text: string): string {
  return text.replace(
    UNPRINTABLE,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
