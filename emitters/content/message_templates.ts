/**
 * What the messages say, by level: the wording of sign-in, payment, HTTP, database, queue and
 * Kubernetes components. `{name}` is a slot; the names are listed in `messages.ts`. A template with
 * a slot for personal data is used only for records that are to carry some.
 */
import type { Level } from "../../contract/mod.ts";

type TemplatesByLevel = Readonly<Record<Level, readonly string[]>>;

export const TEMPLATES: TemplatesByLevel = {
  DEBUG: [
    // sign-in
    "session {token} refreshed for user {user}, {n} s left",
    "password policy check took {ms} ms for user {user}",
    "cache miss for profile of {email}, loading from replica",
    "token for {email} verified: {jwt}",
    "resolved client {ipv4} to AS{n} via {host}",
    // payments
    "pricing order {order}: {n} items, {amount} before tax",
    "card check for {order}: bin lookup of {card} took {ms} ms",
    "iban {iban} normalised for payout {order}",
    // http
    "{method} {path} matched route in {ms} ms, {decoy}",
    "upstream {host} replied {status} with {bytes} bytes",
    "outgoing header Authorization: Bearer {bearer}",
    "peer [{ipv6}]:443 negotiated TLSv1.3 in {ms} ms",
    // database
    "plan for {table}: index scan, {n} rows, cost {amount}",
    "connecting to postgres://app:{password}@{host}:5432/{table}",
    "pool {host}: {n} idle, {small} busy",
    // queue
    "polled {n} messages from {queue} in {ms} ms",
    "visibility of message {token} on {queue} extended by {small} s",
    // kubernetes
    "probe of {pod} took {ms} ms",
    'label selector "app={service},tier=web" matched {small} pods',
    "mounting secret with {cloud_key} into {pod}",
  ],
  INFO: [
    // sign-in
    "user {user} signed in, session {token}",
    "{email} signed in from {ipv4}",
    "{email} signed in from {ipv6} with a passkey",
    'profile of user {user} updated: fields "name", "locale"',
    "password reset mail sent to {email}",
    // payments
    "payment {order} of {amount} {currency} captured in {ms} ms",
    "order {order} shipped, {n} items, {decoy}",
    "payment {order} of {amount} {currency} captured with card {card} for {email}",
    "payout {order} of {amount} {currency} sent to {iban}",
    // http
    "{method} {path} {status} {ms} ms {bytes} bytes",
    "{method} {path} {status} {ms} ms from {ipv4}",
    "webhook delivered to https://{host}/hooks/{token} in {ms} ms",
    "{ipv4} - {method} {path} {status} {bytes}",
    "client {ipv6} upgraded to websocket, session {token}",
    // database
    "vacuum of {table} removed {n} rows in {ms} ms",
    "migration {n} applied to {table}, {decoy}",
    "replica {host} caught up, lag {ms} ms",
    "backup stored at https://backup:{password}@{host}/{table}",
    // queue
    "consumer group {service} joined {queue}, {small} partitions",
    "published {n} events to {queue} in {ms} ms",
    "welcome mail for {email} queued on {queue}",
    // kubernetes
    "pod {pod} started on {host}, {decoy}",
    "scaled deployment {service} from {small} to {small} replicas",
    "rollout of {service} complete: commit {token}",
    "service account token issued: {jwt}",
  ],
  WARN: [
    // sign-in
    "{small} failed sign-ins for user {user} within {n} s",
    "failed sign-in for {email} from {ipv4}: wrong password",
    "failed sign-in for {email} from {ipv6}: unknown device",
    "token of user {user} expires in {n} s",
    // payments
    'payment {order} held: score {n}, rule "velocity, night"',
    "card {card} declined for {email}: insufficient funds",
    "payout to {iban} delayed by {small} days",
    // http
    "{method} {path} took {ms} ms, over the budget of {small} ms",
    "{method} {path} 429 for client {ipv4}, retry after {small} s",
    "rejected Authorization: Basic {basic} on {path}",
    "deprecated field in {method} {path}, {decoy}",
    // database
    "slow query on {table}: {ms} ms, {n} rows",
    "pool {host} exhausted, {n} waiters",
    // queue
    "lag of {service} on {queue} is {n} messages",
    "message {token} redelivered {small} times on {queue}",
    "dead letter on {queue}: recipient {email} bounced",
    // kubernetes
    "pod {pod} restarted {small} times in {n} s",
    "node {host} under memory pressure: {bytes} bytes free",
    "secret in manifest of {service}: {cloud_key}",
  ],
  ERROR: [
    // sign-in
    "cannot verify session {token}: key not found",
    "invalid token for {email}: {jwt}",
    "account of {email} locked after {small} attempts from {ipv4}",
    // payments
    "payment {order} failed: processor answered {status} after {ms} ms",
    'cannot charge card {card}: "do not honor", order {order}',
    "payout {order} returned by bank, account {iban}",
    "charge failed for {email}\n    at charge (payments.ts:{n})\n    at settle (orders.ts:{small})",
    // http
    "{method} {path} 500 after {ms} ms, trace {trace}",
    "{method} {path} 502 from {host} for client [{ipv6}]:{n}",
    "TypeError: cannot read 'id' of undefined\n    at load (cart.ts:{n})\n    at run (main.ts:{small})",
    "proxy refused https://ci:{password}@{host}/{path}",
    // database
    "deadlock on {table}, transaction {token} rolled back",
    'duplicate key on {table}: "user_email" = "{email}"',
    "lost connection to {host} after {ms} ms, {decoy}",
    // queue
    "cannot decode message {token} from {queue}: unexpected end",
    "offset commit on {queue} failed: member {token} is not in the group",
    // kubernetes
    "pod {pod} killed: out of memory, limit {bytes} bytes",
    "image pull of {service} failed on {host}: {status}",
    "leaked key {cloud_key} found in environment of {pod}",
    "request with Bearer {bearer} denied by policy {service}",
  ],
};
