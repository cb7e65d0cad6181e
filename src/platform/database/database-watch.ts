import { setImmediate as nextTurn, setTimeout as wait } from 'node:timers/promises';
import { Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { Client, type Pool } from 'pg';
import { Unavailable } from '../../sdk/errors.js';
import { Config } from '../config/config.js';
import { logger } from '../telemetry/logger.js';

const EVERY_MS = 500;
const ANSWER_WITHIN_MS = 1000;
const LATE_MS = 250;

interface OpenClient {
  readonly connection?: { readonly stream?: { destroy(): void } };
}

class NoAnswer extends Error {}

/**
 * Asks the database twice a second whether it is there, over a connection of its own. A server that is frozen refuses
 * nothing and answers nothing: when it stays silent for a second, running queries are cut off and new ones refused at
 * once, until it answers again.
 */
@Injectable()
export class DatabaseWatch implements OnModuleInit, OnApplicationShutdown {
  private readonly pools = new Set<Pool>();
  private client: Client | undefined;
  private timer: NodeJS.Timeout | undefined;
  private up = true;
  private stopped = false;

  constructor(private readonly config: Config) {}

  get isUp(): boolean {
    return this.up;
  }

  /**
   * Connections of this pool are cut when the server falls silent. One that is lost while in use tells its query; the
   * event it emits as well would, without a listener, end the process.
   */
  guard(pool: Pool): void {
    this.pools.add(pool);
    pool.on('connect', (client) => client.on('error', (error) => logger.warn({ err: error }, 'a connection was lost')));
  }

  /** Throws `Unavailable` while the database is known to be away. */
  assertUp(): void {
    if (!this.up) throw new Unavailable('database', 1);
  }

  onModuleInit(): void {
    this.schedule();
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.dropClient();
  }

  private schedule(): void {
    if (this.stopped) return;
    this.timer = setTimeout(() => void this.look().finally(() => this.schedule()), EVERY_MS);
    this.timer.unref();
  }

  private async look(): Promise<void> {
    try {
      await this.ask();
      this.report(true);
    } catch (error) {
      await this.dropClient();
      // One lost connection is not a lost server: only one that cannot be replaced is.
      const away =
        error instanceof NoAnswer ||
        !(await this.ask().then(
          () => true,
          () => false,
        ));
      if (away) await this.dropClient();
      this.report(!away);
    }
  }

  private async ask(): Promise<void> {
    const client = this.client ?? (await this.connect());
    await this.withinTime(client.query('SELECT 1'));
  }

  /** A look that was under way when the watch stopped must not open what nobody would close. */
  private async connect(): Promise<Client> {
    if (this.stopped) throw new NoAnswer();
    const client = new Client({ connectionString: this.config.database.appUrl, application_name: 'lectern:watch' });
    client.on('error', () => undefined);
    this.client = client;
    await this.withinTime(client.connect());
    return client;
  }

  /** A busy process may read the answer late: what has already arrived is read before silence is declared. */
  private async withinTime(answer: Promise<unknown>): Promise<void> {
    let answered = false;
    const settled = answer.then(() => (answered = true));
    settled.catch(() => undefined);
    const startedAt = performance.now();
    await Promise.race([settled, wait(ANSWER_WITHIN_MS, undefined, { ref: false })]);
    if (answered) return;
    const late = performance.now() - startedAt > ANSWER_WITHIN_MS + LATE_MS;
    await Promise.race([settled, late ? wait(LATE_MS, undefined, { ref: false }) : nextTurn().then(() => nextTurn())]);
    if (!answered) throw new NoAnswer();
  }

  private report(up: boolean): void {
    if (this.up === up || this.stopped) return;
    this.up = up;
    if (up) return void logger.info('the database answers again');
    logger.error('the database does not answer');
    for (const pool of this.pools) cut(pool);
  }

  private async dropClient(): Promise<void> {
    const { client } = this;
    this.client = undefined;
    if (!client) return;
    (client as unknown as OpenClient).connection?.stream?.destroy();
    await Promise.race([client.end().catch(() => undefined), nextTurn()]);
  }
}

/** Destroys the sockets: what runs on them fails at once, and the pool makes new ones when it is asked again. */
const cut = (pool: Pool): void => {
  const { _clients: clients } = pool as unknown as { readonly _clients: readonly OpenClient[] };
  for (const client of [...clients]) client.connection?.stream?.destroy();
};
