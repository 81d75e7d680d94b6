/**
 * A file that a pipeline tails, in the place of a gateway: what is sent is appended to it, line by line,
 * and counts as accepted once it is written.
 *
 * Arrays of JSON become one line for each record; all other bodies are lines already.
 */

/** Answers like a gateway, for what is appended to the file at `path`. */
export function appendTo(path: string): typeof fetch {
  const encoder = new TextEncoder();
  // One writer, one request after another: so lines stand whole, and in the order of their requests.
  let writing: Promise<unknown> = Promise.resolve();
  return async (_input, init) => {
    const lines = linesOf(textOf(init?.body));
    const written = writing.then(() =>
      Deno.writeFile(path, encoder.encode(lines.join("")), { append: true })
    );
    writing = written.catch(() => {});
    try {
      await written;
    } catch (error) {
      // As a connection that broke: it may be tried again, and is counted.
      throw new TypeError("cannot append", { cause: error });
    }
    return Response.json({ accepted: lines.length });
  };
}

function textOf(body: BodyInit | null | undefined): string {
  return typeof body === "string" ? body : new TextDecoder().decode(body as Uint8Array);
}

function linesOf(body: string): string[] {
  if (body.startsWith("[")) {
    return (JSON.parse(body) as unknown[]).map((record) => `${JSON.stringify(record)}\n`);
  }
  return body.split("\n").filter((line) => line !== "").map((line) => `${line}\n`);
}
