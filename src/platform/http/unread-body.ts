import type { Request, Response } from 'express';

/** How long a client that is refused in the middle of its upload may go on: most stop when they see the answer. */
const LINGER_MS = 5000;

const announcesBody = ({ headers }: Request): boolean =>
  headers['transfer-encoding'] !== undefined || (headers['content-length'] ?? '0') !== '0';

/**
 * After a refusal, whether it concerns this request: a body that nobody reads is thrown away for a moment, so that the client sees the answer, which a
 * closed connection would take from it. One that has not ended by then is cut.
 */
export const discardBody = (request: Request, response: Response): boolean => {
  if (request.complete || request.body !== undefined || !announcesBody(request) || request.is('json')) return false;
  response.once('finish', () => {
    if (request.complete || request.destroyed) return;
    request.resume();
    const cut = setTimeout(() => request.socket.destroy(), LINGER_MS);
    cut.unref();
    request.once('close', () => clearTimeout(cut)).once('end', () => clearTimeout(cut));
  });
  return true;
};
