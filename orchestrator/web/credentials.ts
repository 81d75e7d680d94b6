/** Credentials go to the gateway that they are set for, and to no other target. */
import { type ClientSettings, createSigner, type Sign } from "../drive/mod.ts";

type SignFor = (target: string) => Sign | undefined;

export function createSignFor(
  settings: ClientSettings,
  deps: Parameters<typeof createSigner>[1],
): SignFor {
  const sign = createSigner(settings, deps);
  const { origin } = new URL(settings.LOGOPS_URL);
  return (target) => new URL(target).origin === origin ? sign : undefined;
}
