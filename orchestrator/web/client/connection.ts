/**
 * The way to the service that heals itself: a WebSocket, opened again after it broke; while it
 * cannot be opened, `fallback` is asked instead.
 */
import type { ServerMessage } from "../messages.ts";

export interface Listener {
  message(message: ServerMessage): void;
  /** Whether the service is there. */
  connected(isConnected: boolean): void;
  /** The service on the other side is not the one that was there before. */
  restarted(): void;
  /** Called while there is no WebSocket; whether that brought an answer. */
  fallback?(): Promise<boolean>;
}

const RETRY_MS_MIN = 500;
const RETRY_MS_MAX = 5_000;
/** The service speaks every second while anything runs; a list that is quiet says nothing. */

export function connect(path: string, listener: Listener): void {
  const url = new URL(path, location.href);
  url.protocol = location.protocol === "https:" ? "wss:" : "ws:";
  let bootId: string | undefined;
  let retryMs = RETRY_MS_MIN;

  const open = () => {
    const socket = new WebSocket(url);
    socket.onmessage = ({ data }) => {
      const message = JSON.parse(data) as ServerMessage;
      if (message.type === "hello") {
        if (bootId !== undefined && bootId !== message.bootId) listener.restarted();
        bootId = message.bootId;
        retryMs = RETRY_MS_MIN;
        listener.connected(true);
      }
      listener.message(message);
    };
    socket.onclose = async () => {
      const hasAnswer = await listener.fallback?.() ?? false;
      listener.connected(hasAnswer);
      setTimeout(open, retryMs);
      retryMs = Math.min(RETRY_MS_MAX, retryMs * 2);
    };
  };
  addEventListener("pagehide", () => retryMs = RETRY_MS_MAX);
  open();
}
