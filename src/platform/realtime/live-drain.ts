import { setTimeout as wait } from 'node:timers/promises';
import { type BeforeApplicationShutdown, Injectable } from '@nestjs/common';
import { Unavailable } from '../../sdk/errors.js';
import { Config } from '../config/config.js';
import { Connections } from './connections.js';
import { Evictions } from './evictions.js';
import { LiveConnection } from './live-connection.js';
import { LiveGateway } from './live-gateway.js';
import { serverDraining } from './live-news.js';
import { UpgradeRouter } from './upgrade-router.js';

/** In production they are sent away over this time, so that they do not all knock elsewhere at once. */
const SPREAD_MS = 3000;
const STEPS = 10;
/** What was said last has to leave, and callers say goodbye. */
const LAST_WORDS_MS = 1000;

/** Tells everybody who is connected that this process ends, and lets them go. */
@Injectable()
export class LiveDrain implements BeforeApplicationShutdown {
  constructor(
    private readonly connections: Connections,
    private readonly evictions: Evictions,
    private readonly gateway: LiveGateway,
    private readonly upgrades: UpgradeRouter,
    private readonly config: Config,
  ) {}

  async beforeApplicationShutdown(): Promise<void> {
    const spreadMs = this.config.environment === 'production' ? SPREAD_MS : 0;
    this.gateway.close();
    const all = [...this.connections.all()];
    for (const connection of all) if (connection instanceof LiveConnection) connection.send(serverDraining, { within_ms: spreadMs });
    const each = Math.max(1, Math.ceil(all.length / STEPS));
    while (all.length > 0) {
      if (spreadMs > 0) await wait(spreadMs / STEPS);
      for (const connection of all.splice(0, each)) {
        if (connection instanceof LiveConnection) this.evictions.leave(connection);
        else this.evictions.end(connection, new Unavailable('server', 1), 'draining');
      }
    }
    await this.upgrades.closed(LAST_WORDS_MS);
  }
}
