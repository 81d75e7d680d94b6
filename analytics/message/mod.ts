/** What a line says: its header, its level, and the words of its message, values apart. */
export { type Header, type HeaderLayout, LAYOUT_LINES, learnLayout } from "./header_layout.ts";
export { DEFAULT_LEVEL, levelIndex } from "./level_word.ts";
export { FRAMES_MAX, isFrame, traceOfFrames, wordsOfMessage } from "./message_words.ts";
export { Outliner } from "./outline.ts";
export { ANY, commonText, textOf, type Word } from "./words.ts";
