import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Client } from 'pg';
import { Config } from '../config/config.js';
import { logger } from '../telemetry/logger.js';

type Handler = (payload: string) => void;

const RETRY_MS = 1000;
/** A connection that is gone without a word is found out by asking. */
const BEAT_MS = 1000;
/** Who has not answered for this long may have missed something. */
const TRUST_MS = 3000;

interface OpenClient {
  readonly connection?: { readonly stream?: { destroy(): void } };
}

/**
 * One connection past any pooler that hears NOTIFY for the whole process, and sends it.
 * It only makes things faster: whoever listens also polls, or does without what it keeps while `isHearing` is false,
 * since what is sent while the connection is away is lost.
 */
@Injectable()
export class DirectListener implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly handlers = new Map<string, Handler[]>();
  private readonly lostHandlers: (() => void)[] = [];
  private client: Client | undefined;
  private retry: NodeJS.Timeout | undefined;
  private beat: NodeJS.Timeout | undefined;
  private heardAt: number | undefined;
  private closed = false;

  constructor(private readonly config: Config) {}

  /** Whether what others send now reaches this process: every LISTEN stands, and the connection answered a moment ago. */
  get isHearing(): boolean {
    return this.heardAt !== undefined && performance.now() - this.heardAt < TRUST_MS;
  }

  /** Registers a handler; channels are lower-case identifiers. `isHearing` covers those registered before the application starts. */
  on(channel: string, handler: Handler): void {
    const known = this.handlers.get(channel);
    if (known) known.push(handler);
    else this.handlers.set(channel, [handler]);
    if (this.client && !known)
      this.listenTo(this.client, channel).catch((error: unknown) =>
        logger.debug({ err: error, channel }, 'LISTEN failed: polling goes on'),
      );
  }

  /** Calls back when the connection is gone: from now on until `isHearing`, notifications are missed. */
  onLost(handler: () => void): void {
    this.lostHandlers.push(handler);
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
    clearTimeout(this.beat);
    const { client } = this;
    this.client = undefined;
    this.heardAt = undefined;
    await client?.end();
  }

  private async connect(): Promise<void> {
    const client = new Client({
      connectionString: this.config.database.directUrl,
      application_name: 'lectern:listen',
      connectionTimeoutMillis: 1500,
      query_timeout: TRUST_MS,
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
      await this.ask(client);
    } catch (error) {
      logger.debug({ err: error }, 'cannot listen for notifications: polling goes on');
      cut(client);
      this.lost(client);
    }
  }

  private async listenTo(client: Client, channel: string): Promise<void> {
    await client.query(`LISTEN ${client.escapeIdentifier(channel)}`);
  }

  /** The answer follows every notification that was sent before the question came in. */
  private async ask(client: Client): Promise<void> {
    const askedAt = performance.now();
    await client.query('SELECT 1');
    if (this.client !== client) return;
    this.heardAt = askedAt;
    this.beat = setTimeout(() => void this.ask(client).catch(() => cut(client)), BEAT_MS);
    this.beat.unref();
  }

  private lost(client: Client): void {
    if (this.client === client) {
      this.client = undefined;
      this.heardAt = undefined;
      clearTimeout(this.beat);
      for (const handler of this.lostHandlers) handler();
    }
    if (this.closed || this.retry || this.client) return;
    this.retry = setTimeout(() => {
      this.retry = undefined;
      void this.connect();
    }, RETRY_MS);
    this.retry.unref();
  }
}

/** A connection that does not answer would not say goodbye either. */
const cut = (client: Client): void => (client as unknown as OpenClient).connection?.stream?.destroy();
