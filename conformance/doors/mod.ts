/** How records get into a subject, whatever it speaks. */
export { type Carry, type Door, openDoor } from "./door.ts";
export { cutAnswers } from "./cut_answers.ts";
export { type OpenInput, openInput, type RawAnswer } from "./open_input.ts";
