/**
 * A view as SVG: title, frames, arrows, boxes, and a key of what they mean. It brings its own white
 * ground, since whoever shows it may be light or dark, and needs no font but a sans-serif.
 */
import { type Area, flatFrames, type Point } from "./grid.ts";
import type { TitlePlace } from "./label_places.ts";
import type { ArrowLayout, Layout } from "./layout.ts";
import { heightPx, type TextLine, widthPx } from "./text_block.ts";
import {
  type Arrow,
  type Box,
  type Frame,
  type Look,
  PERSON_HEAD_PX,
  type ViewGraph,
} from "./view_graph.ts";

const MARGIN_PX = 16;
const TITLE: Omit<TextLine, "text"> = { sizePx: 18, isBold: true };
const TITLE_HEIGHT_PX = 40;
const KEY_HEIGHT_PX = 30;
const KEY_ROW_PX = 26;
const KEY_SWATCH_PX = 26;
const INK = "#1f2937";
const LINE = "#475569";
const FONT = "Helvetica, Arial, 'Liberation Sans', sans-serif";
const MONO_FONT = "Menlo, Consolas, 'Liberation Mono', monospace";

export function drawing(graph: ViewGraph, layout: Layout): string {
  const titlePx = widthPx({ ...TITLE, text: graph.title });
  const width = Math.ceil(Math.max(layout.widthPx, titlePx)) + 2 * MARGIN_PX;
  const key = keyOf(graph, width);
  const height = layout.heightPx + TITLE_HEIGHT_PX + key.heightPx + 2 * MARGIN_PX;
  const left = Math.round((width - layout.widthPx) / 2);
  const lines = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" ` +
    `height="${height}" role="img" font-family="${FONT}">`,
    `<title>${escaped(graph.title)}</title>`,
    `<rect width="${width}" height="${height}" rx="8" fill="#ffffff" stroke="#cbd5e1"/>`,
    text({ ...TITLE, text: graph.title }, { x: MARGIN_PX, y: MARGIN_PX + 18 }, INK, "start"),
    `<g transform="translate(${left} ${MARGIN_PX + TITLE_HEIGHT_PX})">`,
    ...flatFrames(graph.frames).map((frame, index) =>
      frameSvg(frame, layout.frames[index]!, layout.titles[index]!)
    ),
    ...graph.arrows.map((_, index) => arrowSvg(layout.arrows[index]!)),
    ...graph.boxes.map((box) => boxSvg(box, layout.boxes.get(box.id)!)),
    ...graph.arrows.map((arrow, index) => labelSvg(arrow, layout.arrows[index]!))
      .filter((svg) => svg !== ""),
    `</g>`,
    `<g transform="translate(${MARGIN_PX} ${height - key.heightPx - MARGIN_PX / 2})">`,
    ...key.lines,
    `</g>`,
    `</svg>`,
  ];
  return lines.join("\n") + "\n";
}

function frameSvg({ title, isGroup }: Frame, area: Area, place: TitlePlace): string {
  const { x, y, widthPx: width, heightPx: height } = area;
  const dashes = isGroup ? ` stroke-dasharray="3 4"` : ` stroke-dasharray="8 4"`;
  const fill = isGroup ? "#fbfcfe" : "none";
  return `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="6" fill="${fill}" ` +
    `stroke="#64748b"${dashes}/>\n` +
    titleSvg(title, place);
}

function titleSvg(title: TextLine, { area, anchor }: TitlePlace): string {
  const share = { start: 0, middle: 0.5, end: 1 }[anchor];
  const at = { x: area.x + area.widthPx * share, y: area.y + area.heightPx * 0.78 };
  return text(title, at, LINE, anchor);
}

function arrowSvg({ curve, head }: ArrowLayout): string {
  const [start, ...rest] = curve.map(({ x, y }) => `${x} ${y}`);
  return `<path d="M${start} C${rest.join(" ")}" fill="none" stroke="${LINE}" ` +
    `stroke-width="1.3"/>\n` +
    `<polygon points="${head.map(({ x, y }) => `${x},${y}`).join(" ")}" fill="${LINE}"/>`;
}

function labelSvg({ lines }: Arrow, { label }: ArrowLayout): string {
  if (lines.length === 0) return "";
  const width = Math.ceil(Math.max(...lines.map(widthPx))) + 4;
  const height = lines.reduce((sum, line) => sum + heightPx(line), 0);
  const top = label.y - height / 2;
  return `<rect x="${tenth(label.x - width / 2)}" y="${tenth(top)}" width="${width}" ` +
    `height="${height}" rx="2" fill="#ffffff" fill-opacity="0.95"/>\n` +
    column(lines, { x: label.x, y: top }, INK);
}

function boxSvg({ look, lines }: Box, area: Area): string {
  const { x, y, widthPx: width, heightPx: height } = area;
  const textPx = lines.reduce((sum, line) => sum + heightPx(line), 0);
  // A shape takes its room from the top, so the text stands at the bottom.
  const textTop = y + height - textPx - (look.shape === "Cylinder" ? 12 : 10);
  return shapeSvg(look, area, width, height) + "\n" +
    column(lines, { x: x + width / 2, y: textTop }, look.color);
}

