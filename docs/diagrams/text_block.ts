/**
 * Text as it will be set: how wide it is, and where it breaks. Widths are Helvetica's, in thousandths
 * of the font size (Adobe's font metrics); Arial and Liberation Sans have the same. They are rounded
 * up a little, since a viewer may have another sans-serif font.
 */

export interface TextLine {
  readonly text: string;
  readonly sizePx: number;
  readonly isBold?: boolean;
  readonly isMono?: boolean;
}

const LINE_HEIGHT = 1.25;
const MONO_WIDTH = 0.602;
const BOLD_FACTOR = 1.12;
const SAFETY_FACTOR = 1.1;
const WIDTH_DEFAULT = 0.556;
/** Characters by their width, where it is not that of a digit. */
const WIDTHS: readonly (readonly [string, number])[] = [
  ["ijl'|", 0.222],
  ["It/f.,:;! []\\", 0.278],
  ['r()-`"', 0.333],
  ["ckszxvyJ*", 0.5],
  ["FTZ", 0.611],
  ["ABEKPSVXY&", 0.667],
  ["CDHNRUw", 0.722],
  ["GOQ", 0.778],
  ["Mm", 0.833],
  ["W@%", 0.944],
];

export function widthPx({ text, sizePx, isBold, isMono }: TextLine): number {
  if (isMono === true) return text.length * MONO_WIDTH * sizePx;
  const em = [...text].reduce((sum, sign) => sum + widthOf(sign), 0);
  return em * sizePx * SAFETY_FACTOR * (isBold === true ? BOLD_FACTOR : 1);
}

export function heightPx({ sizePx }: TextLine): number {
  return Math.round(sizePx * LINE_HEIGHT);
}

/** Breaks between words, so that no line is wider than `maxPx` unless a single word is. */
export function wrapped(line: TextLine, maxPx: number): TextLine[] {
  const lines: TextLine[] = [];
  for (const word of line.text.split(" ").filter((each) => each !== "")) {
    const last = lines.at(-1);
    const longer = { ...line, text: `${last?.text} ${word}` };
    if (last !== undefined && widthPx(longer) <= maxPx) lines[lines.length - 1] = longer;
    else lines.push({ ...line, text: word });
  }
  return lines;
}

function widthOf(sign: string): number {
  return WIDTHS.find(([signs]) => signs.includes(sign))?.[1] ?? WIDTH_DEFAULT;
}
