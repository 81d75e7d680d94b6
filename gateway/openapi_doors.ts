/** What the OpenAPI document says of the routes that belong to doors. */
import type { AuthMode } from "./admit/mod.ts";
import type { OpenDoors, OpenRoute } from "./doors/mod.ts";
import { reasonsByStatus } from "./http_status.ts";
import { INTERNAL, problemAnswers, withContent } from "./openapi_answers.ts";
import { SECURITY_BY_MODE } from "./openapi_auth.ts";
import { ingestParameters } from "./openapi_parameters.ts";

export function doorPaths({ routes }: OpenDoors, mode: AuthMode) {
  const byPath = Map.groupBy(routes, ({ path }) => path);
  return Object.fromEntries([...byPath].map(([path, each]) => [
    path,
    Object.fromEntries(each.map((route) => [route.method.toLowerCase(), operation(route, mode)])),
  ]));
}

function operation(route: OpenRoute, mode: AuthMode) {
  const { summary, path, bodies, answers, errorType, open } = route;
  const isBatch = open !== undefined;
  const success = Object.entries(answers).map(([status, [description, type]]) => [
    status,
    { description, ...(type === undefined ? {} : { content: { [type]: {} } }) },
  ]);
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    ...{ name, in: "path", required: true, schema: { type: "string" } },
    description: "Kept in each record",
  }));
  return {
    summary,
    ...(isBatch ? { security: SECURITY_BY_MODE[mode] } : {}),
    parameters: [...names, ...(isBatch ? ingestParameters(mode) : [])],
    ...(bodies === undefined ? {} : {
      requestBody: {
        required: true,
        content: Object.fromEntries(
          Object.entries(bodies).map(([type, description]) => [
            type,
            { schema: { type: "string", description } },
          ]),
        ),
      },
    }),
    responses: {
      ...withContent(problemAnswers(reasonsByStatus()), { [errorType]: {} }),
      ...Object.fromEntries(success),
      500: INTERNAL,
    },
  };
}
