import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import type { SecretKey } from '../config/config.js';

/** A row's sort key, as it travels in a cursor. */
export type SortKey = readonly (string | number | null)[];

const CIPHER = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Opaque cursors: a sort key, encrypted and bound to what it was made for. It may hold what the answer itself keeps back,
 * such as the person behind a pseudonym.
 */
export class CursorSeal {
  private readonly keys: readonly Buffer[];

  /** The first key seals; all of them open. */
  constructor(secrets: readonly SecretKey[]) {
    this.keys = secrets.map(({ key }) => Buffer.from(hkdfSync('sha256', key, '', 'lectern paging cursor', 32)));
  }

  seal(scope: string, position: SortKey): string {
    const [key] = this.keys;
    if (!key) throw new Error('There is no key for cursors');
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv(CIPHER, key, iv).setAAD(Buffer.from(scope));
    return Buffer.concat([iv, cipher.update(JSON.stringify(position)), cipher.final(), cipher.getAuthTag()]).toString('base64url');
  }

  /** Undefined for a cursor that is not ours, or was made for something else. */
  open(scope: string, cursor: string): SortKey | undefined {
    const bytes = Buffer.from(cursor, 'base64url');
    if (bytes.length <= IV_BYTES + TAG_BYTES) return undefined;
    for (const key of this.keys) {
      const opened = decipher(key, scope, bytes);
      if (opened !== undefined) return JSON.parse(opened) as SortKey;
    }
    return undefined;
  }
}

const decipher = (key: Buffer, scope: string, bytes: Buffer): string | undefined => {
  const opener = createDecipheriv(CIPHER, key, bytes.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES });
  opener.setAAD(Buffer.from(scope)).setAuthTag(bytes.subarray(-TAG_BYTES));
  try {
    return Buffer.concat([opener.update(bytes.subarray(IV_BYTES, -TAG_BYTES)), opener.final()]).toString();
  } catch {
    return undefined;
  }
};
