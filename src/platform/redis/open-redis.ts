import { Redis, type RedisOptions, ReplyError } from 'ioredis';

const LONGEST_PAUSE_MS = 2000;
/** A connection on which nothing came for so long leads nowhere. */
export const SILENT_MS = 2000;

/**
 * A connection that queues nothing: what cannot be sent fails, and what was sent and not answered when the connection is lost
 * fails too, and is never sent again.
 */
const OPTIONS: RedisOptions = {
  enableOfflineQueue: false,
  autoResendUnfulfilledCommands: false,
  maxRetriesPerRequest: 0,
  connectTimeout: 1000,
  // A peer that is silent does not say goodbye either.
  disconnectTimeout: 100,
  keepAlive: 5000,
  disableClientInfo: true,
  retryStrategy: (tries) => Math.min(50 * 2 ** Math.min(tries, 10), LONGEST_PAUSE_MS),
  // After a failover the address may lead to the server that writes.
  reconnectOnError: (error) => error.message.startsWith('READONLY'),
};

/** Opens a connection; its failures are for `onTrouble`, since an error that nobody listens to would be printed. */
export const openRedis = (url: string, onTrouble: (error: Error) => void, more: RedisOptions = {}): Redis => {
  const redis = new Redis(url, { ...OPTIONS, ...more });
  redis.on('error', (error) => {
    // It would go on in the first database, which may be somebody else's.
    if (isSelectRefused(error)) redis.disconnect(true);
    onTrouble(error);
  });
  return redis;
};

const isSelectRefused = (error: Error & { readonly command?: { readonly name: string } }): boolean =>
  error instanceof ReplyError && error.command?.name === 'select';
