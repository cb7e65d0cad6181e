import type { RequestHandler } from 'express';
import { type KnownOrigin, allowKnownOrigin } from '../http/cors.js';
import { LIVE_PATH, type LiveGateway } from './live-gateway.js';

/**
 * Socket.IO's HTTP requests pass the same chain as all others up to here, and leave it before bodies are read: Socket.IO
 * reads its own, up to the size of a frame. Which institution they belong to is known only from what they carry, so the pages of each may read them.
 */
export const serveLive =
  (gateway: LiveGateway, known: KnownOrigin): RequestHandler =>
  (request, response, next) => {
    if (!request.url.startsWith(LIVE_PATH)) return next();
    request.route = { path: LIVE_PATH };
    allowKnownOrigin(known, undefined, request, response)
      .then(() => gateway.request(request, response))
      .catch(next);
  };
