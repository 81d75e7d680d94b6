/** Emitters from files of the user's own: found, loaded and tried before a run. */
export { type ImportModule, loadEmitterPlugin } from "./plugin_file.ts";
export { faultOfPlugin } from "./plugin_trial.ts";
