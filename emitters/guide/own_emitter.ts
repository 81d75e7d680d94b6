/** The part of `docs/emitters/README.md` that tells how to write an emitter and use it in a scenario. */
export const OWN_EMITTER = `## Write your own

An emitter is a value: the default export of a file, which a scenario names by its path. In any
folder it imports \`logops/emitters\` and \`zod\` by these names. \`next\` makes one record, as of a time
that it is given; \`batch\` makes a request body of several. It draws from \`deps.random\` alone and
reads no clock, so that the same seed gives the same bytes. \`planted\` lists every value in the
record that must not be stored in clear. Save this as \`doors.ts\` in the repository's folder, or in
another and name it by its path; git shows it as a new file of yours:

<!-- file: doors.ts -->

\`\`\`ts
import { defineEmitter } from "logops/emitters";
import { z } from "zod";

export default defineEmitter({
  type: "doors",
  summary: "Doors that open, with who came",
  config: z.strictObject({ doors: z.int().min(1).default(3).describe("How many doors there are") }),
  create({ doors }, { random, scenarioId }) {
    let seq = 0;
    return {
      next(tsMs) {
        seq++;
        const who = \`guest\${random.int(1_000_000)}@example.com\`;
        return {
          seq,
          level: "INFO",
          planted: [{ kind: "email", value: who }],
          text: JSON.stringify({
            ts: new Date(tsMs).toISOString(),
            level: "INFO",
            msg: \`door \${random.int(doors)} opened for \${who}\`,
            seq,
            scenario_id: scenarioId,
          }),
        };
      },
      batch: (records) => ({
        contentType: "application/x-ndjson",
        body: records.map(({ text }) => text).join("\\n"),
      }),
    };
  },
});
\`\`\`

\`\`\`sh
deno task emit ./doors.ts --print 2
\`\`\`

<!-- output -->

\`\`\`
{"ts":"…","level":"INFO","msg":"door … opened for guest…@example.com","seq":1,"scenario_id":"emit-…"}
{"ts":"…","level":"INFO","msg":"door … opened for guest…@example.com","seq":2,"scenario_id":"emit-…"}
\`\`\`

What \`config\` declares is set by \`--args doors=9\`, in a scenario by \`args: { doors: 9 }\`. A scenario
with it:

<!-- file: doors.yaml -->

\`\`\`yaml
name: doors
duration_sec: 1
emitters:
  - plugin: ./doors.ts # from the scenario's folder
    eps: 50
expect:
  planted_pii_in_clear_max: 0
\`\`\`

With a gateway to send to, it has a verdict:

<!-- serves: 8080 -->

\`\`\`sh
deno task gateway
\`\`\`

\`\`\`sh
deno task scenario doors.yaml --verify data/ingest
\`\`\`

<!-- output, varies: k3x9f2 1.0 371044121 -->

\`\`\`
PASSED  doors-k3x9f2 · 1.0 s · seed 371044121 · http://127.0.0.1:8080/v1/logs
…
  stored  accepted  delivered  lost  duplicated  reordered  corrupted  PII in clear
  doors         50         50     0           0          0          0       0 of 50
\`\`\`

\`seq\` must be readable from what is stored: a field \`seq\`, or \`seq=7\` as the last word of a text.
Without it a verdict can only count, and look for what was planted. All chance must come from
\`random\` and all time from \`tsMs\`: the verdict makes each record again, to compare it.

Before a run, the first 100 records of a plugin are tried; what is wrong is told by its field:

\`\`\`
record 1 has no 'planted': it must be a list of { kind, value }, empty if nothing is planted (it has 'pii')
\`\`\`

What it throws is told with its place, \`doors.ts:12:15\`.
`;
