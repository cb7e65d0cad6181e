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

/** PostgreSQL refuses longer ones, and with them all that are sent at once. */
const MOST_BYTES = 7999;
const MOST_AT_ONCE = 100;
const NOTIFY = `
  SELECT pg_notify(channel, payload) FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS given (channel, payload, place)`;

interface Unsent {
  readonly channel: string;
  readonly payload: string;
  readonly sent: (arrived: boolean) => void;
}

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
  private turn: Promise<unknown> = Promise.resolve();
  private readonly unsent: Unsent[] = [];
  private isSending = false;

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

  /**
   * Sends a notification; false when it is too long (8,000 bytes) or the connection is away, which polling makes good. Notifications arrive in the order they
   * were sent in; of equal ones that are sent at once perhaps only the first.
   */
  notify(channel: string, payload = ''): Promise<boolean> {
    if (!this.client || Buffer.byteLength(payload) > MOST_BYTES) return Promise.resolve(false);
    return new Promise((sent) => {
      this.unsent.push({ channel, payload, sent });
      if (!this.isSending) void this.send();
    });
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
    client.on('notification', ({ channel, payload = '' }) => this.heard(channel, payload));
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

  /** Whoever may connect may notify: what nobody can read ends no process. */
  private heard(channel: string, payload: string): void {
    for (const handler of this.handlers.get(channel) ?? []) {
      try {
        handler(payload);
      } catch (error) {
        logger.warn({ err: error, channel }, 'a notification could not be taken in');
      }
    }
  }

  private async listenTo(client: Client, channel: string): Promise<void> {
    await this.query(client, `LISTEN ${client.escapeIdentifier(channel)}`);
  }

  /** The answer follows every notification that was sent before the question came in. */
  private async ask(client: Client): Promise<void> {
    const askedAt = performance.now();
    await this.query(client, 'SELECT 1');
    if (this.client !== client) return;
    this.heardAt = askedAt;
    this.beat = setTimeout(() => void this.ask(client).catch(() => cut(client)), BEAT_MS);
    this.beat.unref();
  }

  /** What comes while a statement is on its way goes with the next. */
  private async send(): Promise<void> {
    this.isSending = true;
    while (this.unsent.length > 0) {
      const batch = this.unsent.splice(0, MOST_AT_ONCE);
      const arrived = await this.told(batch);
      for (const { sent } of batch) sent(arrived);
    }
    this.isSending = false;
  }

  private async told(batch: readonly Unsent[]): Promise<boolean> {
    try {
      if (!this.client) return false;
      await this.query(this.client, NOTIFY, [batch.map(({ channel }) => channel), batch.map(({ payload }) => payload)]);
      return true;
    } catch (error) {
      logger.debug({ err: error, channels: [...new Set(batch.map(({ channel }) => channel))] }, 'notifications were not sent');
      return false;
    }
  }

  /** One statement after another: the driver is to be given none while it is at one. None goes to a connection that is gone. */
  private query(client: Client, sql: string, parameters: unknown[] = []): Promise<unknown> {
    const answered = this.turn.then(() => {
      if (this.client !== client) throw new Error('The connection is gone');
      return client.query(sql, parameters);
    });
    this.turn = answered.catch(() => undefined);
    return answered;
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
