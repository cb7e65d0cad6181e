import { createHash, createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { parse, stringify } from 'uuid';
import { Config } from '../config/config.js';

/** One refresh token: which session (its family), and the how-manieth of it. */
export interface RefreshTokenName {
  readonly tenantId: string;
  readonly sessionId: string;
  readonly generation: number;
}

const ID_BYTES = 16;
const NAME_BYTES = ID_BYTES + 4;
const MAC_BYTES = 32;
const SHAPE = /^([0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})\.([\w-]{70})$/;

const nameBytes = ({ sessionId, generation }: RefreshTokenName): Buffer => {
  const bytes = Buffer.alloc(NAME_BYTES);
  bytes.set(parse(sessionId));
  bytes.writeUInt32BE(generation, ID_BYTES);
  return bytes;
};

/** Empty when the bytes are no UUID: then it is no token of ours either. */
const stringifyId = (bytes: Buffer): string => {
  try {
    return stringify(bytes.subarray(0, ID_BYTES));
  } catch {
    return '';
  }
};

/**
 * Refresh tokens, `<tenant id>.<secret>`. The secret is the session, the generation and an HMAC of both, so a successor can
 * be computed again when its answer was lost, and nothing but its hash has to be stored.
 */
@Injectable()
export class RefreshTokens {
  /** Current key first; tokens made under older ones are still good. */
  private readonly keys: readonly Buffer[];

  constructor(config: Config) {
    const { current, older } = config.secretKeys;
    this.keys = [current, ...older].map(({ key }) => Buffer.from(hkdfSync('sha256', key, '', 'lectern refresh token', 32)));
  }

  mint(name: RefreshTokenName): string {
    return this.write(name, this.keys[0]);
  }

  /** The token of this name that has this hash, whichever key made it. */
  mintAgain(name: RefreshTokenName, hash: string): string | undefined {
    return this.keys.map((key) => this.write(name, key)).find((token) => this.hash(token) === hash);
  }

  /** What a token names, or undefined when it is none of ours. */
  read(token: string): RefreshTokenName | undefined {
    const [, tenantId, secret] = SHAPE.exec(token) ?? [];
    if (!tenantId || !secret) return undefined;
    const bytes = Buffer.from(secret, 'base64url');
    if (bytes.length !== NAME_BYTES + MAC_BYTES) return undefined;
    const mac = bytes.subarray(NAME_BYTES);
    const name = { tenantId, sessionId: stringifyId(bytes), generation: bytes.readUInt32BE(ID_BYTES) };
    return name.sessionId && this.keys.some((key) => timingSafeEqual(mac, this.mac(name, key))) ? name : undefined;
  }

  hash(token: string): string {
    return createHash('sha256').update(token).digest('base64url');
  }

  private write(name: RefreshTokenName, key: Buffer | undefined): string {
    if (!key) throw new Error('There is no secret key');
    const secret = Buffer.concat([nameBytes(name), this.mac(name, key)]);
    return `${name.tenantId}.${secret.toString('base64url')}`;
  }

  private mac(name: RefreshTokenName, key: Buffer): Buffer {
    return createHmac('sha256', key).update(name.tenantId).update(nameBytes(name)).digest();
  }
}
