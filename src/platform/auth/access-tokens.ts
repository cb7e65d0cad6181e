import { hash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { errors, jwtVerify, SignJWT } from 'jose';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import { Unauthenticated } from '../../sdk/errors.js';
import { idSchema } from '../../sdk/ids.js';
import { type Role, ROLES } from '../../sdk/roles.js';
import { Config } from '../config/config.js';
import { loadSigningKeys, type SigningKeys } from './signing-keys.js';

const ISSUER = 'lectern';
/** RFC 9068: tells access tokens from anything else that may be signed with the same key. */
const TYPE = 'at+jwt';
const MAX_LENGTH = 4096;

const claimsSchema = z.object({ sub: idSchema, tid: idSchema, sid: idSchema, role: z.enum(ROLES), exp: z.int() });

/** What a verified access token says. The role is what it was at issue; the session knows the present one. */
export type AccessClaims = z.infer<typeof claimsSchema> & {
  /** SHA-256 of the token, in hexadecimal. */
  readonly tokenHash: string;
};

const expired = () => new Unauthenticated('The token has expired', 'TOKEN_EXPIRED');

/** Issues and verifies access tokens. Verifying costs more than the rest of the way, so verified tokens are kept. */
@Injectable()
export class AccessTokens {
  readonly lifetimeSeconds: number;
  private readonly keys: Promise<SigningKeys>;
  private readonly verified = new LRUCache<string, AccessClaims>({ max: 20_000 });

  constructor(config: Config) {
    this.lifetimeSeconds = config.tokens.accessTokenSeconds;
    this.keys = loadSigningKeys(config.tokens);
    this.keys.catch(() => undefined);
  }

  async issue(person: {
    readonly tenantId: string;
    readonly userId: string;
    readonly sessionId: string;
    readonly role: Role;
  }): Promise<string> {
    const { algorithm, kid, signing } = await this.keys;
    return new SignJWT({ tid: person.tenantId, sid: person.sessionId, role: person.role })
      .setProtectedHeader({ alg: algorithm, typ: TYPE, ...(kid ? { kid } : {}) })
      .setSubject(person.userId)
      .setIssuer(ISSUER)
      .setIssuedAt()
      .setExpirationTime(`${this.lifetimeSeconds}s`)
      .sign(signing);
  }

  /** Throws `Unauthenticated`. Whether the session still lives is not asked here. */
  async verify(token: string): Promise<AccessClaims> {
    const kept = this.verified.get(token);
    if (kept) {
      if (kept.exp * 1000 > Date.now()) return kept;
      this.verified.delete(token);
      throw expired();
    }
    if (token.length > MAX_LENGTH) throw new Unauthenticated();
    const claims = await this.check(token);
    this.verified.set(token, claims);
    return claims;
  }

  /** The public keys, as `/.well-known/jwks.json` shows them. */
  async publicKeys(): Promise<SigningKeys['published']> {
    return (await this.keys).published;
  }

  private async check(token: string): Promise<AccessClaims> {
    const { algorithm, verifying } = await this.keys;
    try {
      const { payload } = await jwtVerify(token, verifying, {
        algorithms: [algorithm],
        issuer: ISSUER,
        typ: TYPE,
        requiredClaims: ['exp', 'sub'],
      });
      return { ...claimsSchema.parse(payload), tokenHash: hash('sha256', token) };
    } catch (error) {
      if (error instanceof errors.JWTExpired) throw expired();
      throw new Unauthenticated('The token is not valid');
    }
  }
}
