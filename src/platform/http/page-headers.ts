import type { Request } from 'express';
import type { Page } from '../../sdk/page.js';
import type { Exchange } from './exchange.js';

const originOf = (request: Request): string => {
  const origin = `${request.protocol}://${request.host || 'localhost'}`;
  return URL.canParse(origin) ? origin : 'http://localhost';
};

/** `Link` to the next page, at the address the caller used, and `X-Total-Count` when it was asked for. */
export const describePage = ({ request, response }: Exchange, page: Page<unknown>): void => {
  if (page.total !== undefined) response.setHeader('X-Total-Count', String(page.total));
  if (page.nextCursor === undefined) return;
  const next = new URL(request.originalUrl, originOf(request));
  next.searchParams.set('cursor', page.nextCursor);
  response.setHeader('Link', `<${next.href}>; rel="next"`);
};
