/**
 * Slow clients, in a process of their own so that they take no time from who measures:
 *
 * ```
 * deno run -A tests/gateway/slow_clients_child.ts <url> <connections> <seconds> <key>
 * ```
 *
 * Each connection says 8 MiB, sends all but a byte of it within `seconds`, and no more: 0 sends it
 * at once. When it is answered, or closed, it comes again after a second, as it is told. Ends with its standard
 * input, and prints how often which answer came.
 */
const MIB = 1024 * 1024;
const BODY_BYTES = 8 * MIB;
const PIECE_MS = 100;
const AGAIN_MS = 1000;

const [url, connections, seconds, key] = Deno.args as [string, string, string, string];
const { hostname, port } = new URL(url);
const answers: Record<string, number> = {};
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const piece = new Uint8Array(
  Number(seconds) === 0 ? MIB : Math.ceil(BODY_BYTES * PIECE_MS / (1000 * Number(seconds))),
).fill(0x20);

async function attack(): Promise<void> {
  const connection = await Deno.connect({ hostname, port: Number(port) });
  let isAnswered = false;
  const answered = (async () => {
    const buffer = new Uint8Array(1024);
    const count = await connection.read(buffer).catch(() => null);
    const text = new TextDecoder().decode(buffer.subarray(0, count ?? 0));
    const answer = /"reason":"(\w+)"/.exec(text)?.[1] ?? (text.slice(9, 12) || "closed");
    answers[answer] = (answers[answer] ?? 0) + 1;
    isAnswered = true;
  })();
  const write = async (bytes: Uint8Array) => {
    for (let at = 0; at < bytes.length;) at += await connection.write(bytes.subarray(at));
  };
  try {
    await write(new TextEncoder().encode(
      "POST /v1/logs HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n" +
        `X-Api-Key: ${key}\r\nContent-Length: ${BODY_BYTES}\r\n\r\n`,
    ));
    for (let left = BODY_BYTES - 1; left > 0 && !isAnswered; left -= piece.length) {
      await write(piece.subarray(0, left));
      if (seconds !== "0") await pause(PIECE_MS);
    }
  } catch {
    // it was closed while it sent
  }
  await answered;
  connection.close();
}

async function attackAgain(): Promise<void> {
  while (true) {
    await attack().catch(() => {});
    await pause(AGAIN_MS);
  }
}

for (let i = 0; i < Number(connections); i++) void attackAgain();
for await (const _ of Deno.stdin.readable);
console.log(JSON.stringify(answers));
Deno.exit(0);
