import { currentExchange } from '../../platform/http/exchange.js';

const SPECULATIVE = /\b(?:prefetch|prerender|preview)\b/i;

/**
 * Whether the running request is somebody looking, now: not HEAD, and not a browser that fetches ahead (`Sec-Purpose`,
 * and the older `Purpose`, `X-Purpose`, `X-Moz`), for which no clock may start.
 */
export const isRead = (): boolean => {
  const request = currentExchange()?.request;
  if (request?.method !== 'GET') return false;
  return !['sec-purpose', 'purpose', 'x-purpose', 'x-moz'].some((name) => SPECULATIVE.test(request.get(name) ?? ''));
};
