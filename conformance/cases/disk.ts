/** The disk is full, or slow: real ones, by a tmpfs and by a library that delays syncs. */
import { whyNoSmallDisk } from "../stage/mod.ts";
import { both } from "./both.ts";
import { type ConformCase, defineCase } from "./conform_case.ts";
import { judged, whole } from "./judged.ts";

export const SMALL_DISK_BYTES = 48 * 2 ** 20;
export const SLOW_FSYNC_MS = 200;
/** Who syncs each record takes five a second: it is to be slow, and no more than that. */
const SLOW_EPS = 20;
const SLOW_SETTLE_SEC = 120;
/** So little that the load fills it. */
const FREE_BYTES = 300_000;
const FULL_EPS = 500;
const FULL_MS = 6_000;
const FULL_SEC = 12;
const RECOVERY_MS_MAX = 30_000;
const ASK_MS = 250;

export const diskCases: readonly ConformCase[] = [
  defineCase({
    name: "disk_full",
    does: `its folder is a disk that fills up under load; ${FULL_MS / 1000} s later there is room`,
    judges: "what was acknowledged is there in the end; it takes records again without help",
    takesSec: () => FULL_SEC,
    disk: "small",
    whyNot: ({ disk }, host) =>
      disk === undefined ? "its file names no folder as its disk" : whyNoSmallDisk(host),
    run: async ({ stage, verify, host, input, progress, smallDisk }) => {
      await smallDisk!.fill(FREE_BYTES);
      const verdict = verify({ durationSec: FULL_SEC, eps: FULL_EPS });
      const room = (async () => {
        await host.sleep(FULL_MS);
        progress("there is room again");
        await smallDisk!.makeRoom();
        const startedMs = host.nowMs();
        const probe = new TextEncoder().encode('{"msg":"is there room again?"}');
        while (host.nowMs() - startedMs < RECOVERY_MS_MAX) {
          if (stage.isAlive() && (await input.sendLine(probe)).taken) {
            return Math.round(host.nowMs() - startedMs);
          }
          await host.sleep(ASK_MS);
        }
        return undefined;
      })();
      const [report, recoveryMs] = await both(verdict, room);
      const dead = stage.isAlive() ? "" : ": it has ended";
      const refused = report.rejected + report.unanswered + report.dropped;
      return judged(report, {
        none: ["lost", "corrupted"],
        counts: recoveryMs === undefined ? {} : { recovery_ms: recoveryMs },
        broken: recoveryMs === undefined
          ? `took nothing within ${RECOVERY_MS_MAX / 1000} s of room${dead}`
          : undefined,
        notes: [
          refused === 0
            ? "it refused nothing while its disk was full"
            : `${whole(refused)} were refused or not answered while its disk was full`,
        ],
      });
    },
  }),
  defineCase({
    name: "disk_slow",
    does: `each sync of its disk takes ${SLOW_FSYNC_MS} ms longer`,
    judges: `none lost, duplicated or corrupted of ${SLOW_EPS} a second; what is refused is told`,
    takesSec: ({ loadSec }) => loadSec,
    disk: "slow to sync",
    whyNot: ({ disk }) => disk === undefined ? "its file names no folder as its disk" : undefined,
    run: async ({ stage, verify, effort, slowFsync }) => {
      const waitSec = Math.max(SLOW_SETTLE_SEC, stage.subject.settle_sec);
      const report = await verify({ durationSec: effort.loadSec, eps: SLOW_EPS, waitSec });
      const wasMet = await slowFsync!.wasMet();
      return judged(report, {
        none: ["lost", "duplicated", "corrupted"],
        counts: { p99_ms: Math.round(report.latency_ms.p99 ?? 0) },
        notes: wasMet ? [] : ["it never synced through libc: no disk could slow it down"],
      });
    },
  }),
];
