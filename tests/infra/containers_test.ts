/**
 * Images and compose files, as far as they can be proven without an engine: what an image is made of
 * starts, with its own arguments, in a folder of its own; `docker-compose` takes the files; what they
 * mount and name exists.
 */
import assert from "node:assert/strict";
import { dirname } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import config from "../../deno.json" with { type: "json" };
import { GatewaySettings } from "../../gateway/mod.ts";
import { HousekeepingSettings } from "../../housekeeping/mod.ts";
import { ComposeSettings } from "../../infra/mod.ts";
import { runTool, toolTest } from "../observability/tools.ts";
import { pathsBelow, ROOT } from "../repository.ts";

const IMAGES = { gateway: 8080, orchestrator: 8090, housekeeping: undefined } as const;

const HEALTH_TRIES_MAX = 60;
const HEALTH_PAUSE_MS = 100;

interface Dockerfile {
  readonly stages: readonly string[];
  /** Sources of the first stage: from, to. */
  readonly copies: readonly (readonly [string, string])[];
  readonly user: string;
  readonly entrypoint: readonly string[];
  readonly healthcheck: readonly string[];
}

for (const [name, port] of Object.entries(IMAGES)) {
  Deno.test(`${name}.Dockerfile: two stages by digest, nobody's user, a health check, its own set`, async () => {
    const { stages, user, entrypoint, healthcheck } = await readDockerfile(name);
    assert.equal(stages.length, 2);
    for (const stage of stages) {
      assert.match(stage, /^denoland\/deno:\$\{DENO_VERSION\}@\$\{DENO_DIGEST\}/);
    }
    assert.match(user, /^[1-9]\d*:[1-9]\d*$/);
    assert.ok(entrypoint.includes("--cached-only") && entrypoint.includes("--frozen"));
    const task = config.tasks[name as keyof typeof IMAGES].command;
    assert.ok(entrypoint.includes(`-P=${name}`) && task.includes(` -P=${name} `), name);
    assert.ok(task.endsWith(` ${entrypoint.at(-1)}`), task);
    const flags = task.match(/--v8-flags=\S+/g) ?? [];
    assert.deepEqual(flags.filter((flag) => !entrypoint.includes(flag)), []);
    assert.equal(healthcheck[0], "deno");
    if (port !== undefined) assert.ok(healthcheck.at(-1)!.startsWith(`http://127.0.0.1:${port}/`));
  });

  Deno.test(`${name}.Dockerfile: what it copies is enough to start`, async () => {
    const image = await readDockerfile(name);
    await using folder = await copyOf(image);
    const started = await inFolder(folder.path, [...image.entrypoint.slice(2), "--help"]);
    assert.equal(started.code, 0, started.text);
    assert.match(started.text, /usage/i);
  });
}

for (const [name, variable] of [["gateway", "LOGOPS_PORT"], ["orchestrator", "LOGOPS_ORCH_PORT"]]) {
  Deno.test(`${name}.Dockerfile: what starts becomes healthy, and its check says so`, async () => {
    const image = await readDockerfile(name!);
    await using folder = await copyOf(image);
    await Deno.mkdir(`${folder.path}/data/ingest`, { recursive: true });
    const port = String(freePort());
    const service = new Deno.Command(Deno.execPath(), {
      args: image.entrypoint.slice(3),
      cwd: folder.path,
      env: { [variable!]: port, LOGOPS_HOUSEKEEP_AUTORUN: "true", NO_COLOR: "1" },
      stdin: "null",
      stdout: "null",
      stderr: "null",
    }).spawn();
    const check = image.healthcheck.map((part) =>
      part.replaceAll(String(IMAGES[name as keyof typeof IMAGES]), port)
    );
    try {
      let health = await inFolder(folder.path, check);
      for (let tries = 0; health.code !== 0 && tries < HEALTH_TRIES_MAX; tries++) {
        await new Promise((resolve) => setTimeout(resolve, HEALTH_PAUSE_MS));
        health = await inFolder(folder.path, check);
      }
      assert.equal(health.code, 0, health.text);
    } finally {
      service.kill("SIGKILL");
      await service.status;
    }
    const gone = await inFolder(folder.path, check);
    assert.equal(gone.code, 1, gone.text);
  });
}

