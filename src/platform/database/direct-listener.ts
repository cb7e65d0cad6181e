import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Client } from 'pg';
import { Config } from '../config/config.js';
import { logger } from '../telemetry/logger.js';

type Handler = (payload: string) => void;

const RETRY_MS = 1000;

/**
 * One connection past any pooler that hears NOTIFY for the whole process, and sends it.
 * It only makes things faster: whoever listens also polls, since what is sent while the connection is away is lost.
 */
@Injectable()
export class DirectListener implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly handlers = new Map<string, Handler[]>();
  private client: Client | undefined;
  private retry: NodeJS.Timeout | undefined;
  private closed = false;

  constructor(private readonly config: Config) {}

  /** Registers a handler; channels are lower-case identifiers. Call it before or after the connection stands. */
  on(channel: string, handler: Handler): void {
    const known = this.handlers.get(channel);
    if (known) known.push(handler);
    else this.handlers.set(channel, [handler]);
    if (this.client && !known) void this.listenTo(this.client, channel);
  }

  /** Sends a notification; false when the connection is away, which polling makes good. */
  async notify(channel: string, payload = ''): Promise<boolean> {
    if (!this.client) return false;
    try {
      await this.client.query('SELECT pg_notify($1, $2)', [channel, payload]);
      return true;
    } catch (error) {
      logger.debug({ err: error, channel }, 'a notification was not sent');
      return false;
    }
  }

  onApplicationBootstrap(): void {
    void this.connect();
  }

  async onApplicationShutdown(): Promise<void> {
    this.closed = true;
    clearTimeout(this.retry);
    const { client } = this;
    this.client = undefined;
    await client?.end();
  }

  private async connect(): Promise<void> {
    const client = new Client({
      connectionString: this.config.database.directUrl,
      application_name: 'lectern:listen',
      connectionTimeoutMillis: 1500,
      keepAlive: true,
    });
    client.on('error', (error) => logger.debug({ err: error }, 'the listening connection failed'));
    client.on('end', () => this.lost(client));
    client.on('notification', ({ channel, payload }) => this.handlers.get(channel)?.forEach((handler) => handler(payload ?? '')));
    try {
      await client.connect();
      if (this.closed) return await client.end();
      this.client = client;
      for (const channel of this.handlers.keys()) await this.listenTo(client, channel);
    } catch (error) {
      logger.debug({ err: error }, 'cannot listen for notifications: polling goes on');
      this.lost(client);
    }
  }

  private async listenTo(client: Client, channel: string): Promise<void> {
    try {
      await client.query(`LISTEN ${client.escapeIdentifier(channel)}`);
    } catch (error) {
      logger.debug({ err: error, channel }, 'LISTEN failed: polling goes on');
    }
  }

  private lost(client: Client): void {
    if (this.client === client) this.client = undefined;
    if (this.closed || this.retry) return;
    this.retry = setTimeout(() => {
      this.retry = undefined;
      void this.connect();
    }, RETRY_MS);
    this.retry.unref();
  }
}
