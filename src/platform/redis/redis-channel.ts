import { logger } from '../telemetry/logger.js';
import type { RedisLink } from './redis-link.js';

/**
 * Short messages to the other processes over Redis, beside another way: some are lost, and anybody who may use Redis could
 * have sent them. For what is only made faster by being told.
 */
export class RedisChannel {
  constructor(
    private readonly link: RedisLink,
    /** The same in every process. Channels are shared by all numbered databases of a Redis. */
    private readonly name: string,
  ) {}

  /** Returns at once. */
  tell(message: string): void {
    void this.link.run((redis) => redis.publish(this.name, message), 'nobody');
  }

  /** Opens a connection for listening; also hears what this process tells. */
  hear(handler: (message: string) => unknown): void {
    if (!this.link.isConfigured) return;
    const ear = this.link.ownConnection({ autoResubscribe: false });
    ear.on('message', (_channel, message: string) => handler(message));
    ear.on('ready', () => {
      ear.subscribe(this.name).catch((error: unknown) => logger.debug({ err: error }, 'Redis does not let us listen'));
    });
  }
}
