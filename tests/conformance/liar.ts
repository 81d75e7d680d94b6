/**
 * A log pipeline of the tests' own, as a program: takes JSON over HTTP, answers 200 and writes lines to
 * a file; and does what it is told by `LIAR` to records, by their numbers. It knows what it did: `/harm`.
 *
 * | LIAR | what it does |
 * |---|---|
 * | `honest` | nothing wrong |
 * | `drop` | leaves out every 50th record |
 * | `double` | writes every 50th twice |
 * | `swap` | writes a request's first two records in the wrong order, every 5th request |
 * | `corrupt` | changes the service of every 50th |
 * | `mask` | hides nothing, though its file says that it masks |
 * | `forget` | answers before it writes, and writes once a second: kill -9 takes the rest |
 * | `cut` | reads numbers as doubles, and takes what it cannot read without a word |
 */

const mode = Deno.env.get("LIAR") ?? "honest";
const file = Deno.args[1]!;
const EVERY = 50;
const FLUSH_MS = 1_000;

let records = 0;
let requests = 0;
let harm = 0;
let waiting = "";
if (mode === "forget") setInterval(flush, FLUSH_MS);

function flush(): void {
  Deno.writeTextFileSync(file, waiting, { append: true });
  waiting = "";
}

function linesOf(body: string): string[] {
  if (body.startsWith("[")) {
    return (JSON.parse(body) as unknown[]).map((one) => JSON.stringify(one));
  }
  return body.split("\n").filter((line) => line !== "");
}

function harmed(line: string): string[] {
  records++;
  if (records % EVERY !== 0) return [line];
  switch (mode) {
    case "drop":
      harm++;
      return [];
    case "double":
      harm++;
      return [line, line];
    case "corrupt":
      harm++;
      return [line.replace('"service":"', '"service":"not-')];
    default:
      return [line];
  }
}

function take(body: string): void {
  requests++;
  let lines = linesOf(body);
  if (mode === "cut") {
    lines = lines.flatMap((line) => {
      try {
        return [JSON.stringify(JSON.parse(line))];
      } catch {
        return [];
      }
    });
  }
  const out = lines.flatMap(harmed);
  if (mode === "swap" && requests % 5 === 0 && out.length > 1) {
    harm++;
    out.splice(0, 2, out[1]!, out[0]!);
  }
  waiting += out.map((line) => `${line}\n`).join("");
  if (mode !== "forget") flush();
}

Deno.serve(
  { hostname: "127.0.0.1", port: Number(Deno.args[0]), onListen() {} },
  async (request) => {
    if (new URL(request.url).pathname === "/harm") return Response.json({ harm });
    if (request.method !== "POST") return new Response("up");
    const body = await request.text();
    take(body);
    return Response.json({ accepted: linesOf(body).length });
  },
);
