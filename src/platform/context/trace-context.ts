import { createHash } from 'node:crypto';
import type { RequestContext } from './request-context.js';

/**
 * The W3C trace context of what runs: the caller's, or one that follows from the request id, so that all events and jobs of
 * one request are in one trace. Not sampled: nobody here records it.
 */
export const traceparentOf = ({ traceparent, requestId }: Pick<RequestContext, 'traceparent' | 'requestId'>): string => {
  if (traceparent !== undefined) return traceparent;
  const hash = createHash('sha256').update(requestId).digest('hex');
  return `00-${hash.slice(0, 32)}-${hash.slice(32, 48)}-00`;
};
