import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Config, type SecretKey } from '../config/config.js';

/** Where a secret belongs: sealed for one place, it cannot be opened in another. */
export interface SecretPlace {
  readonly tenantId: string;
  /** A plugin's id, or the core's area. */
  readonly owner: string;
  readonly field: string;
}

const FORMAT = 'v1';
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** Binds to the place; JSON keeps its parts apart. */
const associated = (place: SecretPlace): Buffer => Buffer.from(JSON.stringify([place.tenantId, place.owner, place.field]));

/**
 * Seals institutions' secrets with AES-256-GCM (NIST SP 800-38D, random 96-bit IV) under the installation's current
 * key. The key's id is stored with the text, so older keys still open what they sealed.
 */
@Injectable()
export class SecretBox {
  constructor(private readonly config: Config) {}

  /** The sealed form: `v1.<key id>.<iv>.<text and tag>`. */
  seal(place: SecretPlace, clear: string): string {
    const { current } = this.config.secretKeys;
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv('aes-256-gcm', current.key, iv);
    cipher.setAAD(associated(place));
    const sealed = Buffer.concat([cipher.update(clear, 'utf8'), cipher.final(), cipher.getAuthTag()]);
    return [FORMAT, current.id, iv.toString('base64url'), sealed.toString('base64url')].join('.');
  }

  /** Throws when the key is not known here, the text was changed, or it was sealed for another place. */
  open(place: SecretPlace, sealed: string): string {
    const { keyId, iv, body } = parts(sealed);
    const decipher = createDecipheriv('aes-256-gcm', this.key(keyId).key, iv);
    decipher.setAAD(associated(place));
    decipher.setAuthTag(body.subarray(-TAG_BYTES));
    return Buffer.concat([decipher.update(body.subarray(0, -TAG_BYTES)), decipher.final()]).toString('utf8');
  }

  /** Whether it was sealed with another key than the current one. */
  isOutdated(sealed: string): boolean {
    return parts(sealed).keyId !== this.config.secretKeys.current.id;
  }

  private key(id: string): SecretKey {
    const { current, older } = this.config.secretKeys;
    const key = [current, ...older].find((each) => each.id === id);
    if (!key) throw new Error(`Secret key ${id} is not configured`);
    return key;
  }
}

const parts = (sealed: string): { keyId: string; iv: Buffer; body: Buffer } => {
  const [format, keyId, iv, body, ...more] = sealed.split('.');
  if (format !== FORMAT || !keyId || !iv || !body || more.length > 0) throw new Error('Not a sealed secret');
  return { keyId, iv: Buffer.from(iv, 'base64url'), body: Buffer.from(body, 'base64url') };
};
