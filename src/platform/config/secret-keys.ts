import { createHash, hkdfSync } from 'node:crypto';
import type { SecretKey } from './config.js';

const KEY_BYTES = 32;

/**
 * `id:base64` of exactly 32 bytes is taken as it is; any other text is stretched into a key whose id is derived from
 * it, so the same text always gives the same key under the same id.
 */
export const parseSecretKey = (text: string): SecretKey => {
  const named = /^([A-Za-z0-9_-]{1,32}):([A-Za-z0-9+/]+={0,2})$/.exec(text);
  const bytes = named?.[2] === undefined ? undefined : Buffer.from(named[2], 'base64');
  if (named?.[1] !== undefined && bytes?.length === KEY_BYTES) return { id: named[1], key: bytes };
  const key = Buffer.from(hkdfSync('sha256', text, 'lectern', 'tenant-secrets', KEY_BYTES));
  return { id: createHash('sha256').update(key).digest('hex').slice(0, 12), key };
};

const PLACEHOLDER = /^(your|change|replace|default|example|insecure|dev|test|secret|password|supersecret|lectern|xxx)/i;

/** Why a secret is too weak for production, or undefined when it is good enough. */
export const weaknessOf = (secret: string): string | undefined => {
  if (PLACEHOLDER.test(secret)) return 'is a default or placeholder; make one with `openssl rand -base64 48`';
  if (Buffer.byteLength(secret) < KEY_BYTES) return 'needs at least 32 bytes in production';
  if (new Set(secret).size < 10) return 'repeats too few characters; make one with `openssl rand -base64 48`';
  return undefined;
};