Deno.test("no image gets secrets, data or tests", async () => {
  const ignored = (await Deno.readTextFile(new URL(".dockerignore", ROOT))).split("\n");
  assert.equal(ignored.find((line) => line !== "" && !line.startsWith("#")), "*");
  const letIn = ignored.filter((line) => line.startsWith("!")).map((line) => line.slice(1));
  for (const path of letIn) await Deno.stat(new URL(path, ROOT));
  assert.deepEqual(letIn.filter((path) => /^(\.env|config|data|tests|\.git)/.test(path)), []);
  for (const name of Object.keys(IMAGES)) {
    for (const [from] of (await readDockerfile(name)).copies) {
      assert.ok(letIn.includes(from), `${name}: ${from} is kept out by .dockerignore`);
    }
  }
});

interface Service {
  readonly image: string;
  readonly read_only?: boolean;
  readonly cap_drop?: readonly string[];
  readonly mem_limit?: unknown;
  readonly cpus?: unknown;
  readonly healthcheck?: unknown;
  readonly volumes?: readonly string[];
  readonly ports?: readonly string[];
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly entrypoint?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

interface Compose {
  readonly services: Readonly<Record<string, Service>>;
  readonly secrets: Readonly<Record<string, { readonly file: string }>>;
}

const STACKS = {
  observability: ["observability.yml"],
  full: ["observability.yml", "full.yml"],
} as const;

/** Whose health is asked by nobody, or in another way: the images have no client, or none is needed. */
const WITHOUT_HEALTHCHECK = [
  "loki",
  "alloy",
  "promtail",
  // In the image.
  "gateway",
  "orchestrator",
  "housekeeping",
];

for (const [stack, files] of Object.entries(STACKS)) {
  toolTest(
    ["docker-compose"],
    `compose ${stack}: services are hardened, bounded and whole`,
    async () => {
      const { services, secrets } = await compose(files);
      for (const [name, service] of Object.entries(services)) {
        assert.equal(service.read_only, true, `${name}: read-only root`);
        assert.deepEqual(service.cap_drop, ["ALL"], name);
        assert.ok(service.mem_limit && service.cpus, `${name}: limits`);
        if (!WITHOUT_HEALTHCHECK.includes(name)) assert.ok(service.healthcheck, name);
        if (!service.image.startsWith("logops/")) {
          assert.match(service.image, /:v?\d+\.\d+\.\d+$/, `${name}: a version, not latest`);
        }
        for (const port of service.ports ?? []) assert.ok(port.startsWith("127.0.0.1:"), port);
        for (const volume of service.volumes ?? []) {
          const [source] = volume.split(":");
          if (!source!.startsWith(ROOT.pathname) || /\/(data|config)(\/|$)/.test(source!)) continue;
          await Deno.stat(source!);
        }
      }
      for (const [name, { file }] of Object.entries(secrets)) {
        assert.ok(file.startsWith(`${ROOT.pathname}config/secrets/`), `${name}: ${file}`);
      }
    },
  );
}

toolTest(["docker-compose"], "compose full: starts in order of health", async () => {
  const { services } = await compose(STACKS.full);
  assert.equal(services.orchestrator?.depends_on?.gateway?.condition, "service_healthy");
  assert.equal(services.grafana?.depends_on?.prometheus?.condition, "service_healthy");
  assert.equal(services.prometheus?.depends_on?.alertmanager?.condition, "service_healthy");
});

toolTest(
  ["docker-compose"],
  "compose full: the orchestrator starts as in its image, and may reach the gateway",
  async () => {
    const { services } = await compose(STACKS.full);
    const { entrypoint } = await readDockerfile("orchestrator");
    const added = services.orchestrator!.entrypoint!.filter((part) => !entrypoint.includes(part));
    assert.deepEqual(added, ["--allow-net=0.0.0.0:8090,gateway:8080"]);
  },
);

toolTest(
  ["docker-compose"],
  "Prometheus in compose scrapes what the services are called",
  async () => {
    const { services } = await compose(STACKS.full);
    for (const job of ["gateway", "orchestrator"]) {
      const path = `infra/prometheus/targets/compose/${job}.yml`;
      const [{ targets }] = parse(await Deno.readTextFile(new URL(path, ROOT)));
      const [host, port] = targets[0].split(":");
      assert.ok(host in services, host);
      const asked =
        services[host]!.environment![job === "gateway" ? "LOGOPS_PORT" : "LOGOPS_ORCH_PORT"];
      assert.equal(asked, port);
    }
    const metrics = "infra/prometheus/targets/compose/analytics.yml";
    const [{ targets }] = parse(await Deno.readTextFile(new URL(metrics, ROOT)));
    const [host, port] = targets[0].split(":");
    assert.ok(host in services && services[host]!.healthcheck !== undefined, host);
    assert.match(JSON.stringify(services[host]!.healthcheck), new RegExp(`:${port}/`));
  },
);

Deno.test("compose files read variables that settings describe, with their defaults", async () => {
  const described: Record<string, string | undefined> = {};
  for (const schema of [GatewaySettings, HousekeepingSettings, ComposeSettings]) {
    for (const [name, field] of Object.entries(schema.shape)) {
      described[name] = String((field as z.ZodType).safeParse(undefined).data ?? "");
    }
  }
  for (const name of STACKS.full) {
    const text = await Deno.readTextFile(new URL(`infra/compose/${name}`, ROOT));
    for (const [, variable, preset] of text.matchAll(/\$\{(\w+)(?::-([^}]*))?[^}]*\}/g)) {
      if (/^LOGOPS_(ORCH_TOKEN|API_KEY|SECRET)$/.test(variable!)) continue;
      assert.equal(preset, described[variable!], `${name}: ${variable}`);
    }
  }
});

