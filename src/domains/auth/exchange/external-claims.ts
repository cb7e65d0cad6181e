import { Injectable } from '@nestjs/common';
import { decodeJwt, errors, jwtVerify } from 'jose';
import { z } from 'zod';
import { requireContext } from '../../../platform/context/request-context.js';
import type { IdentityProvider } from '../../../platform/tenancy/tenant.js';
import { DomainError, Unauthenticated } from '../../../sdk/errors.js';
import { IssuerKeys } from './issuer-keys.js';

/** PostgreSQL stores every character but NUL, which other issuers may let people have in their names. */
const storable = (text: string): boolean => !text.includes('\0');

/** Roles and the like are left alone: what somebody is here is never for another issuer to say. */
const claimsSchema = z.object({
  sub: z.string().min(1).max(500).refine(storable),
  email: z.string().trim().max(254).pipe(z.email()).optional().catch(undefined),
  email_verified: z.boolean().optional().catch(undefined),
  name: z.string().trim().min(1).max(200).refine(storable).optional().catch(undefined),
});

export interface ExternalPerson {
  readonly provider: IdentityProvider;
  readonly subject: string;
  readonly email: string | undefined;
  /** The issuer checks addresses, and says it has checked this one. */
  readonly emailVerified: boolean;
  readonly name: string | undefined;
}

const CLOCK_TOLERANCE_SECONDS = 5;

const invalid = () => new Unauthenticated('The token is not valid here');

/** Verifies a token of an issuer the institution trusts: issuer, audience, expiry, and the algorithms fixed for that issuer. */
@Injectable()
export class ExternalClaims {
  constructor(private readonly keys: IssuerKeys) {}

  async verify(token: string): Promise<ExternalPerson> {
    const provider = this.providerOf(token);
    const issuerKey = this.keys.of(provider);
    if (!issuerKey || issuerKey.algorithms.length === 0) throw invalid();
    try {
      const { payload } = await jwtVerify(token, issuerKey.key, {
        algorithms: issuerKey.algorithms,
        issuer: provider.issuer,
        audience: provider.audience,
        requiredClaims: ['iss', 'aud', 'sub', 'exp'],
        clockTolerance: CLOCK_TOLERANCE_SECONDS,
      });
      const { sub, email, email_verified: verified, name } = claimsSchema.parse(payload);
      return { provider, subject: sub, email, emailVerified: provider.emails_verified && verified === true, name };
    } catch (error) {
      if (error instanceof DomainError) throw error;
      if (error instanceof errors.JWTExpired) throw new Unauthenticated('The token has expired', 'TOKEN_EXPIRED');
      throw invalid();
    }
  }

  /** Read before it is verified, only to know whose key to verify with. */
  private providerOf(token: string): IdentityProvider {
    let issuer: string | undefined;
    try {
      issuer = decodeJwt(token).iss;
    } catch {
      throw invalid();
    }
    const provider = requireContext().tenant?.policies.identity_providers.find((each) => each.issuer === issuer);
    if (!provider) throw invalid();
    return provider;
  }
}
