import type { IncomingMessage, ServerResponse } from 'node:http';
import type { NextFunction, Request, Response } from 'express';
import helmet from 'helmet';

const policy = helmet({
  contentSecurityPolicy: { useDefaults: false, directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"], baseUri: ["'none'"] } },
  crossOriginResourcePolicy: { policy: 'cross-origin' },
  frameguard: { action: 'deny' },
  // Of old browsers' plug-ins, and of pages; this is an API.
  originAgentCluster: false,
  xDnsPrefetchControl: false,
  xDownloadOptions: false,
  xPermittedCrossDomainPolicies: false,
});

/** Helmet decides once what it would decide anew for every request: nothing in its answer depends on the request. */
const decided = (): readonly (readonly [string, string])[] => {
  const headers: [string, string][] = [];
  const response = { setHeader: (name: string, value: string) => headers.push([name, value]), removeHeader: () => undefined };
  policy({} as IncomingMessage, response as unknown as ServerResponse, () => undefined);
  return headers;
};

/** Security headers for every answer; pages of our own set a content policy of theirs. */
export const setSecurityHeaders = () => {
  const headers = decided();
  return (_request: Request, response: Response, next: NextFunction): void => {
    for (const [name, value] of headers) response.setHeader(name, value);
    next();
  };
};
