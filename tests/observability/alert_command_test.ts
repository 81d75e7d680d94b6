/** `deno task alert` as a person runs it. */
import assert from "node:assert/strict";
import { toolTest } from "./tools.ts";
import { ROOT } from "../repository.ts";

/** Three seconds, over ten times what LogopsBurst bears. */
const SCENARIO = `
name: rush
duration_sec: 3
seed: 1
emitters: [{ name: json, eps: 1500, batch_size: 100 }]
`;

async function alert(args: readonly string[], env: Record<string, string> = {}) {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-P=alert", "--no-prompt", "infra/alert_cli.ts", ...args],
    cwd: ROOT,
    env: { NO_COLOR: "1", ...env },
    stdin: "null",
  }).output();
  const text = new TextDecoder();
  return { code, out: text.decode(stdout), err: text.decode(stderr) };
}

Deno.test("deno task alert says what to install where a server is missing", async () => {
  const { code, err } = await alert([], { PATH: "/nowhere" });
  assert.equal(code, 2);
  assert.match(err, /Cannot find on PATH: prometheus, alertmanager\./);
  assert.match(err, /apt-get install prometheus prometheus-alertmanager/);
});

Deno.test("deno task alert checks the scenario before it starts or looks for any server", async () => {
  const { code, out, err } = await alert(["brust"], { PATH: "/nowhere" });
  assert.equal(code, 2);
  assert.match(err, /^Cannot find scenario 'brust': did you mean 'burst'\?$/m);
  assert.doesNotMatch(out + err, /PATH/);
});

Deno.test("deno task alert refuses arguments that it does not know", async () => {
  const table: readonly [args: string[], fault: RegExp][] = [
    [["--speed", "0"], /^Cannot read '--speed': it must be from 1 to 60/m],
    [
      ["--stey"],
      /^Unknown option '--stey': did you mean '--stay'\?\nSee deno task alert --help\.$/m,
    ],
    [["burst", "default"], /^Unexpected argument 'default'\nSee deno task alert --help\.$/m],
  ];
  for (const [args, fault] of table) {
    const { code, err } = await alert(args);
    assert.equal(code, 2, args.join(" "));
    assert.match(err, fault);
  }
});

toolTest(
  ["prometheus", "prometheus-alertmanager"],
  "deno task alert shows an alert that fires, is sent and is resolved",
  async () => {
    const file = await Deno.makeTempFile({ suffix: ".yaml" });
    try {
      await Deno.writeTextFile(file, SCENARIO);
      // At sixty times the speed a busy machine may miss the step in which it is sent: then once more.
      const first = await alert([file, "--speed", "60"]);
      const { code, out, err } = first.code === 0 ? first : await alert([file, "--speed", "60"]);
      assert.equal(code, 0, out + err);
      const story = [
        /firing {4}LogopsBurst$/m,
        /message {3}to logops-chat: FIRING, Traffic is five times what it was/,
        /message {3}to logops-chat: RESOLVED, Traffic is five times what it was/,
        /^3\. Fired, sent and resolved: .*LogopsBurst/m,
      ];
      for (const step of story) assert.match(out, step);
    } finally {
      await Deno.remove(file);
    }
  },
);
