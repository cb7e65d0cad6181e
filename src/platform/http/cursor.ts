import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import type { SecretKey } from '../config/config.js';

/** A row's sort key, as it travels in a cursor. */
export type SortKey = readonly (string | number | null)[];

const TAG_BYTES = 12;

/** Opaque cursors: a sort key under a MAC that binds it to what it was made for. */
export class CursorSeal {
  private readonly keys: readonly Buffer[];

  /** The first key seals; all of them open. */
  constructor(secrets: readonly SecretKey[]) {
    this.keys = secrets.map(({ key }) => Buffer.from(hkdfSync('sha256', key, '', 'lectern paging cursor', 32)));
  }

  seal(scope: string, position: SortKey): string {
    const payload = Buffer.from(JSON.stringify(position));
    const [key] = this.keys;
    if (!key) throw new Error('There is no key for cursors');
    return Buffer.concat([this.tag(key, scope, payload), payload]).toString('base64url');
  }

  /** Undefined for a cursor that is not ours, or was made for something else. */
  open(scope: string, cursor: string): SortKey | undefined {
    const bytes = Buffer.from(cursor, 'base64url');
    if (bytes.length <= TAG_BYTES) return undefined;
    const payload = bytes.subarray(TAG_BYTES);
    const genuine = this.keys.some((key) => timingSafeEqual(this.tag(key, scope, payload), bytes.subarray(0, TAG_BYTES)));
    return genuine ? (JSON.parse(payload.toString()) as SortKey) : undefined;
  }

  private tag(key: Buffer, scope: string, payload: Buffer): Buffer {
    return createHmac('sha256', key).update(`${scope}\n`).update(payload).digest().subarray(0, TAG_BYTES);
  }
}
