/**
 * The watch on this machine, in a hurry: what is watched, the servers that watch it, and the story
 * of its alerts.
 */
export {
  type ActiveAlert,
  type AlertMessage,
  type AlertStory,
  delivered,
  isOver,
  NO_ALERTS,
  observed,
} from "./alerts.ts";
export {
  faultOfScenario,
  runScenario,
  type ScenarioEnd,
  startWatchedGateway,
  type WatchedGateway,
} from "./line.ts";
export { type PromqlNode, promqlNodes, rewritePromql, scaleExpression } from "./promql.ts";
export { startWatchServers, type WatchPrograms, type WatchServers } from "./servers.ts";
