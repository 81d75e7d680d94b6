/**
 * Drain3 0.9.11 (PyPI) on the same messages, as a yardstick: depth 4, similarity 0.4, masks for
 * addresses, hexadecimal and other numbers. It runs in an environment of its own in the cache folder
 * of the user, which is made when it is not there.
 */

const VERSION = "0.9.11";
const FOLDER = `${
  Deno.env.get("XDG_CACHE_HOME") ?? `${Deno.env.get("HOME")}/.cache`
}/logops/drain3-${VERSION}`;

/** Reads messages from standard input, one a line; prints ids and, at last, the CPU it took. */
const PROGRAM = `
import json, sys, time
from drain3 import TemplateMiner
from drain3.template_miner_config import TemplateMinerConfig
from drain3.masking import MaskingInstruction
config = TemplateMinerConfig()
config.drain_depth, config.drain_sim_th = 4, 0.4
edge = lambda body: r"((?<=[^A-Za-z0-9])|^)(%s)((?=[^A-Za-z0-9])|$)" % body
config.masking_instructions = [
    MaskingInstruction(edge(r"(?:\\d{1,3}\\.){3}\\d{1,3}(?::\\d+)?"), "IP"),
    MaskingInstruction(edge(r"0x[a-fA-F0-9]+"), "HEX"),
    MaskingInstruction(edge(r"[\\-\\+]?\\d+"), "NUM"),
]
miner = TemplateMiner(config=config)
lines = [line.rstrip("\\n") for line in sys.stdin]
started = time.process_time()
ids = [miner.add_log_message(line)["cluster_id"] for line in lines]
cpu = time.process_time() - started
templates = {cluster.cluster_id: cluster.get_template() for cluster in miner.drain.clusters}
json.dump({"ids": ids if "--ids" in sys.argv else [], "templates": templates, "cpu_sec": cpu}, sys.stdout)
`;

export interface Drain3Result {
  readonly ids: readonly string[];
  readonly templates: ReadonlyMap<string, string>;
  /** Seconds of processor time for the messages alone, without start and reading. */
  readonly cpuSec: number;
}

/** A way to run it, or why there is none. */
export async function findDrain3(): Promise<
  ((messages: readonly string[], wantsIds: boolean) => Promise<Drain3Result>) | string
> {
  const python = `${FOLDER}/bin/python`;
  if (!await works(python, ["-c", "import drain3"])) {
    if (!await works("python3", ["-m", "venv", FOLDER])) {
      return "there is no python3 that can make an environment";
    }
    const isInstalled = await works(python, [
      "-m",
      "pip",
      "install",
      "--quiet",
      `drain3==${VERSION}`,
    ]);
    if (!isInstalled) return `pip cannot install drain3==${VERSION}`;
  }
  return async (messages, wantsIds) => {
    const args = ["-c", PROGRAM, ...(wantsIds ? ["--ids"] : [])];
    const child = new Deno.Command(python, {
      args,
      stdin: "piped",
      stdout: "piped",
      stderr: "null",
    }).spawn();
    const text = new Blob([messages.map((message) => `${message}\n`).join("")]);
    const [output] = await Promise.all([child.output(), text.stream().pipeTo(child.stdin)]);
    const { ids, templates, cpu_sec } = JSON.parse(new TextDecoder().decode(output.stdout));
    return { ids: ids.map(String), templates: new Map(Object.entries(templates)), cpuSec: cpu_sec };
  };
}

async function works(command: string, args: readonly string[]): Promise<boolean> {
  try {
    const child = new Deno.Command(command, { args: [...args], stdout: "null", stderr: "null" });
    return (await child.output()).success;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
