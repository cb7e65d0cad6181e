import type { WebSocket } from 'ws';

/** As often as Socket.IO does. */
export const BEAT_MS = 25_000;

/**
 * Asks the other side whether it is there, and cuts it off when it has said nothing by the next time: proxies close what
 * is silent for a minute, and whoever has lost the network cannot say so.
 */
export const keepBeating = (socket: Pick<WebSocket, 'on' | 'once' | 'ping' | 'terminate'>): void => {
  let isHeard = true;
  const hear = (): void => void (isHeard = true);
  socket.on('pong', hear).on('message', hear);
  const beat = setInterval(() => {
    if (!isHeard) return socket.terminate();
    isHeard = false;
    socket.ping();
  }, BEAT_MS).unref();
  socket.once('close', () => clearInterval(beat));
};