async function compose(files: readonly string[]): Promise<Compose> {
  const { code, text } = await runTool(
    "docker-compose",
    [
      ...files.flatMap((name) => ["-f", `infra/compose/${name}`]),
      ...["--profile", "promtail", "--profile", "housekeeping", "config"],
    ],
    { LOGOPS_ENV_FILE: "../../.env.example", LOGOPS_ORCH_TOKEN: "only-to-check-the-file" },
  );
  assert.equal(code, 0, text);
  return parse(text) as Compose;
}

async function readDockerfile(name: string): Promise<Dockerfile> {
  const text = await Deno.readTextFile(new URL(`infra/docker/${name}.Dockerfile`, ROOT));
  const lines = text.replaceAll(/\\\n\s*/g, "").split("\n").filter((line) => !line.startsWith("#"));
  const after = (word: string) =>
    lines.filter((line) => line.startsWith(`${word} `)).map((line) => line.slice(word.length + 1));
  const copies = after("COPY").filter((line) => !line.startsWith("--")).flatMap((line) => {
    const words = line.split(" ");
    const to = words.at(-1)!;
    return words.slice(0, -1).map((from) =>
      [from, to.endsWith("/") ? `${to}${from.split("/").at(-1)}` : to] as const
    );
  });
  return {
    stages: after("FROM"),
    copies,
    user: after("USER").at(-1) ?? "root",
    entrypoint: JSON.parse(after("ENTRYPOINT").at(-1)!),
    healthcheck: JSON.parse(/CMD (\[.*\])/.exec(after("HEALTHCHECK").at(-1)!)![1]!),
  };
}

/** The files of an image, without those that .dockerignore keeps out, in a folder of its own. */
async function copyOf({ copies }: Dockerfile) {
  const path = await Deno.makeTempDir({ prefix: "logops-image-" });
  for (const [from, to] of copies) {
    const source = new URL(from, ROOT);
    const { isDirectory } = await Deno.stat(source);
    const files = isDirectory ? await filesBelow(from) : [from];
    for (
      const file of files.filter((each) => !/_(test|bench)\.ts$|\/(testing|testdata)\//.test(each))
    ) {
      const target = `${path}/${to}${file.slice(from.length)}`;
      await Deno.mkdir(dirname(target), { recursive: true });
      await Deno.copyFile(new URL(file, ROOT), target);
    }
  }
  return {
    path,
    [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }),
  };
}

async function filesBelow(folder: string): Promise<string[]> {
  const paths = await pathsBelow(new URL(`${folder}/`, ROOT));
  const files: string[] = [];
  for (const path of paths) {
    if ((await Deno.stat(new URL(path, ROOT))).isFile) files.push(path);
  }
  return files;
}

async function inFolder(cwd: string, command: readonly string[]) {
  assert.equal(command[0], "deno");
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [...command.slice(1)],
    cwd,
    env: { NO_COLOR: "1" },
    stdin: "null",
  }).output();
  const text = new TextDecoder();
  return { code, text: text.decode(stdout) + text.decode(stderr) };
}

function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}
