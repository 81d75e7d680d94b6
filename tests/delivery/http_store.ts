/** A store on a real HTTP server: keeps every request, and answers as it is told. */

export interface StoredRequest {
  readonly key: string;
  readonly journal: string;
  readonly offset: number;
  readonly body: string;
}

export interface HttpStore {
  readonly url: string;
  readonly requests: StoredRequest[];
  /** Requests that were taken, each place once. */
  records(): string[];
  /** Called for each request before it is kept: another status than 200 keeps nothing. */
  answer: (request: StoredRequest, count: number) => Response | undefined | Promise<undefined>;
  stop(): Promise<void>;
}

/** On a free port, or on `port`. */
export function startHttpStore(port = 0): HttpStore {
  let count = 0;
  const server = Deno.serve(
    { hostname: "127.0.0.1", port, onListen: () => {} },
    async (taken) => {
      const request: StoredRequest = {
        key: taken.headers.get("idempotency-key") ?? "",
        journal: taken.headers.get("logops-journal") ?? "",
        offset: Number(taken.headers.get("logops-offset")),
        body: await taken.text(),
      };
      const response = await store.answer(request, ++count);
      if (response !== undefined) return response;
      store.requests.push(request);
      return new Response("ok");
    },
  );
  const store: HttpStore = {
    url: `http://127.0.0.1:${server.addr.port}/logs`,
    requests: [],
    answer: () => undefined,
    records() {
      const byKey = new Map(store.requests.map((request) => [request.key, request]));
      return [...byKey.values()]
        .sort((a, b) =>
          a.journal < b.journal ? -1 : a.journal > b.journal ? 1 : a.offset - b.offset
        )
        .flatMap(({ body }) => body.split("\n").filter((line) => line !== ""));
    },
    stop: () => server.shutdown(),
  };
  return store;
}
