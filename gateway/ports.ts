/** The ports of a gateway: HTTP, plain or over TLS, and those of doors that speak no HTTP. */
import { serveGrpc } from "./doors/mod.ts";
import type { App } from "./app.ts";
import type { Log } from "./log.ts";
import { openSideDoors, type SideDoorDeps, type SideDoors } from "./side_doors.ts";
import type { GatewaySettings } from "./settings.ts";
import http2 from "node:http2";

/** A certificate with its chain and its key, PEM. */
export interface TlsFiles {
  readonly cert: string;
  readonly key: string;
}

/** `undefined` where none is set; false where it cannot be read. */
export async function readTls(
  settings: GatewaySettings,
  log: Log,
): Promise<TlsFiles | undefined | false> {
  const { LOGOPS_TLS_CERT: certFile, LOGOPS_TLS_KEY: keyFile } = settings;
  if (certFile === undefined || keyFile === undefined) return undefined;
  try {
    const [cert, key] = await Promise.all(
      [certFile, keyFile].map((file) => Deno.readTextFile(file)),
    );
    // The runtime says only when it listens whether the two are what they should be.
    Deno.listenTls({ hostname: "127.0.0.1", port: 0, cert: cert!, key: key! }).close();
    return { cert: cert!, key: key! };
  } catch (error) {
    const detail =
      "LOGOPS_TLS_CERT and LOGOPS_TLS_KEY must be files of PEM that may be read, the " +
      "key that of the certificate";
    log.error("bad_certificate", { error: (error as Error).name, detail });
    return false;
  }
}

/** The files as they are now; `undefined` where they cannot be used. */
export async function renewedTls(
  settings: GatewaySettings,
  log: Log,
): Promise<TlsFiles | undefined> {
  const files = await readTls(settings, log);
  log.info(files ? "certificate_read" : "certificate_kept", {});
  return files || undefined;
}

/** Whether other workers may listen on the port: then it must be free when the first one does. */
type Sharing = "alone" | "first" | "joins";
type HttpListener = Deno.Listener<Deno.TcpConn> & { addr: Deno.NetAddr };

export function listen(
  settings: GatewaySettings,
  sharing: Sharing,
  log: Log,
  tls: TlsFiles | undefined,
): HttpListener | undefined {
  const hostname = settings.LOGOPS_HOST;
  const port = settings.LOGOPS_PORT;
  try {
    // A shared port can be shared by accident too, with another gateway's workers: hence the trial.
    const isTried = sharing === "first" || (tls !== undefined && sharing !== "joins");
    if (isTried) Deno.listen({ hostname, port }).close();
    if (tls !== undefined) return listenAgain(settings, port, tls);
    return Deno.listen({ hostname, port, reusePort: sharing !== "alone" });
  } catch (error) {
    const detail = error instanceof Deno.errors.AddrInUse
      ? "the port is taken: stop what listens there, or set LOGOPS_PORT (0 picks a free one)"
      : error instanceof Deno.errors.NotCapable
      ? "not permitted: `logops gateway` grants the address of LOGOPS_HOST; or run deno with " +
        `--allow-net=${hostname}:${port}`
      : "the address cannot be listened on: check LOGOPS_HOST";
    log.error("not_listening", { hostname, port, detail });
    return undefined;
  }
}

/** With a certificate, on a port that may have a listener with another one. */
export function listenAgain(
  { LOGOPS_HOST: hostname }: GatewaySettings,
  port: number,
  { cert, key }: TlsFiles,
): HttpListener {
  const options = { hostname, port, cert, key, reusePort: true };
  return Deno.listenTls(options) as unknown as HttpListener;
}

export const NO_SIDE_DOORS: SideDoors<TlsFiles> = {
  ports: {},
  renewTls() {},
  close: () => Promise.resolve(),
};

export interface GrpcPort {
  readonly port: number;
  close(): Promise<void>;
}

const STREAMS_MAX = 100;

/** OTLP/gRPC on its port; `undefined` where that cannot be had, and no port where none is set. */
export async function openGrpc(
  settings: GatewaySettings,
  tls: TlsFiles | undefined,
  handle: App,
  log: Log,
): Promise<Partial<GrpcPort> | undefined> {
  const { LOGOPS_OTLP_GRPC_PORT: port, LOGOPS_HOST: hostname } = settings;
  if (port === undefined) return {};
  const options = { settings: { maxConcurrentStreams: STREAMS_MAX } };
  const server = tls === undefined
    ? http2.createServer(options)
    : http2.createSecureServer({ ...options, ...tls });
  const grpc = serveGrpc(server, {
    handle,
    messageBytesMax: settings.LOGOPS_BODY_BYTES_MAX,
    sessionsMax: settings.LOGOPS_CONNECTIONS_MAX,
    idleMs: settings.LOGOPS_IDLE_TIMEOUT_SEC * 1000,
  });
  try {
    await new Promise<void>((resolve, reject) => {
      server.on("error", reject);
      server.listen(port, hostname, () => resolve());
    });
  } catch {
    const detail = "LOGOPS_OTLP_GRPC_PORT is taken or not permitted";
    log.error("not_listening", { hostname, port, detail });
    return undefined;
  }
  const { port: opened } = server.address() as { readonly port: number };
  return { port: opened, close: grpc.close };
}

/** `undefined` where a port cannot be had. */
export function openSide(
  settings: GatewaySettings,
  tls: TlsFiles | undefined,
  deps: Omit<SideDoorDeps<TlsFiles>, "settings" | "listen">,
): SideDoors<TlsFiles> | undefined {
  const hostname = settings.LOGOPS_HOST;
  let asked = 0;
  const at = <T>(port: number, open: (port: number) => T): T => {
    asked = port;
    return open(port);
  };
  try {
    return openSideDoors({
      ...deps,
      settings,
      listen: {
        tcp: (port) => at(port, () => Deno.listen({ hostname, port })),
        tls: (port, files) => at(port, () => listenAgain(settings, port, files ?? tls!)),
        udp: (port) => at(port, () => Deno.listenDatagram({ transport: "udp", hostname, port })),
      },
    });
  } catch (error) {
    const detail = "a port of LOGOPS_SYSLOG_… is taken or not permitted";
    deps.log.error("not_listening", {
      hostname,
      port: asked,
      error: (error as Error).name,
      detail,
    });
    return undefined;
  }
}
