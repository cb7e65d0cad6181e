import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';

const MAC_LENGTH = 43;

/**
 * Texts as they lie in Redis: authenticated (HMAC-SHA-256) by keys that are derived from the installation's (HKDF, RFC 5869), so
 * that whoever can write there can make up none. Not hidden: whoever can read there can read them.
 */
export class RedisSeal {
  private readonly keys: readonly Buffer[];

  /** Seals with the first secret; the others still open what they sealed. */
  constructor(secrets: readonly Buffer[], purpose: string) {
    this.keys = secrets.map((secret) => Buffer.from(hkdfSync('sha256', secret, '', purpose, 32)));
  }

  /** For one place: a key of Redis, or nowhere in particular. */
  seal(text: string, place = ''): string {
    const [key] = this.keys;
    if (!key) throw new Error('There is no key to seal with');
    return `${macOf(key, place, text)}${text}`;
  }

  /** The text; undefined when it is none of ours, or was sealed for another place. */
  open(sealed: string, place = ''): string | undefined {
    const [mac, text] = [sealed.slice(0, MAC_LENGTH), sealed.slice(MAC_LENGTH)];
    return this.keys.some((key) => isSame(mac, macOf(key, place, text))) ? text : undefined;
  }
}

const macOf = (key: Buffer, place: string, text: string): string =>
  createHmac('sha256', key).update(`${place}\n${text}`).digest('base64url');

const isSame = (one: string, other: string): boolean => {
  const [left, right] = [Buffer.from(one), Buffer.from(other)];
  return left.length === right.length && timingSafeEqual(left, right);
};
