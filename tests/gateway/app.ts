/**
 * The gateway inside the test's own process, with a real journal in a temporary folder: for tables
 * and properties that ask many questions. What needs sockets or signals uses `gateway_process.ts`.
 */
import { readRecords } from "./process.ts";
import { readSettings, VERSION } from "../../contract/mod.ts";
import {
  createGateway,
  createLog,
  createMetrics,
  createSharedKv,
  type GatewayDeps,
  GatewaySettings,
  incomingFrom,
  journalObserver,
  openJournal,
  readClients,
} from "../../gateway/mod.ts";

export interface GatewayApp extends AsyncDisposable {
  post(body: BodyInit | null, headers: Readonly<Record<string, string>>): Promise<Response>;
  get(path: string): Promise<Response>;
  request(path: string, init: RequestInit): Promise<Response>;
  stored(): Promise<Record<string, unknown>[]>;
  quarantined(): Promise<Record<string, unknown>[]>;
  /** Lines of the gateway's own log. */
  readonly log: readonly string[];
  readonly closeJournal: () => Promise<void>;
  /** Folder of the journal files. */
  readonly sinkDir: string;
}

export interface GatewayAppOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly clientsYaml?: string;
  readonly nowMs?: () => number;
  readonly kv?: () => Promise<Deno.Kv>;
  /** Changes what the gateway is made of, to bring about what settings cannot. */
  readonly adapt?: (deps: GatewayDeps) => GatewayDeps;
}

export async function openGatewayApp(options: GatewayAppOptions = {}): Promise<GatewayApp> {
  const dir = await Deno.makeTempDir({ prefix: "logops-" });
  const read = readSettings(GatewaySettings, {
    LOGOPS_SINK_DIR: dir,
    LOGOPS_CLIENTS_FILE: "clients.yaml",
    ...options.env,
  });
  if (!read.ok) throw new Error(read.problems.map(({ message }) => message).join("; "));
  const settings = read.settings;
  const nowMs = options.nowMs ?? Date.now;
  const monotonicMs = () => performance.now();
  const lines: string[] = [];
  const metrics = createMetrics({
    version: VERSION,
    labelValuesMax: settings.LOGOPS_LABEL_VALUES_MAX,
  });
  const log = createLog((line) => lines.push(line), nowMs);
  const opened = await openJournal({
    dir,
    rotation: settings.LOGOPS_SINK_ROTATE,
    fsync: settings.LOGOPS_SINK_FSYNC,
    fsyncIntervalMs: settings.LOGOPS_SINK_FSYNC_INTERVAL_MS,
    pendingBytesMax: settings.LOGOPS_SINK_PENDING_BYTES_MAX,
    nowMs,
    monotonicMs,
    observer: journalObserver(metrics.journal, log),
  });
  if (!opened.ok) throw new Error(opened.failure.kind);
  const quarantineDir = `${dir}/quarantine`;
  const quarantine = await openJournal({
    dir: quarantineDir,
    rotation: settings.LOGOPS_SINK_ROTATE,
    fsync: "never",
    fsyncIntervalMs: settings.LOGOPS_SINK_FSYNC_INTERVAL_MS,
    pendingBytesMax: settings.LOGOPS_SINK_PENDING_BYTES_MAX,
    nowMs,
    monotonicMs,
    observer: journalObserver(createMetrics({ version: VERSION, labelValuesMax: 1 }).journal, log),
  });
  if (!quarantine.ok) throw new Error(quarantine.failure.kind);
  const clients = readClients(
    options.clientsYaml ?? NO_CLIENTS,
    "clients.yaml",
    new Uint8Array(32),
  );
  if (!clients.ok) throw new Error(clients.problems.join("; "));
  const kv = createSharedKv({
    open: options.kv ?? (() => Deno.openKv(":memory:")),
    monotonicMs,
    random: Math.random,
    onFault: metrics.kvFailed,
  });
  const { adapt = (deps) => deps } = options;
  const gateway = createGateway(adapt({
    settings,
    version: VERSION,
    journal: opened.value,
    quarantine: quarantine.value,
    clients: () => clients.clients,
    kv,
    metrics,
    log,
    nowMs,
    monotonicMs,
    newErrorId: () => "error-1",
  }));
  const request = async (path: string, init: RequestInit) =>
    await gateway.fetch(incomingFrom(new Request(`http://localhost${path}`, init)));
  return {
    post: (body, headers) => request("/v1/logs", { method: "POST", body, headers }),
    get: (path) => request(path, {}),
    request,
    stored: () => readRecords(dir),
    quarantined: () => readRecords(quarantineDir),
    log: lines,
    closeJournal: () => opened.value.close(),
    sinkDir: dir,
    async [Symbol.asyncDispose]() {
      await opened.value.close();
      await quarantine.value.close();
      kv.close();
      await Deno.remove(dir, { recursive: true });
    },
  };
}

const NO_CLIENTS = `
clients:
  - { id: nobody, key: key-of-nobody, emitter: nobody }
`;
