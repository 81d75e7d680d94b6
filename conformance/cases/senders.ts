/** Clients that behave badly, or have bad luck. */
import { cutAnswers } from "../doors/mod.ts";
import type { Subject } from "../subject/mod.ts";
import { type ConformCase, defineCase } from "./conform_case.ts";
import { judged, noneWhereSentAgain } from "./judged.ts";

const CUT_EVERY = 4;
const SLOW_CLIENTS = 40;
const SLOW_SEND_MS = 250;
/** More than they will ever send. */
const SLOW_BYTES = 1_000;
const HUGE_BYTES = 96 * 2 ** 20;
const HUGE_ANSWER_MS_MAX = 60_000;

/** These need an input that speaks HTTP itself. */
function whyNotHttp({ input }: Subject): string | undefined {
  return input.type === "http_json" ? undefined : "its input takes no JSON over HTTP";
}

export const senderCases: readonly ConformCase[] = [
  defineCase({
    name: "retries",
    does: `every ${CUT_EVERY}th answer is cut off once the request was taken, and it is sent again`,
    judges: "none lost; what is stored twice is counted, and a fault where once is promised",
    takesSec: ({ loadSec }) => loadSec,
    whyNot: whyNotHttp,
    run: async ({ verify, effort, input, stage }) => {
      await using proxy = cutAnswers(input.http!, CUT_EVERY);
      const report = await verify({ durationSec: effort.loadSec, input: proxy.url });
      return judged(report, {
        none: noneWhereSentAgain(stage.subject),
        counts: { answers_cut: proxy.cut() },
        broken: proxy.cut() === 0 ? "no answer was cut: nothing was tried" : undefined,
      });
    },
  }),
  defineCase({
    name: "slow_client",
    does: `${SLOW_CLIENTS} connections send a body a byte each ${SLOW_SEND_MS} ms meanwhile`,
    judges: "a good client's records are all taken, and all there",
    takesSec: ({ loadSec }) => loadSec + 1,
    whyNot: whyNotHttp,
    run: async ({ verify, effort, input, host, progress }) => {
      let isOver = false;
      progress(`${SLOW_CLIENTS} slow clients`);
      const clients = Array.from(
        { length: SLOW_CLIENTS },
        () => sendSlowly(input.http!, () => isOver, host.sleep),
      );
      await host.sleep(500);
      const report = await verify({ durationSec: effort.loadSec });
      isOver = true;
      await Promise.all(clients);
      return judged(report, {
        none: ["lost", "duplicated", "corrupted"],
        allTaken: true,
        counts: { slow_clients: SLOW_CLIENTS, p99_ms: Math.round(report.latency_ms.p99 ?? 0) },
      });
    },
  }),
  defineCase({
    name: "huge_body",
    does: `a body of ${HUGE_BYTES / 2 ** 20} MiB under load`,
    judges: "the records of others are all taken, and all there; it lives on",
    takesSec: ({ loadSec }) => loadSec + 3,
    whyNot: whyNotHttp,
    run: async ({ verify, effort, input, stage, progress }) => {
      const verdict = verify({ durationSec: effort.loadSec + 2 });
      progress(`${HUGE_BYTES / 2 ** 20} MiB in one body`);
      const huge = await sendHuge(input.http!.href);
      const report = await verdict;
      const isSaid = /^\d/.test(huge);
      return judged(report, {
        none: ["lost", "duplicated", "corrupted"],
        allTaken: true,
        counts: { huge_body_bytes: HUGE_BYTES },
        broken: stage.isAlive() ? undefined : "it ended",
        notes: [
          isSaid ? `the huge body was answered ${huge}` : `the huge body had no answer: ${huge}`,
        ],
      });
    },
  }),
];

async function sendSlowly(
  { hostname, port, pathname }: URL,
  isOver: () => boolean,
  sleep: (ms: number) => Promise<void>,
): Promise<void> {
  try {
    using connection = await Deno.connect({ hostname, port: Number(port) });
    const head = [
      `POST ${pathname} HTTP/1.1`,
      `Host: ${hostname}`,
      "Content-Type: application/x-ndjson",
      `Content-Length: ${SLOW_BYTES}`,
      "",
      "",
    ].join("\r\n");
    await connection.write(new TextEncoder().encode(head));
    while (!isOver()) {
      await connection.write(new TextEncoder().encode(" "));
      await sleep(SLOW_SEND_MS);
    }
  } catch {
    // It was shown the door, which is a good answer to a slow client.
  }
}

/** The status, or why there is none. */
async function sendHuge(url: string): Promise<string> {
  const line = new TextEncoder().encode(`{"msg":"${"x".repeat(1_000)}"}\n`);
  let sent = 0;
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
    pull(controller) {
      if (sent >= HUGE_BYTES) return controller.close();
      sent += line.length;
      controller.enqueue(line);
    },
  });
  try {
    const answer = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/x-ndjson", "x-emitter": "huge" },
      body,
      redirect: "manual",
      signal: AbortSignal.timeout(HUGE_ANSWER_MS_MAX),
    });
    await answer.body?.cancel();
    return String(answer.status);
  } catch (error) {
    return error instanceof Error ? error.name : "unknown";
  }
}
