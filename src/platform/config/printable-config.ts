import { inspect } from 'node:util';
import { Config, type DatabaseAddresses } from './config.js';

const REDACTED = '[redacted]';

/** A configuration whose secrets do not print: not through JSON, not through `console.log` or a logger. */
class LoadedConfig extends Config {
  toJSON(): Record<string, unknown> {
    return {
      ...(this as Config),
      database: {
        ...this.database,
        ownerUrl: withoutPassword(this.database.ownerUrl),
        appUrl: withoutPassword(this.database.appUrl),
        directUrl: withoutPassword(this.database.directUrl),
      },
      redisUrl: this.redisUrl === undefined ? undefined : withoutPassword(this.redisUrl),
      tokens: { ...this.tokens, signingKey: REDACTED },
      secretKeys: {
        current: { id: this.secretKeys.current.id, key: REDACTED },
        older: this.secretKeys.older.map(({ id }) => ({ id, key: REDACTED })),
      },
      runner: { ...this.runner, token: this.runner.token === undefined ? undefined : REDACTED },
      kafka: this.kafka && {
        ...this.kafka,
        tls: this.kafka.tls && { ...this.kafka.tls, key: this.kafka.tls.key === undefined ? undefined : REDACTED },
        sasl: this.kafka.sasl && { ...this.kafka.sasl, password: REDACTED },
      },
      demoPassword: this.demoPassword === undefined ? undefined : REDACTED,
      variables: Object.keys(this.variables),
    };
  }

  [inspect.custom](): Record<string, unknown> {
    return this.toJSON();
  }
}

const withoutPassword = (address: string): string => {
  if (!URL.canParse(address)) return address;
  const url = new URL(address);
  if (url.password !== '') url.password = '***';
  for (const name of [...url.searchParams.keys()]) url.searchParams.set(name, '***');
  return url.toString();
};

export const printableConfig = (values: Config): Config =>
  Object.freeze(Object.assign(Object.create(LoadedConfig.prototype) as Config, values));

/** The same configuration with the addresses of the embedded server, once it runs. */
export const withDatabase = (config: Config, addresses: DatabaseAddresses): Config =>
  printableConfig({ ...config, database: { ...config.database, ...addresses } });
