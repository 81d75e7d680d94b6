/**
 * Logs that nobody has seen before, in the ways in which well-known programs write. Layouts are those
 * of the programs; the messages are made up. `{slots}` are filled by `style_lines.ts`.
 */

export interface Style {
  readonly name: string;
  readonly header: (take: Take, second: number) => string;
  readonly statements: readonly string[];
}

/** Takes a value for a slot: `take("ip")`. */
export type Take = (slot: string) => string;

const pad = (value: number) => String(value).padStart(2, "0");
const date = (second: number) => new Date(Date.UTC(2026, 4, 1) + second * 1000).toISOString();

export const STYLES: readonly Style[] = [
  {
    name: "servicing", // a Windows component store
    header: (_, second) =>
      `${date(second).slice(0, 10)} ${date(second).slice(11, 19)}, Info                  CBS    `,
    statements: [
      "Opened servicing stack v6.1.7601.{num} with store: {winpath}",
      "Session: {num}_{big} started by client UpdateAgent.",
      "Session: {num}_{big} finished by client UpdateAgent.",
      "Reading applicability of package: {package}, ApplicableState: {num}, CurrentState: {num}",
      "Cannot open package {package}. [HRESULT = {addr} - STORE_E_NOT_FOUND]",
      "Cannot parse next element [HRESULT = {addr}]",
      "Warning: attribute without a namespace.",
      "Going offline: nothing to do for now",
      "Reboot mark is not set.",
      "Reboot mark was refreshed in time",
      "Scavenge: begins with package {package}",
      "Scavenge: ends, disposition: {num}",
      "Telemetry: asked to upload all unsent reports.",
      "Telemetry: failed to start upload with file pattern: {winpath}, flags: {addr} [HRESULT = {addr} - E_FAIL]",
      "Telemetry: upload switched to opt-in: {bool}",
      "Ending worker thread number {num}",
      "Starting worker thread number {num}",
      "Worker thread {num} is now idle",
    ],
  },
  {
    name: "phone", // Android's logcat
    header: (take, second) =>
      `${date(second).slice(5, 10)} ${date(second).slice(11, 23)}  ${1000 + second % 9000}  ${
        1000 + (second * 7) % 9000
      } ${"DIVWE"[second % 5]} ${
        [
          "WindowKeeper",
          "PowerKeeper",
          "PhoneBar",
          "Telecom",
          "ActivityKeeper",
        ][Number(take("num")) % 5]
      }: `,
    statements: [
      "acquire lock={num}, flags={addr}, tag={quoted}, name={component}, ws=null, uid={num}, pid={num}",
      "release lock={num}, flags={addr}, tag={quoted}, name={component}, ws=null, uid={num}, pid={num}",
      "ready=true,policy={num},wakefulness={num},wksummary={addr},uasummary={addr},bootcompleted={bool}",
      "Skipping app transition, token is gone: Token{{hex8} ActivityRecord{{hex8} u0 {component}/.{class} t{num}}}",
      "setVisibility vis={num} mask={num} oldVal={num} newVal={num} diff={num}, dockedBounds=Rect({num}, {num} - {num}, {num})",
      "cancel notification: {num}",
      "update icon, show battery level {num}",
      "interceptKey keycode={num} interactive={bool} keyguardActive={bool} policyFlags={addr}",
      "Sending intent to {component}/.{class}",
      "computeRotation: orientation={num}, last={num}; user={num} use sensor",
      "onTouchEvent consumed by panel",
      "onTouchEvent passed to parent",
      "getRunningApps: caller {num} does not hold REAL_TASKS; limiting output",
      "animate collapse: flags={num}, force={bool}, delayed={bool}, expanded={bool}",
      "notify call state: {num}",
      "Destroying surface Surface(name={component}) called by handler:{num} stack:{num} post:{num}",
      "Bad screen state, giving up after {num} ms",
      "pin request for {name} was refused",
    ],
  },
  {
    name: "racks", // Blue Gene's RAS
    header: (take, second) => {
      const rack = take("rack");
      const at = date(second);
      return `- ${1777593600 + second} ${at.slice(0, 10).replaceAll("-", ".")} ${rack} ${
        at.slice(0, 10)
      }-${at.slice(11, 19).replaceAll(":", ".")}.${take("num").padStart(6, "0")} ${rack} RAS ${
        second % 9 === 0 ? "APP" : "KERNEL"
      } ${second % 3 === 0 ? "FATAL" : "INFO"} `;
    },
    statements: [
      "instruction cache parity fault put right",
      "data cache parity fault put right",
      "generating dump.{num}",
      "CE symbol {num}, at {addr}, mask {addr}",
      "total of {num} ddr fault(s) seen and put right over {num} seconds",
      "{num} alignment exceptions of the double unit",
      "iod: cannot read message prefix on control stream (stream socket to {ip}:{port}",
      "iod: LOGIN chdir({path}) failed: No such file or directory",
      "iod: error making node map from file {path}: No child processes",
      "data TLB fault interrupt",
      "data storage interrupt",
      "program interrupt: illegal instruction{small}",
      "machine check register: {addr}",
      "lr:{hex8} cr:{hex8} xer:{hex8} ctr:{hex8}",
      "core configuration register: {addr}",
      "rts: kernel ended for reason {num}",
      "torus receiver {small} input pipe fault(s) (dcr {addr}) seen and put right",
      "L3 edram fault(s) (dcr {addr}) seen and put right",
      "Node card is not fully functional",
    ],
  },
  {
    name: "desk", // a desktop's system.log
    header: (take, second) => {
      const at = date(second);
      const tag = [
        "kernel[0]",
        `com.example.launcher[1] (com.example.${take("name")}[${take("num")}])`,
        `Mail Reader[${take("num")}]`,
        `cfprefs[${take("num")}]`,
        `QueryAgent[${take("num")}]`,
      ][second % 5];
      return `May  ${1 + second % 9} ${at.slice(11, 19)} desk-10-105-160-${take("small")} ${tag}: `;
    },
    statements: [
      "Thunder switch<{small}>({addr})::listen - no route for port = {num}, event = {addr}",
      "wake reason: EC.LidOpen (User)",
      "wake reason: ARPT (Network)",
      "en0: BSSID changed to {hex8}",
      "en0: channel changed to {num}",
      "AirPort: link down on awdl0. Reason {num} (disassociated because station leaving).",
      "AirPort: link up on awdl0",
      "Service exited with abnormal code: {num}",
      "Service only ran for {num} seconds. Pushing respawn out by {num} seconds.",
      "hibernate image path: {path}",
      "sandbox: {component}({num}) deny({small}) file-read-data {path}",
      "tcp_connection_destination_perform_socket_connect {num} connectx to {ip}:{port}@0 failed: [{num}] Network is down",
      "### Persistence callback for error: {num}",
      "Querying receipt database for system-wide packages",
      "full wake promotion (reason {small}) {num} ms",
      "SMC::smcReadKey ERROR: {component} key failed (kSMCKeyNotFound) fKeyHashTable={addr}",
      "Bluetooth -- LE is supported - Disable LE meta event",
      "assertion failed: {num}: {component} + {num} [{uuid}]: {addr}",
      "user {user} gave up waiting",
    ],
  },
  {
    name: "cloud", // OpenStack's nova
    header: (take, second) => {
      const at = date(second);
      return `nova-api.log.1.${at.slice(0, 10)}_${at.slice(11, 19)} ${at.slice(0, 10)} ${
        at.slice(11, 23)
      } ${25700 + second % 9} INFO nova.${
        ["osapi.wsgi.server", "compute.manager", "virt.driver"][second % 3]
      } [req-${take("uuid")} ${take("hash")} ${take("hash")} - - -] `;
    },
    statements: [
      '{ip} "GET /v2/{hash}/servers/detail HTTP/1.1" status: {num} len: {num} time: {float}',
      '{ip} "POST /v2/{hash}/os-server-external-events HTTP/1.1" status: {num} len: {num} time: {float}',
      '{ip} "DELETE /v2/{hash}/servers/{uuid} HTTP/1.1" status: {num} len: {num} time: {float}',
      "[instance: {uuid}] VM Started (Lifecycle Event)",
      "[instance: {uuid}] VM Paused (Lifecycle Event)",
      "[instance: {uuid}] VM Resumed (Lifecycle Event)",
      "[instance: {uuid}] VM Stopped (Lifecycle Event)",
      "[instance: {uuid}] Took {float} seconds to build instance.",
      "[instance: {uuid}] Took {float} seconds to spawn the instance on the hypervisor.",
      "[instance: {uuid}] Total memory: {num} MB, used: {float} MB",
      "[instance: {uuid}] memory limit: {float} MB, free: {float} MB",
      "[instance: {uuid}] Terminating instance",
      "[instance: {uuid}] Removing instance files {path}",
      "image {uuid} at ({path}): checking",
      "image {uuid} at ({path}): in use: on this node {num} local, {num} on other nodes",
      "Active base files: {path}",
      "HTTP exception thrown: No instances found for any event",
      "Auditing locally available compute resources for node {place}.{name}.example.com",
    ],
  },
  {
    name: "keeper", // log4j with a thread in brackets
    header: (take, second) =>
      `${date(second).slice(0, 10)} ${date(second).slice(11, 23).replace(".", ",")} - ${
        ["INFO ", "WARN ", "ERROR"][second % 3]
      } [${
        [
          "QuorumPeer[myid=1]/0:0:0:0:0:0:0:0:2181:Election@774",
          `RecvWorker:${take("big")}:CnxManager@${take("num")}`,
          `/${take("ip")}:3888:CnxManager$Listener@493`,
        ][second % 3]
      }] - `,
    statements: [
      "Vote time out: {num}",
      "Interrupted while waiting for message on queue",
      "Interrupting sender",
      "Sender thread left",
      "Connection broken for id {big}, my id = {small}, error =",
      "Accepted socket connection from /{ip}:{port}",
      "Closed socket connection for client /{ip}:{port} which had sessionid {hex16}",
      "Closed socket connection for client /{ip}:{port} (no session established for client)",
      "Client attempts to establish new session at /{ip}:{port}",
      "Established session {hex16} with negotiated timeout {num} for client /{ip}:{port}",
      "Expiring session {hex16}, timeout of {num}ms exceeded",
      "caught end of stream exception",
      "Cannot open channel to {small} at election address /{ip}:3888",
      "My vote: {small} (n.leader), {hex16} (n.zxid), {hex16} (n.round), LOOKING (n.state), {small} (n.sid)",
      "Reading snapshot {path}",
      "Snapshotting: {hex16} to {path}",
      "Server environment:java.home={path}",
      "Server environment:user.name={name}",
      "tickTime set to {num}",
    ],
  },
  {
    name: "proxy", // Proxifier
    header: (take, second) =>
      `[05.${pad(1 + second % 28)} ${date(second).slice(11, 19)}] ${
        ["browser.exe", "chat.exe", "chat.exe *64", "sync.exe *64"][Number(take("num")) % 4]
      } - `,
    statements: [
      "{host}:{port} open through proxy proxy.example.com:5070 HTTPS",
      "{host}:{port} close, {num} bytes sent, {num} bytes received, lifetime {span}",
      "{host}:{port} close, {num} bytes ({float} KB) sent, {num} bytes ({float} KB) received, lifetime {span}",
      "{host}:{port} error : Could not connect through proxy proxy.example.com:5070 - Proxy closed the connection unexpectedly.",
      "{host}:{port} error : Could not reach the proxy - connection timed out, error {num}",
      "open directly",
    ],
  },
  {
    name: "cluster", // an HPC system's event log: no level, an epoch in the middle
    header: (take, second) =>
      `${100000 + second * 3} ${take("node")} ${["unix.hw", "boot_cmd", "action"][second % 3]} ${
        ["state_change.unavailable", "net.niff.up", "error"][second % 3]
      } ${1777593600 + second} 1 `,
    statements: [
      'Component state: Component "alt{small}" is in the unavailable state (HWID={num})',
      "boot (command {num}) Error: the device is not there",
      "PSU status ( on on )",
      "PSU status ( off on )",
      "Fan speeds ( {num} {num} {num} {num} )",
      "Link error on tree {node}T{num}:{num}:{num}",
      "running on {num} processors",
      "Targeting domains:{node} and nodes:{node} child of command {num}",
      "ClusterFS: there is no server for domain storage{num}",
      "ClusterFS: domain storage{num} is full",
      "Network interface {small} is up",
      "Temperature ({num}) exceeds warning threshold",
      "Node {node} detected an available network connection on network {ip} via interface alt{small}",
      "halt (command {num})",
      "risBoot (command {num}) Error: timed out",
      "linkerror event interval is over",
    ],
  },
  {
    name: "nodes", // syslog of many machines
    header: (take, second) => {
      const at = date(second), dn = take("dn");
      const tag = ["crond(pam_unix)", "sshd", "ntpd", "postfix/postdrop", "kernel"][second % 5];
      return `- ${1777593600 + second} ${at.slice(0, 10).replaceAll("-", ".")} ${dn} May ${
        1 + second % 28
      } ${at.slice(11, 19)} ${dn}/${dn} ${tag}[${take("num")}]: `;
    },
    statements: [
      "session opened for user {user} by (uid={num})",
      "session closed for user {user}",
      "Accepted publickey for {user} from {ip} port {port} ssh2",
      "Connection from {ip} port {port}",
      "({user}) CMD ({path})",
      "synchronized to {ip}, stratum {small}",
      "time reset {float} s",
      "imap-login: login: user={name} ip=[{ip}]",
      "mounted filesystem with ordered data mode.",
      "warning: mail_queue_enter: create file maildrop/{num}.{num}: Permission denied",
      "[KERNEL_IB] [set_port] wrong state of port {num}",
      "START: rpc pid={num} from={ip}",
      "EXT3 FS on sda{small}, internal journal",
      "running dhclient for ib{small}",
      "check pass; user unknown",
      "authentication failure; logname= uid={num} euid={num} tty=ssh ruser= rhost={host}",
      "authentication failure; logname= uid={num} euid={num} tty=ssh ruser= rhost={host}  user={name}",
      "DHCPREQUEST on eth{small} to {ip} port {port}",
      "DHCPACK from {ip}",
      "bound to {ip} -- renewal in {num} seconds.",
    ],
  },
  {
    name: "steps", // a health app: parts between pipes
    header: (take, second) =>
      `20260501-${date(second).slice(11, 19)}:${take("num").slice(0, 3)}|Step_${
        ["Core", "Standby", "Sync"][second % 3]
      }|3000${second % 9}|`,
    statements: [
      "onStepChanged {num}",
      "onExtend:{big} {num} {num} {num}",
      "REPORT : {num} {num} {num} {num}",
      "calculate calories total={num}",
      "calculate altitude total={num}",
      "getTodaySteps = {big}##{num}##{num}##{num}##{num}##{num}",
      "setTodaySteps={big}##{num}##{num}##{num}##{num}##{num}",
      "flush sensor data",
      "flush to database, result success",
      "screen status {small}",
      "processBroadcast action:android.intent.action.SCREEN_ON",
      "processBroadcast action:android.intent.action.SCREEN_OFF",
      "upload on timer, last={big}",
      "insert health data size {num}",
      "checkInsertStatus stepStatSum or calorieStatSum is null",
    ],
  },
];
