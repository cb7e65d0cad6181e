import type { IncomingMessage } from 'node:http';
import { Unauthenticated } from '../../sdk/errors.js';

/** The token of `Authorization: Bearer …`, or undefined without the header. Throws for any other scheme. */
export const bearerToken = (request: IncomingMessage): string | undefined => {
  const header = request.headers.authorization;
  if (header === undefined) return undefined;
  const [, token] = /^Bearer +([\w.~+/=-]+) *$/i.exec(header) ?? [];
  if (!token) throw new Unauthenticated('Use Authorization: Bearer <token>');
  return token;
};
