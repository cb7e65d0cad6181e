import { RedisLink } from './redis-link.js';

/** An installation without Redis: everybody does without. */
export class NoRedis extends RedisLink {
  readonly isConfigured = false;
  readonly isUp = false;
  readonly trouble = 'not configured';

  async run(): Promise<undefined> {
    return undefined;
  }

  ownConnection(): never {
    throw new Error('REDIS_URL is not set');
  }

  onUp(): void {
    // It never is.
  }
}
