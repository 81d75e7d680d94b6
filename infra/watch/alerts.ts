/**
 * What Prometheus and Alertmanager say of alerts, and the story that it makes: which alert went
 * pending, firing, inactive; which message left for whom; which alerts have come to their end.
 *
 * ```
 * observed(story, [LogopsBurst pending]) → "pending   LogopsBurst"
 * delivered(story, message)              → "message   logops-chat: FIRING, Traffic is five times …"
 * ```
 */

/** An entry of `GET /api/v1/alerts` of Prometheus. */
export interface ActiveAlert {
  readonly labels: Readonly<Record<string, string>>;
  readonly state: "pending" | "firing";
}

/** What Alertmanager posts to a webhook, as far as it is read here. */
export interface AlertMessage {
  readonly receiver: string;
  readonly status: "firing" | "resolved";
  readonly alerts: readonly {
    readonly status: "firing" | "resolved";
    readonly labels: Readonly<Record<string, string>>;
    readonly annotations: Readonly<Record<string, string>>;
  }[];
}

/** Alerts under way, by their labels, and names of those whose messages have left. */
export interface AlertStory {
  readonly active: ReadonlyMap<string, ActiveAlert["state"]>;
  readonly fired: ReadonlySet<string>;
  readonly resolved: ReadonlySet<string>;
}

export const NO_ALERTS: AlertStory = { active: new Map(), fired: new Set(), resolved: new Set() };

export interface Told {
  readonly story: AlertStory;
  readonly lines: readonly string[];
}

/** What is new in Prometheus since it was asked last. */
export function observed(story: AlertStory, alerts: readonly ActiveAlert[]): Told {
  const active = new Map(alerts.map(({ labels, state }) => [nameOf(labels), state]));
  const appeared = [...active].filter(([name, state]) => story.active.get(name) !== state)
    .map(([name, state]) => line(state, name));
  const gone = [...story.active.keys()].filter((name) => !active.has(name))
    .map((name) => line("inactive", name));
  return { story: { ...story, active }, lines: [...appeared, ...gone] };
}

/** A message that Alertmanager has sent. */
export function delivered(story: AlertStory, { receiver, status, alerts }: AlertMessage): Told {
  const names = (of: string) =>
    alerts.filter((alert) => alert.status === of).map(({ labels }) => labels.alertname!);
  const { summary = "", description = "", runbook_url = "" } = alerts[0]?.annotations ?? {};
  const details = status === "firing" ? [description, runbook_url].filter((text) => text) : [];
  const more = alerts.length > 1 ? `, and ${alerts.length - 1} more` : "";
  return {
    story: {
      ...story,
      fired: new Set([...story.fired, ...names("firing")]),
      resolved: new Set([...story.resolved, ...names("resolved")]),
    },
    lines: [
      line("message", `to ${receiver}: ${status.toUpperCase()}, ${summary}${more}`),
      ...details.map((text) => line("", text)),
    ],
  };
}

/** At least one message that an alert fires has left, and for each of them that it is resolved. */
export function isOver({ active, fired, resolved }: AlertStory): boolean {
  return fired.size > 0 && [...fired].every((name) => resolved.has(name)) &&
    ![...active.values()].includes("firing");
}

/** `LogopsParseErrors{emitter="noise"}`: labels that every alert has are left out. */
function nameOf(labels: Readonly<Record<string, string>>): string {
  const own = Object.entries(labels)
    .filter(([name]) => !["alertname", "service", "severity", "signal", "job"].includes(name))
    .map(([name, value]) => `${name}="${value}"`);
  return own.length === 0 ? labels.alertname! : `${labels.alertname}{${own.join(",")}}`;
}

function line(what: string, text: string): string {
  return `${what.padEnd(9)} ${text}`;
}
