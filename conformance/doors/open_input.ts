/** The input of a subject as cases use it: what `logops verify` is given, and single lines. */
import type { Host } from "../stage/mod.ts";
import type { SubjectInput } from "../subject/mod.ts";
import { type Carry, openDoor } from "./door.ts";
import { lokiDoor } from "./loki.ts";
import { otlpDoor } from "./otlp.ts";
import { syslogDoor } from "./syslog.ts";

export interface RawAnswer {
  readonly taken: boolean;
  /** `200`, `no answer`, `written`. */
  readonly says: string;
}

export interface OpenInput extends AsyncDisposable {
  /** For `--input`. */
  readonly address: string;
  /** Of inputs that speak HTTP themselves: where. */
  readonly http?: URL;
  /** Brings one line of any bytes, in a request of its own. */
  sendLine(line: Uint8Array<ArrayBuffer>): Promise<RawAnswer>;
}

const LINE_FEED = new Uint8Array([10]);
const ANSWER_MS_MAX = 20_000;

/** `input` with its placeholders filled. */
export function openInput(input: SubjectInput, host: Host): OpenInput {
  switch (input.type) {
    case "http_json":
      return {
        address: input.url,
        http: new URL(input.url),
        sendLine: (line) => postLine(input.url, line),
        [Symbol.asyncDispose]: () => Promise.resolve(),
      };
    case "file":
      return {
        address: input.path,
        async sendLine(line) {
          await Deno.writeFile(input.path, joined(line, LINE_FEED), { append: true });
          return { taken: true, says: "written" };
        },
        [Symbol.asyncDispose]: () => Promise.resolve(),
      };
    case "otlp_http":
      return throughDoor(otlpDoor(input.url, host.nowMs), host);
    case "loki_push":
      return throughDoor(lokiDoor(input.url, host.nowMs), host);
    case "syslog_tcp": {
      const door = syslogDoor(Number(input.port), host.nowMs);
      return throughDoor(door.carry, host, () => door[Symbol.dispose]());
    }
  }
}

function throughDoor(carry: Carry, host: Host, close = () => {}): OpenInput {
  const door = openDoor(carry, host);
  return {
    address: door.url,
    async sendLine(line) {
      // What is no UTF-8 cannot travel in these dialects: it is sent as such a client would.
      const text = new TextDecoder().decode(line);
      try {
        const { status } = await carry([text], AbortSignal.timeout(ANSWER_MS_MAX));
        return { taken: status >= 200 && status < 300, says: String(status) };
      } catch {
        return { taken: false, says: "no answer" };
      }
    },
    async [Symbol.asyncDispose]() {
      close();
      await door[Symbol.asyncDispose]();
    },
  };
}

async function postLine(url: string, line: Uint8Array<ArrayBuffer>): Promise<RawAnswer> {
  try {
    const answer = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/x-ndjson", "x-emitter": "conform" },
      body: joined(line, LINE_FEED),
      redirect: "manual",
      signal: AbortSignal.timeout(ANSWER_MS_MAX),
    });
    const text = await answer.text();
    const apart = /"quarantined":[1-9]/.test(text);
    return { taken: answer.ok && !apart, says: `${answer.status}${apart ? ", kept apart" : ""}` };
  } catch {
    return { taken: false, says: "no answer" };
  }
}

function joined(
  first: Uint8Array<ArrayBuffer>,
  second: Uint8Array<ArrayBuffer>,
): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(first.length + second.length);
  whole.set(first);
  whole.set(second, first.length);
  return whole;
}
