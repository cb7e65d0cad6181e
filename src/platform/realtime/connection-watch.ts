import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { Unauthenticated } from '../../sdk/errors.js';
import { SessionStates } from '../auth/session-states.js';
import { runForTenant } from '../context/request-context.js';
import { logger } from '../telemetry/logger.js';
import { TenantChanges } from '../tenancy/tenant-changes.js';
import { TenantDirectory } from '../tenancy/tenant-directory.js';
import { ProcessBus } from './bus/process-bus.js';
import type { Connection } from './connection.js';
import { Connections } from './connections.js';
import { Evictions } from './evictions.js';

/** Tokens that have ended, and callers who do not read. */
const LOOK_EVERY_MS = 1000;
/** Sessions and institutions, whatever got lost on its way here: with the time the look takes well inside the promised 5 s. */
const ASK_EVERY_MS = 3000;
/** Institutions that are asked about at once: each takes a connection of the pool. */
const ASKED_TOGETHER = 4;
/** What one caller may leave unread. */
const MOST_UNREAD_BYTES = 1024 * 1024;

const SESSIONS = 'live.sessions-changed';

/** Ends connections whose ground is gone: at once when this or another process says so, in any case within 5 s. */
@Injectable()
export class ConnectionWatch implements OnModuleInit, OnApplicationBootstrap, OnApplicationShutdown {
  private look: NodeJS.Timeout | undefined;
  private ask: NodeJS.Timeout | undefined;
  private closed = false;

  constructor(
    private readonly connections: Connections,
    private readonly evictions: Evictions,
    private readonly sessions: SessionStates,
    private readonly tenants: TenantDirectory,
    private readonly changes: TenantChanges,
    private readonly bus: ProcessBus,
  ) {}

  onModuleInit(): void {
    this.changes.onChange((tenantId) => void this.checkTenant(tenantId));
    this.sessions.onChange((tenantId, userId) => {
      this.bus.say(SESSIONS, [tenantId, userId]);
      this.checkUser(tenantId, userId);
    });
    this.bus.on<readonly [string, string]>(SESSIONS, ([tenantId, userId]) => {
      this.sessions.drop(userId);
      this.checkUser(tenantId, userId);
    });
  }

  onApplicationBootstrap(): void {
    this.look = setInterval(() => this.lookAtAll(), LOOK_EVERY_MS).unref();
    void this.askAgain();
  }

  onApplicationShutdown(): void {
    this.closed = true;
    clearInterval(this.look);
    clearTimeout(this.ask);
  }

  private lookAtAll(): void {
    for (const connection of this.connections.all()) {
      try {
        this.lookAt(connection);
      } catch (error) {
        logger.error({ err: error }, 'a connection could not be ended');
      }
    }
  }

  private lookAt(connection: Connection): void {
    if (connection.identity.expiresAt <= Date.now())
      this.evictions.end(connection, new Unauthenticated('The token has expired', 'TOKEN_EXPIRED'), 'expired');
    else if (connection.backlog > MOST_UNREAD_BYTES) this.evictions.cut(connection);
  }

  private async askAgain(): Promise<void> {
    const { tenantIds } = this.connections;
    for (let from = 0; from < tenantIds.length; from += ASKED_TOGETHER) {
      await Promise.all(tenantIds.slice(from, from + ASKED_TOGETHER).map((tenantId) => this.checkEverything(tenantId)));
    }
    if (this.closed) return;
    this.ask = setTimeout(() => void this.askAgain(), ASK_EVERY_MS);
    this.ask.unref();
  }

  private async checkEverything(tenantId: string): Promise<void> {
    await this.checkTenant(tenantId);
    await this.checkSessions(tenantId, this.connections.ofTenant(tenantId));
  }

  private checkUser(tenantId: string, userId: string): void {
    void this.checkSessions(tenantId, this.connections.ofUser(tenantId, userId));
  }

  /** While the database is away nobody can have been sent away, and nobody can do anything. */
  private async checkSessions(tenantId: string, connections: readonly Connection[]): Promise<void> {
    const ids = [...new Set(connections.map(({ identity }) => identity.principal.sessionId))];
    if (ids.length === 0) return;
    try {
      const live = await runForTenant(tenantId, () => this.sessions.stillLive(ids));
      for (const connection of connections) {
        if (!live.has(connection.identity.principal.sessionId))
          this.evictions.end(connection, new Unauthenticated('The session has ended'), 'revoked');
      }
    } catch (error) {
      logger.debug({ err: error }, 'the sessions of connections cannot be looked at now');
    }
  }

  private async checkTenant(tenantId: string): Promise<void> {
    const connections = this.connections.ofTenant(tenantId);
    if (connections.length === 0) return;
    try {
      const tenant = await this.tenants.byId(tenantId);
      for (const connection of connections) {
        if (!tenant?.active) this.evictions.end(connection, new Unauthenticated('The institution is closed'), 'tenant-closed');
        else this.evictions.closeDoors(connection, tenant);
      }
    } catch (error) {
      logger.debug({ err: error }, 'the institution of connections cannot be looked at now');
    }
  }
}
