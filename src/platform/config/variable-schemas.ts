import ipaddr from 'ipaddr.js';
import { z } from 'zod';
import { newPasswordSchema } from '../auth/new-password-schema.js';
import type { LogLevel } from './config.js';
import { parseLogLevel } from './log-level.js';

/** A transform whose failure is a problem with this reason: the value itself is never repeated. */
const parsed = <T>(reason: string, parse: (value: string) => T | undefined): z.ZodType<T, string> =>
  z.string().transform((value, context): T => {
    const result = parse(value);
    if (result !== undefined) return result;
    context.addIssue({ code: 'custom', message: reason });
    return z.NEVER;
  });

const urlOf = (value: string): URL | undefined => (URL.canParse(value) ? new URL(value) : undefined);

export const wholeNumber = (min: number, max: number) =>
  parsed(`must be a whole number from ${min} to ${max}`, (value) => {
    const number = Number(value);
    return /^\d+$/.test(value) && number >= min && number <= max ? number : undefined;
  });

export const flag = parsed(
  'must be 1, 0, true or false',
  (value) => ({ '1': true, true: true, '0': false, false: false })[value.toLowerCase()],
);

export const oneOf = <T extends string>(names: readonly T[]) =>
  parsed(`must be one of ${names.join(', ')}`, (value) => names.find((name) => name === value));

export const logLevel: z.ZodType<LogLevel, string> = parsed('must be fatal, error, warn, info, debug, trace or silent', parseLogLevel);

/** `postgres://user:password@host:port/database`; a driver suffix (`postgresql+asyncpg://`) is dropped. */
export const postgresUrl = parsed('must be a postgres:// address with a user, a host and a database name', (value) => {
  const plain = value.replace(/^postgres(?:ql)?(?:\+[a-z0-9]+)?:\/\//i, 'postgres://');
  const url = urlOf(plain);
  return url?.protocol === 'postgres:' && url.hostname && url.username && url.pathname.length > 1 ? plain : undefined;
});

export const redisUrl = parsed('must be a redis:// or rediss:// address, whose path is the number of a database or empty', (value) => {
  const url = urlOf(value);
  return url && ['redis:', 'rediss:'].includes(url.protocol) && url.hostname && /^(\/\d{0,5})?$/.test(url.pathname) ? value : undefined;
});

export const httpUrl = parsed('must be an http:// or https:// address', (value) =>
  ['http:', 'https:'].includes(urlOf(value)?.protocol ?? '') ? value : undefined,
);

/** `http://host:port` or `unix:/path`. */
export const runnerUrl = parsed('must be http://host:port or unix:/path', (value) => {
  if (/^unix:\/[^\0]{1,106}$/.test(value)) return value;
  const url = urlOf(value);
  return url?.protocol === 'http:' && url.pathname === '/' && url.username === '' ? value : undefined;
});

export const runnerToken = parsed('must have 16 to 512 characters', (value) => (/^[\x21-\x7e]{16,512}$/.test(value) ? value : undefined));

/** An address of this machine, or a name for one. */
export const listenAddress = parsed('must be an address to listen on, such as 127.0.0.1 or ::', (value) =>
  ipaddr.isValid(value) || /^[a-z0-9.-]{1,253}$/i.test(value) ? value : undefined,
);

const entries = (value: string): string[] =>
  value
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');

/** Comma-separated. */
export const list = z.string().transform(entries);

export const brokers = parsed('must be host:port, comma-separated', (value) => {
  const all = entries(value);
  const good = (broker: string): boolean => {
    const port = /^[\w.-]+:(\d{1,5})$/.exec(broker)?.[1];
    return port !== undefined && Number(port) > 0 && Number(port) < 65_536;
  };
  return all.length > 0 && all.every(good) ? all : undefined;
});

/** What Kafka takes in names of topics and groups; short enough that a topic's own name fits behind it. */
export const kafkaName = parsed('must have at most 200 letters, digits, dots, underscores and hyphens', (value) =>
  /^[\w.-]{1,200}$/.test(value) ? value : undefined,
);

const jsonList = (value: string): string[] | undefined => {
  if (!value.startsWith('[')) return entries(value);
  try {
    const list: unknown = JSON.parse(value);
    return Array.isArray(list) && list.every((entry) => typeof entry === 'string') ? list : undefined;
  } catch {
    return undefined;
  }
};

const originOf = (value: string): string | undefined => {
  const url = urlOf(value);
  const bare = url && ['http:', 'https:'].includes(url.protocol) && [url.origin, `${url.origin}/`].includes(value.toLowerCase());
  return bare ? url.origin : undefined;
};

/** Comma-separated or a JSON array. `*` would hand every site the users' sessions. */
export const origins = parsed('must list origins such as https://school.example (no path, no *)', (value) => {
  const all = jsonList(value)?.map(originOf);
  return all?.every((origin) => origin !== undefined) ? all : undefined;
});

export const hostName = parsed('must be a host name such as lectern.example', (value) =>
  /^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$/i.test(value)
    ? value.toLowerCase()
    : undefined,
);

/** A hop count, or the proxies' addresses. `true` would let any client choose its own address. */
export const proxies = parsed<number | readonly string[]>('must be a number of hops or a list of CIDR blocks; true is refused', (value) => {
  if (/^\d{1,2}$/.test(value)) return Number(value);
  const blocks = entries(value);
  const good = (block: string) => ipaddr.isValid(block) || ipaddr.isValidCIDR(block);
  return blocks.length > 0 && blocks.every(good) ? blocks : undefined;
});

export const password = parsed('must have 8 to 72 bytes', (value) => newPasswordSchema.safeParse(value).data);

export const someText = z.string();