/** The outline of a box; `corner` is its top left. */
function shapeSvg(look: Look, { x, y }: Point, width: number, height: number): string {
  const paint = `fill="${look.background}" stroke="#0f172a" stroke-opacity="0.35"`;
  const rect = (top: number, radius: number) =>
    `<rect x="${x}" y="${tenth(top)}" width="${width}" height="${tenth(y + height - top)}" ` +
    `rx="${radius}" ${paint}/>`;
  switch (look.shape) {
    case "Box":
      return rect(y, 2);
    case "RoundedBox":
      return rect(y, 10);
    case "Person":
      return `${rect(y + PERSON_HEAD_PX, 18)}\n<circle cx="${tenth(x + width / 2)}" ` +
        `cy="${tenth(y + PERSON_HEAD_PX / 2 + 2)}" r="${PERSON_HEAD_PX / 2 + 1}" ${paint}/>`;
    case "Cylinder": {
      const radius = width / 2;
      const lid = 8;
      const [low, high] = [tenth(y + height - lid), tenth(y + lid)];
      return `<path d="M${x} ${high} a${radius} ${lid} 0 0 1 ${width} 0 V${low} ` +
        `a${radius} ${lid} 0 0 1 ${-width} 0 Z" ${paint}/>\n` +
        `<path d="M${x} ${high} a${radius} ${lid} 0 0 0 ${width} 0" fill="none" ` +
        `stroke="${look.color}" stroke-opacity="0.6"/>`;
    }
    case "WebBrowser":
      return `${rect(y, 6)}\n<path d="M${x} ${tenth(y + 16)} h${width}" stroke="${look.color}" ` +
        `stroke-opacity="0.6"/>` +
        [10, 20, 30].map((dx) =>
          `<circle cx="${x + dx}" cy="${tenth(y + 8)}" r="3" fill="${look.color}" ` +
          `fill-opacity="0.7"/>`
        ).join("");
  }
}

function keyOf({ boxes, frames, arrowName }: ViewGraph, width: number) {
  const entries = [...new Map(boxes.map((box) => [box.kindName, box])).values()];
  const lines = [text({ text: "Key", sizePx: 12.5, isBold: true }, { x: 0, y: 12 }, INK, "start")];
  let x = 40;
  let y = 0;
  const place = (label: TextLine, swatch: (at: Point) => string) => {
    const entryPx = KEY_SWATCH_PX + 8 + widthPx(label) + 20;
    if (x + entryPx > width - 2 * MARGIN_PX) [x, y] = [40, y + KEY_ROW_PX];
    lines.push(swatch({ x, y }));
    lines.push(text(label, { x: x + KEY_SWATCH_PX + 8, y: y + 12 }, INK, "start"));
    x = Math.ceil(x + entryPx);
  };
  for (const { look, kindName } of entries) {
    const shape = look.shape === "Person" ? "RoundedBox" as const : look.shape;
    place(
      { text: kindName, sizePx: 12 },
      (corner) =>
        shape === "WebBrowser" || shape === "Cylinder"
          ? `<rect x="${corner.x}" y="${corner.y}" width="${KEY_SWATCH_PX}" height="16" rx="4" ` +
            `fill="${look.background}"/>`
          : shapeSvg({ ...look, shape }, corner, KEY_SWATCH_PX, 16),
    );
  }
  if (frames.length > 0) {
    place(
      { text: "What is inside of it", sizePx: 12 },
      (corner) =>
        `<rect x="${corner.x}" y="${corner.y}" width="${KEY_SWATCH_PX}" height="16" rx="3" ` +
        `fill="none" stroke="#64748b" stroke-dasharray="4 3"/>`,
    );
  }
  place(
    { text: arrowName, sizePx: 12 },
    (corner) =>
      `<path d="M${corner.x} ${corner.y + 8} h${KEY_SWATCH_PX - 6}" stroke="${LINE}" ` +
      `stroke-width="1.3"/><path d="M${corner.x + KEY_SWATCH_PX} ${corner.y + 8} l-8 -4 v8 Z" ` +
      `fill="${LINE}"/>`,
  );
  return { lines, heightPx: y + KEY_HEIGHT_PX };
}

/** Lines below each other, centred on `x`, the first one's top at `y`. */
function column(lines: readonly TextLine[], { x, y }: Point, color: string): string {
  let top = y;
  return lines.map((line) => {
    const height = heightPx(line);
    const baseline = { x, y: tenth(top + height * 0.78) };
    top += height;
    return text(line, baseline, color, "middle");
  }).join("\n");
}

function text(
  line: TextLine,
  { x, y }: Point,
  color: string,
  anchor: TitlePlace["anchor"],
): string {
  const weight = line.isBold === true ? ` font-weight="bold"` : "";
  const font = line.isMono === true ? ` font-family="${MONO_FONT}"` : "";
  return `<text x="${tenth(x)}" y="${tenth(y)}" font-size="${line.sizePx}"${weight}${font} ` +
    `fill="${color}" text-anchor="${anchor}">${escaped(line.text)}</text>`;
}

function tenth(value: number): number {
  return Math.round(value * 10) / 10;
}

function escaped(value: string): string {
  return value.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
