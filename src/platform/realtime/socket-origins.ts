import { Injectable } from '@nestjs/common';
import { Forbidden } from '../../sdk/errors.js';
import { Config } from '../config/config.js';
import { KnownOrigins } from '../http/known-origins.js';
import type { OpeningRequest, SocketIdentity } from './socket-authentication.js';

const refused = () => new Forbidden('Connections from this origin are not allowed');

/**
 * Which pages may open connections: browsers ask nobody before they open a WebSocket, so what CORS says of answers is
 * said here before there is one. Callers that are no browser send no origin.
 */
@Injectable()
export class SocketOrigins {
  constructor(
    private readonly config: Config,
    private readonly known: KnownOrigins,
  ) {}

  /** Before it is known whose page it would have to be: the installation's or any institution's. */
  async assertKnown(request: OpeningRequest): Promise<void> {
    const { origin } = request.headers;
    if (this.isOurs(request) || origin === undefined || (await this.known.has(origin))) return;
    throw refused();
  }

  /** The page is the installation's, or one of this institution's. */
  assertAllowed(request: OpeningRequest, { tenant }: SocketIdentity): void {
    const { origin } = request.headers;
    if (this.isOurs(request) || origin === undefined || tenant.policies.allowed_origins.includes(origin)) return;
    throw refused();
  }

  private isOurs({ headers: { origin }, host }: OpeningRequest): boolean {
    if (origin === undefined || this.config.allowedOrigins.includes(origin)) return true;
    return URL.canParse(origin) && new URL(origin).host === host;
  }
}
