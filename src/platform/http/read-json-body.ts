import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import express, { type NextFunction, type Request, type Response } from 'express';
import { DomainError, InvalidInput } from '../../sdk/errors.js';

export const MAX_BYTES = 1_048_576;
const MAX_DEPTH = 64;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;

const suspicious = new WeakSet<IncomingMessage>();

/** 400 about the body as a whole. */
export const refuse = (problem: string): InvalidInput => new InvalidInput({ _: [problem] }, problem);

/** How deep arrays and objects nest, read from the bytes: parsing first would cost what this is to prevent. */
export const depthOf = (json: Uint8Array): number => {
  let depth = 0;
  let deepest = 0;
  let inText = false;
  for (let at = 0; at < json.length; at += 1) {
    const byte = json[at];
    if (inText) {
      if (byte === BACKSLASH) at += 1;
      else if (byte === QUOTE) inText = false;
    } else if (byte === QUOTE) inText = true;
    else if (byte === 0x7b || byte === 0x5b) deepest = Math.max(deepest, (depth += 1));
    else if (byte === 0x7d || byte === 0x5d) depth -= 1;
  }
  return deepest;
};

/** Text that PostgreSQL cannot store, the one key that changes prototypes, and what nests too deep. All are rare, hence the walk only on suspicion. */
export const findUnstorable = (value: unknown, levels = MAX_DEPTH): string | undefined => {
  if (typeof value === 'string') {
    if (value.includes('\0')) return 'Text contains a NUL character';
    return value.isWellFormed() ? undefined : 'Text contains a lone surrogate';
  }
  if (typeof value !== 'object' || value === null) return undefined;
  if (levels === 0) return `Nests deeper than ${MAX_DEPTH} levels`;
  for (const [key, inner] of Object.entries(value)) {
    const problem = key === '__proto__' ? 'The key __proto__ is not allowed' : (findUnstorable(key) ?? findUnstorable(inner, levels - 1));
    if (problem) return problem;
  }
  return undefined;
};

/** Throws what the request is refused with. `encoding` is what its media type says. */
export const assertUtf8 = (body: Buffer, encoding: string): void => {
  if (encoding !== 'utf-8') throw new DomainError(415, 'UNSUPPORTED_MEDIA_TYPE', 'The body must be UTF-8');
  if (!isUtf8(body)) throw refuse('The body is not valid UTF-8');
};

/** One JSON text under the rules of bodies, or what is wrong with it. */
export const parseJson = (bytes: Buffer): { readonly value: unknown; readonly problem?: undefined } | { readonly problem: string } => {
  if (!isUtf8(bytes)) return { problem: 'Not valid UTF-8' };
  if (depthOf(bytes) > MAX_DEPTH) return { problem: `Nests deeper than ${MAX_DEPTH} levels` };
  let value: unknown;
  try {
    value = JSON.parse(bytes.toString());
  } catch {
    return { problem: 'Not valid JSON' };
  }
  const problem = isSuspicious(bytes) ? findUnstorable(value) : undefined;
  return problem === undefined ? { value } : { problem };
};

const isSuspicious = (bytes: Buffer): boolean => bytes.includes('\\u') || bytes.includes('__proto__');

const parse = express.json({
  limit: MAX_BYTES,
  type: ['application/json', 'application/*+json'],
  verify: (request, _response, body, encoding) => {
    assertUtf8(body, encoding);
    if (depthOf(body) > MAX_DEPTH) throw refuse(`The body nests deeper than ${MAX_DEPTH} levels`);
    if (isSuspicious(body)) suspicious.add(request);
  },
});

/** What the outside is told when the parser gives up. */
export const explain = (error: Error & { type?: string }): unknown => {
  switch (error.type) {
    case 'entity.parse.failed':
      return refuse('The body is not valid JSON');
    case 'entity.too.large':
      return new DomainError(413, 'PAYLOAD_TOO_LARGE', 'The body is larger than 1 MB');
    default:
      return error;
  }
};

/** RFC 9112 §6: a request has a body exactly when one of these says so. Most requests have none. */
export const announcesBody = ({ headers }: IncomingMessage): boolean =>
  headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined;

/** Parses JSON bodies: 1 MB, UTF-8 only, 64 levels, no NUL, no lone surrogates, no `__proto__` keys. */
export const readJsonBody = (request: Request, response: Response, next: NextFunction): void => {
  if (!announcesBody(request)) return next();
  parse(request, response, (error?: Error) => {
    if (error) return next(explain(error));
    const problem = suspicious.has(request) ? findUnstorable(request.body) : undefined;
    next(problem === undefined ? undefined : refuse(problem));
  });
};

/** Refuses addresses that do not decode to storable text. */
export const checkAddress = (request: Request, _response: Response, next: NextFunction): void => {
  if (!request.url.includes('%')) return next();
  try {
    if (!decodeURIComponent(request.url).includes('\0')) return next();
    next(refuse('The address contains a NUL character'));
  } catch {
    next(refuse('The address is not valid UTF-8'));
  }
};
