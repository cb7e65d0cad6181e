import type { Server } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { type BeforeApplicationShutdown, Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { NextFunction, Request, Response } from 'express';
import { Unavailable } from '../../sdk/errors.js';
import { Config } from '../config/config.js';
import { LecternAdapter } from './lectern-adapter.js';

/** Long enough for a load balancer to see that this process is not ready any more. */
const NOTICE_MS = 3000;
const FINISH_MS = 18_000;
const REAP_MS = 50;

/**
 * Ends the server politely: not ready at once, then no new requests, then the running ones finish. What is still open
 * after 18 s is cut, so that the process ends within 25 s.
 */
@Injectable()
export class Drain implements BeforeApplicationShutdown {
  constructor(
    private readonly host: HttpAdapterHost,
    private readonly config: Config,
  ) {}

  get isDraining(): boolean {
    return this.host.httpAdapter instanceof LecternAdapter && this.host.httpAdapter.isClosing;
  }

  async beforeApplicationShutdown(): Promise<void> {
    const server = this.host.httpAdapter.getHttpServer() as Server;
    if (!server.listening) return;
    if (this.config.environment === 'production') await wait(NOTICE_MS);
    const reap = setInterval(() => server.closeIdleConnections(), REAP_MS);
    const cut = setTimeout(() => server.closeAllConnections(), FINISH_MS);
    server.once('close', () => {
      clearInterval(reap);
      clearTimeout(cut);
    });
  }
}

/** During the notice requests are still answered, but each tells its caller to connect elsewhere next time. */
export const announceDrain =
  (isDraining: () => boolean, isListening: () => boolean) =>
  (_request: Request, response: Response, next: NextFunction): void => {
    if (!isDraining()) return next();
    response.setHeader('Connection', 'close');
    next(isListening() ? undefined : new Unavailable('server', 1));
  };
